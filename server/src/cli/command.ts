import type { Severity } from '../model/severity.ts';
import type { ScannerName } from '../settings/inspection-settings.ts';
import type { Profile } from '../settings/policy.ts';

export const commandNames = [
  'check',
  'pin',
  'unpin',
  'inspect',
  'explain',
  'rules',
  'init',
  'language-server',
  'completion',
  'man',
  'help',
] as const;
export type CommandName = (typeof commandNames)[number];

export const formats = ['text', 'json', 'sarif', 'github', 'gitlab', 'junit'] as const;
export type Format = (typeof formats)[number];

/** Of what is neither a report of findings nor a change. */
export const answerFormats = ['text', 'json'] as const;
export type AnswerFormat = (typeof answerFormats)[number];

/** Of a report on an image. */
export const reportFormats = ['text', 'json', 'html', 'markdown'] as const;
export type ReportFormat = (typeof reportFormats)[number];

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

export const pipelines = ['github', 'gitlab', 'pre-commit'] as const;
export type Pipeline = (typeof pipelines)[number];

export const pinModes = ['pin', 'update', 'unpin', 'check'] as const;
export type PinMode = (typeof pinModes)[number];

/** What a person asks for, read from the words of a command line. */
export type Command =
  | CheckCommand
  | PinCommand
  | InspectCommand
  | ExplainCommand
  | RulesCommand
  | InitCommand
  | { readonly kind: 'language-server' }
  | { readonly kind: 'completion'; readonly shell: Shell }
  | { readonly kind: 'manual' }
  /** `topic` is the command that is explained; undefined for the program as a whole. */
  | { readonly kind: 'help'; readonly topic: CommandName | undefined }
  | { readonly kind: 'version' };

/** What commands that look for files have in common. */
export interface FileChoice {
  /** Files, and folders to search; the current folder when there are none. `-` is standard input. */
  readonly paths: readonly string[];
  /** Whether folders are searched without what `.gitignore` names. */
  readonly honoursGitignore: boolean;
}

export interface CheckCommand extends FileChoice {
  readonly kind: 'check';
  /** The name that tells what standard input is; undefined when it is not read. */
  readonly stdinFilename: string | undefined;
  readonly format: Format;
  /** A file that gets the report in place of standard output. */
  readonly output: string | undefined;
  /** The lightest severity that makes the command fail; undefined leaves it to the configuration. */
  readonly failOn: Severity | undefined;
  /** How many findings of that severity or worse are put up with. */
  readonly maxFindings: number;
  readonly profile: Profile | undefined;
  /** The one configuration file for all files. */
  readonly config: string | undefined;
  /** A file of findings that are known and not told. */
  readonly baseline: string | undefined;
  readonly writeBaseline: string | undefined;
  /** A revision of git: only files that changed since, or that are read with such, are reported. */
  readonly changedSince: string | undefined;
  readonly fixes: 'none' | 'safe' | 'unsafe';
  /** Whether fixes are shown in place of being made. */
  readonly isDiff: boolean;
  /** Whether registries are asked what became of pinned images, and what the rules need to know of any. */
  readonly isOnline: boolean;
  /** Who scans the images: nobody, the first scanner that is there, or the one that is named. */
  readonly scan: 'none' | 'first' | readonly [ScannerName];
  /** Threads that check files; undefined chooses by the number of files. */
  readonly threads: number | undefined;
  /** Whether results of earlier runs are used and kept. */
  readonly usesCache: boolean;
  /** Whether to tell of each request. */
  readonly isVerbose: boolean;
}

export interface PinCommand extends FileChoice {
  readonly kind: 'pin';
  readonly mode: PinMode;
  readonly isWrite: boolean;
  /** Whether the change is shown. */
  readonly isDiff: boolean;
  /** Whether the tag stays before the digest. */
  readonly keepsTag: boolean;
  /** Days that an image must be old before a pin is moved to it. */
  readonly cooldown: number;
  /** Whether to tell of each request and of whose credentials were used. */
  readonly isVerbose: boolean;
}

export interface InspectCommand {
  readonly kind: 'inspect';
  /** Undefined where it is the image of `service`. */
  readonly image: string | undefined;
  /** `linux/arm64`; undefined takes that of this machine, or the first that there is. */
  readonly platform: string | undefined;
  /** Who scans the image: nobody, the first scanner that is there, or those that are named. */
  readonly scan: 'none' | 'first' | readonly ScannerName[];
  /** Whether the container engine of this machine is asked. */
  readonly asksEngine: boolean;
  /** The service of a Compose file that the image is used for. */
  readonly service: { readonly file: string; readonly name: string } | undefined;
  /** Who may sign it, against any settings; undefined leaves it to those. */
  readonly signer: CommandSigner | undefined;
  readonly format: ReportFormat;
  /** Whether the text has all that the other forms have. */
  readonly isWhole: boolean;
  /** A file that gets the report in place of standard output. */
  readonly output: string | undefined;
  readonly isVerbose: boolean;
}

/** Somebody who may sign, as the words of a command line name them. */
export type CommandSigner =
  | { readonly kind: 'key'; readonly file: string }
  | { readonly kind: 'identity'; readonly identity: string; readonly issuer: string };

export interface ExplainCommand {
  readonly kind: 'explain';
  readonly rule: string;
  readonly format: AnswerFormat;
}

export interface RulesCommand {
  readonly kind: 'rules';
  /** Only those that this profile has; undefined for all. */
  readonly profile: Profile | undefined;
  readonly format: AnswerFormat;
}

export interface InitCommand {
  readonly kind: 'init';
  /** The folder that gets `seaworthy.yaml`; the current one when undefined. */
  readonly folder: string | undefined;
  /** The pipelines whose files are written or shown; undefined asks where somebody can answer. */
  readonly pipelines: readonly Pipeline[] | undefined;
  /** Whether files that are there are replaced. */
  readonly isForced: boolean;
}
