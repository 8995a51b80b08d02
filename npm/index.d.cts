/** Where something stands: lines and UTF-16 characters from 0, as in the Language Server Protocol; the end is not part of it. */
export interface Range {
  readonly start: Position;
  readonly end: Position;
}

export interface Position {
  readonly line: number;
  readonly character: number;
}

export type Language = 'dockerfile' | 'compose';

/** `recommended`: what one wants to hear without asking. `strict`: everything. `minimal`: errors only. */
export type Profile = 'recommended' | 'strict' | 'minimal';

export type Severity = 'error' | 'warning' | 'information' | 'hint';

/** What `seaworthy check --format json` writes; schemas/check-report.schema.json is its schema. */
export interface CheckReport {
  readonly version: 1;
  readonly tool: { readonly name: 'seaworthy'; readonly version: string };
  /** File after file, in the order of their texts. */
  readonly findings: readonly Finding[];
  readonly suppressed: readonly SuppressedFinding[];
  readonly problems: readonly Problem[];
  readonly summary: Summary;
}

export interface Finding {
  /** As it was given. */
  readonly file: string;
  /** The rule, or the first of those that are told as one. */
  readonly rule: string;
  /** All rules that are told as one, the first included. */
  readonly rules: readonly string[];
  readonly severity: Severity;
  readonly message: string;
  readonly range: Range;
  /** The page of the rule. */
  readonly url: string;
  /** The same for the same finding in another version of the file, and different from all others of this one. */
  readonly fingerprint: string;
  readonly related: readonly RelatedPlace[];
  /** Whether one of the fixes changes nothing of what is built or run. */
  readonly hasSafeFix: boolean;
  /** Absent when fixes were not made. */
  readonly fixes?: readonly Fix[];
}

export interface RelatedPlace {
  readonly range: Range;
  readonly message: string;
}

export interface SuppressedFinding extends Finding {
  /** Whether a comment in the file silences it, or a baseline has it. */
  readonly by: 'comment' | 'baseline';
  /** What the comment gives as reason. */
  readonly reason?: string;
}

export interface Fix {
  readonly title: string;
  /** Whether it changes nothing of what is built or run. */
  readonly isSafe: boolean;
  /** In the order of the text, all of them to be made on the same text. */
  readonly edits: readonly { readonly range: Range; readonly newText: string }[];
  /** A line to add to another file, which has the absolute path `file`. */
  readonly append?: { readonly file: string; readonly line: string };
}

/** What kept a file from being checked, or from being checked as it should be. */
export interface Problem {
  readonly file: string;
  readonly code: 'unreadable-file' | 'syntax' | 'rule-failure' | 'configuration';
  readonly message: string;
  /** Absent when it is no place of the file. */
  readonly range?: Range;
}

export interface Summary {
  readonly files: number;
  /** How many files could not be read, or not as they should be. */
  readonly problems: number;
  readonly findings: Readonly<Record<Severity, number>>;
  /** How many findings a baseline has. */
  readonly known: number;
  /** How many findings comments silence. */
  readonly suppressed: number;
  /** How many findings a safe fix settles. */
  readonly fixable: number;
}

export interface CheckOptions {
  /** How the report calls the text. The name tells its language; `overrides` and `exclude` of a configuration look at all of it. */
  readonly path: string;
  /** Needed when the name does not tell it. */
  readonly language?: Language;
  /** The rules that are on, whatever the configuration says of it. */
  readonly profile?: Profile;
  /** The text of a `seaworthy.yaml`, beside which `path` begins. */
  readonly configuration?: string;
}

/**
 * Checks a Dockerfile or a Compose file as `seaworthy check` does, for its text alone: no other file is read and no
 * registry is asked. Any text gives a report. Throws a RangeError when the language is neither given nor told by the name.
 */
export declare function checkText(text: string, options: CheckOptions): CheckReport;

/** The version of this package. */
export declare const version: string;
