import { parseArgs } from 'node:util';

export interface Options {
  /** Fewer repetitions, for a first look. */
  readonly quick: boolean;
  /** The file that the report is written to as well. */
  readonly markdown: string | undefined;
  /** The one group of sections that is measured; undefined measures all. */
  readonly only: string | undefined;
  /** A folder whose files the command line checks; undefined makes one. */
  readonly tree: string | undefined;
}

/** Reads `--quick`, `--markdown FILE`, `--only NAME` and `--tree FOLDER`; throws on anything else. */
export function readOptions(args: readonly string[], names: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      markdown: { type: 'string' },
      only: { type: 'string' },
      tree: { type: 'string' },
    },
  });
  const { quick, markdown, only, tree } = values;
  if (only !== undefined && !names.includes(only))
    throw new Error(
      `There is nothing to measure named ${only}; there are ${[...new Set(names)].join(', ')}.`,
    );
  return { quick, markdown, only, tree };
}
