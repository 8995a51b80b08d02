import type { Language } from '../../model/document-model.ts';
import type { Severity } from '../../model/severity.ts';
import type { Profile } from '../../settings/policy.ts';
import type { Range } from '../../text/line-index.ts';

/** Everything here is plain data: it crosses threads and is kept on disk. */

/** A text to check, and what it is. */
export interface DocumentToCheck {
  /** As the person wrote it, or below the folder that was named; with the separators of the system. */
  readonly path: string;
  /** Without the byte order mark. */
  readonly text: string;
  readonly language: Language;
}

/** What is the same for all files of one command. */
export interface CheckSettings {
  /** The folder that relative paths begin at. */
  readonly folder: string;
  /** Configurations are looked for up to this folder. */
  readonly root: string;
  /** The day, as YYYY-MM-DD. */
  readonly today: string;
  /** What the command line says, against any configuration. */
  readonly profile: Profile | undefined;
  /** The one configuration for all files; undefined looks for the nearest of each. */
  readonly configuration: NamedConfiguration | undefined;
  /** Whether findings come with their fixes, which take work to make. */
  readonly withFixes: boolean;
}

export interface NamedConfiguration {
  /** Absolute. */
  readonly path: string;
  readonly text: string;
}

/** What is said of one file. Ranges are of its text, lines and UTF-16 characters from 0, as an editor shows them. */
export interface CheckedFile {
  readonly path: string;
  /** In the order of the text; what an editor shows as one is one. */
  readonly findings: readonly CheckedFinding[];
  /** What comments silence. */
  readonly suppressed: readonly SuppressedFinding[];
  /** Where secrets stand or may stand, known only for files with findings: nothing of it is shown. */
  readonly secrets: readonly Range[];
  /** Why the file could not be read as what it is, when it could not; it was checked as far as it could be read. */
  readonly syntaxProblem: PlacedSentence | undefined;
  /** Sentences about rules that broke. */
  readonly failures: readonly string[];
  /** The lightest severity that makes the command fail, by the configuration that holds for the file. */
  readonly failOn: Severity;
  /** What cannot be used of that configuration: sentences that name the place. */
  readonly configurationProblems: readonly string[];
  /** Whether that configuration could not be read, or what it requires of images not understood, so that other rules held than the wanted ones. */
  readonly isConfigurationBroken: boolean;
  /** Absolute paths of other Compose files that were read as parts of this one. */
  readonly parts: readonly string[];
}

export interface PlacedSentence {
  readonly range: Range;
  readonly message: string;
}

export interface CheckedFinding {
  /** The rule, or the first of those that are told as one. */
  readonly rule: string;
  /** All rules that are told as one, the first included. */
  readonly rules: readonly string[];
  readonly severity: Severity;
  readonly range: Range;
  readonly message: string;
  readonly related: readonly PlacedSentence[];
  /** The same for the same finding in another version of the file, and different from all others of this one. */
  readonly fingerprint: string;
  /** Whether `--fix` settles it. */
  readonly hasSafeFix: boolean;
  /** Undefined when they were not asked for. */
  readonly fixes: readonly CheckedFix[] | undefined;
}

export interface SuppressedFinding extends CheckedFinding {
  /** What the comment gives as reason. */
  readonly reason: string | undefined;
}

export interface CheckedFix {
  readonly title: string;
  readonly isSafe: boolean;
  /** In the order of the text. */
  readonly edits: readonly CheckedEdit[];
  /** A line for another file, by its absolute path. */
  readonly append: { readonly path: string; readonly line: string } | undefined;
}

export interface CheckedEdit {
  readonly range: Range;
  readonly newText: string;
}

/** What a thread gives back for a batch, in the order of its documents. */
export type CheckedBatch = readonly CheckedDocument[];

export interface CheckedDocument {
  readonly checked: CheckedFile;
  /** What else was read for it, and found absent: by key, with a hash of what was there. */
  readonly reads: readonly Read[];
}

/** A `file:` URI, or `secrets:` and that of a folder, whose content has this hash; empty when there was nothing. */
export type Read = readonly [key: string, hash: string];
