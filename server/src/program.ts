import { join } from 'node:path';

/**
 * What tells this build from others whose results may differ: a hash of its content.
 * The build fills it in; undefined where the program runs from its source.
 */
export const programId = process.env['SEAWORTHY_PROGRAM'];

const isBuilt = programId !== undefined;

/** The program of a thread that checks files. */
export const threadProgram = join(
  import.meta.dirname,
  isBuilt ? 'worker.cjs' : 'main-cli-worker.ts',
);

/** The folder with the pages of the rules, in Markdown, one file a rule. */
export const rulePages = join(import.meta.dirname, isBuilt ? '../rules' : '../../docs/rules');
