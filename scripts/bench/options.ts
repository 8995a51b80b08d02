import { parseArgs } from 'node:util';

export interface Options {
  /** Fewer repetitions, for a first look. */
  readonly quick: boolean;
  /** The file that the report is written to as well. */
  readonly markdown: string | undefined;
}

/** Reads `--quick` and `--markdown FILE`; throws on anything else. */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: { quick: { type: 'boolean', default: false }, markdown: { type: 'string' } },
  });
  return { quick: values.quick, markdown: values.markdown };
}
