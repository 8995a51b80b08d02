import type { Span } from '../text/span.ts';

/** What a shell would run, as far as the text alone tells. Spans are those of the document. */
export interface Script {
  readonly dialect: Dialect;
  /** In the order of the text; those of a subshell, `$(…)`, `sh -c "…"` or a here-document stand behind the command that holds them. */
  readonly pipelines: readonly Pipeline[];
}

/** `none` for the exec form, which no shell reads: its script is one command of literal words. */
export type Dialect = 'posix' | 'powershell' | 'cmd' | 'none';

/** Commands joined by `|`, each reading what the one before it writes. */
export interface Pipeline {
  readonly commands: readonly Command[];
  /** What stands before it: tells whether it runs after, or only if the one before went well or badly. */
  readonly joint: 'start' | '&&' | '||' | ';' | '&';
  /** Where the commands stand: in the script itself, or inside the word of another command. */
  readonly holder: Holder | undefined;
}

/** The command that reads or runs a nested pipeline, and how. */
export interface Holder {
  readonly command: Command;
  readonly relation:
    'subshell' | 'substitution' | 'process-substitution' | 'shell-argument' | 'here-document';
}

export interface Command {
  /** From its first to its last word, redirections included. */
  readonly span: Span;
  /** `NAME=value` before the command. */
  readonly assignments: readonly Word[];
  /** The command's name and its arguments; empty when there are only assignments or redirections. */
  readonly words: readonly Word[];
  readonly redirections: readonly Redirection[];
  /** Whether it gives a value and runs nothing: a PowerShell statement that begins with a variable or a text, without `&` or `.` before it. */
  readonly isExpression: boolean;
}

export interface Word {
  readonly span: Span;
  /** Quotes and escapes undone; variables and substitutions as they are written, `$NAME` or `$(…)`. */
  readonly text: string;
  /** Whether a variable or substitution takes part, so that `text` is not what the command gets. */
  readonly isDynamic: boolean;
  readonly isQuoted: boolean;
}

export interface Redirection {
  /** `>`, `>>`, `<`, `<<`, `<<<`, `&>` and their kin, without the file descriptor. */
  readonly operator: string;
  readonly descriptor: number | undefined;
  /** The file; for a here-document its text. */
  readonly target: Word;
}
