import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** A server program that has said in its log that it is ready. */
export interface RunningProgram {
  /** What `ready` matched. */
  readonly ready: RegExpExecArray;
  /** All that it has written so far, to its output and to its errors. */
  readonly lines: readonly string[];
  stop(): Promise<void>;
}

export interface ProgramOptions {
  /** Found in the line that tells that the program is ready. */
  readonly ready: RegExp;
  /** Variables beside PATH; the test's own are not handed on. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Starts a program and waits until it is ready; rejects with its log when it ends before. */
export async function startProgram(
  program: string,
  parameters: readonly string[],
  { ready, environment = {} }: ProgramOptions,
): Promise<RunningProgram> {
  const child = spawn(program, parameters, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] ?? '', ...environment },
  });
  const exited = once(child, 'exit');
  const lines: string[] = [];
  const found = await new Promise<RegExpExecArray>((resolve, reject) => {
    const read = (line: string): void => {
      lines.push(line);
      const match = ready.exec(line);
      if (match !== null) resolve(match);
    };
    eachLine(child.stdout, read);
    eachLine(child.stderr, read);
    exited.then(() => reject(new Error(`${program} did not start:\n${lines.join('\n')}`)), reject);
  });
  return {
    ready: found,
    lines,
    async stop() {
      child.kill();
      await exited;
    },
  };
}

function eachLine(input: Readable, read: (line: string) => void): void {
  createInterface({ input }).on('line', read);
}
