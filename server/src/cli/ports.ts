import type { CreateInspectionTools } from '../analysis/questions/tools.ts';
import type { ImageKnowledge } from '../registry/image-knowledge.ts';
import type { ImageRegistry } from '../registry/image-registry.ts';
import type { RegistryNotice } from '../registry/notices.ts';
import type { PinKnowledge } from '../registry/pin-knowledge.ts';
import type { Rule } from '../rules/rule.ts';
import type { InspectionSettings } from '../settings/inspection-settings.ts';
import type { FileSystem } from '../workspace/workspace.ts';
import type { CheckedBatch, CheckSettings, DocumentToCheck } from './check/checked-file.ts';

/** What the command line needs from outside; made in `main-cli.ts`. */
export interface CliPorts {
  readonly rules: readonly Rule[];
  readonly files: FileSystem;
  /** The folder that relative paths begin at. */
  readonly folder: string;
  /** The folder of the repository that the command runs in: configurations are looked for up to it. */
  readonly root: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The day, as YYYY-MM-DD. */
  readonly today: string;
  readonly now: () => number;
  /** All of standard input, as it comes. */
  readonly readInput: () => Promise<Uint8Array>;
  /** Made only when a registry is really to be asked. */
  readonly createRegistry: (context: RegistryContext) => ImageRegistry | Promise<ImageRegistry>;
  /** Made only when something about pins is to be found out. */
  readonly createPins: () => PinKnowledge | Promise<PinKnowledge>;
  /** What the person has decided of looking into images; says what of it cannot be used. */
  readonly readInspection: () => Promise<InspectionSettings>;
  /** Made only when an image is to be examined. */
  readonly createTools: CreateInspectionTools;
  /** What this machine knows of images; made only when something is to be found out. */
  readonly openImageKnowledge: (
    log: (line: string) => void,
  ) => ImageKnowledge | Promise<ImageKnowledge>;
  /** Threads that can check files beside this one; undefined where there are none. */
  readonly threads: Threads | undefined;
  /** Where results of earlier checks are kept, and what tells programs apart whose results may differ; undefined keeps nothing. */
  readonly results: { readonly folder: string; readonly program: string } | undefined;
  /** The page of a rule in Markdown, as it is in docs/rules; undefined when there is no such rule. */
  readonly readRulePage: (rule: string) => Promise<string | undefined>;
  /** Speaks the Language Server Protocol on the standard streams until the client ends it. */
  readonly serveLanguage: () => Promise<void>;
  readonly terminal: Terminal;
  /** Asks the person at the terminal; only where `terminal.isInput` and `terminal.isErrors`. */
  readonly prompts: Prompts;
  readonly write: (text: string) => void;
  readonly writeError: (text: string) => void;
  readonly signal: AbortSignal;
}

/** What it takes to say something: all that help and mistakes need, so that the rest is loaded only when there is more to do. */
export type SpokenPorts = Pick<CliPorts, 'terminal' | 'write' | 'writeError'>;

/** What a registry tells while it works. */
export interface RegistryContext {
  readonly log: (line: string) => void;
  readonly onNotice: (notice: RegistryNotice) => void;
}

export interface Threads {
  /** How many can work at once on this machine. */
  readonly available: number;
  start(settings: CheckSettings): CheckThread;
}

/** A thread that checks one batch after another. */
export interface CheckThread {
  /** Rejects when the thread broke or was ended. */
  check(documents: readonly DocumentToCheck[]): Promise<CheckedBatch>;
  end(): Promise<void>;
}

/** What the streams of the process are, as far as that changes what is written. */
export interface Terminal {
  /** Whether a person reads standard output. */
  readonly isOutput: boolean;
  /** Whether a person reads standard error. */
  readonly isErrors: boolean;
  /** Whether a person can answer. */
  readonly isInput: boolean;
  /** Characters of a line; undefined where nobody looks. */
  readonly columns: number | undefined;
  /** Whether escapes for colours are understood and wanted: https://no-color.org, `FORCE_COLOR`, `TERM=dumb`. */
  readonly hasColours: boolean;
}

/** Questions to a person; undefined is no answer, as when the question was cancelled. */
export interface Prompts {
  confirm(question: string): Promise<boolean | undefined>;
  choose(question: string, choices: readonly Choice[]): Promise<readonly string[] | undefined>;
  /** Begins a bar on standard error that shows how far something has come. */
  progress(title: string, total: number): ProgressBar;
}

export interface Choice {
  readonly value: string;
  readonly label: string;
}

export interface ProgressBar {
  /** `done` of the total are done, `label` is what is being done. */
  update(done: number, label: string): void;
  end(): void;
}

/** 0: clean; 1: findings, or images that are not as they should be; 2: something could not be read, written or finished. */
export type ExitCode = 0 | 1 | 2;
