import type { Terminal } from './ports.ts';

export interface Stream {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export interface Streams {
  readonly stdin: Stream;
  readonly stdout: Stream;
  readonly stderr: Stream;
}

const usualColumns = 80;

/** A terminal that does not know its size says 0, as one in a container may; then every line would end after each letter. */
export function steadyColumns(stream: { columns?: number }): void {
  if (stream.columns === 0) stream.columns = usualColumns;
}

/** What the streams of a process are; `NO_COLOR` and `FORCE_COLOR` count unless they are empty (https://no-color.org). */
export function terminalOf(
  { stdin, stdout, stderr }: Streams,
  environment: Readonly<Record<string, string | undefined>>,
): Terminal {
  const isOutput = stdout.isTTY === true;
  return {
    isOutput,
    isErrors: stderr.isTTY === true,
    isInput: stdin.isTTY === true,
    columns: isOutput ? stdout.columns : undefined,
    hasColours: wantsColours(isOutput, environment),
  };
}

function wantsColours(
  isOutput: boolean,
  environment: Readonly<Record<string, string | undefined>>,
): boolean {
  const { NO_COLOR: none = '', FORCE_COLOR: force = '', TERM: terminal } = environment;
  if (none !== '' || force === '0' || force === 'false') return false;
  return force !== '' || (isOutput && terminal !== 'dumb');
}
