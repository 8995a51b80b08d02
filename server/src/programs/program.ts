import type { Result } from '../text/result.ts';

/** A program that the person has on their machine, and how it is run: never by a shell, never one that lies in the current folder. */
export interface ProgramRun {
  /** A name that is looked for in the absolute folders of PATH, or an absolute path that the person has set. */
  readonly program: string;
  readonly args: readonly string[];
  /** Milliseconds after which it is ended with all that it has started. */
  readonly timeout: number;
  /** Bytes of its standard output that are read; more is `too-much-output`. */
  readonly maximalOutput: number;
  /** Variables beside those of the person, never a secret: wishes that older versions ignore. */
  readonly environment?: Readonly<Record<string, string>>;
}

export interface ProgramOutput {
  readonly exitCode: number;
  readonly stdout: Uint8Array;
  /** The last 4,096 characters. */
  readonly stderr: string;
}

export interface ProgramError {
  /** `failed`: it could not be started, or a signal ended it. */
  readonly code: 'not-installed' | 'timeout' | 'cancelled' | 'too-much-output' | 'failed';
  readonly program: string;
  /** One line, never a secret. */
  readonly detail?: string;
}

/** The port to the person's programs. Never rejects; whatever the exit code, an output is an output. */
export type RunProgram = (
  run: ProgramRun,
  signal: AbortSignal,
) => Promise<Result<ProgramOutput, ProgramError>>;
