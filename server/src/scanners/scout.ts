import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeOf } from '../text/error-code.ts';
import { fail, ok, type Result } from '../text/result.ts';
import { platformOption } from './image-name.ts';
import { maximalReport, outputOf, type ScannerProgram } from './program-scanner.ts';
import { invalid } from './report.ts';
import { scanError } from './scan-errors.ts';
import type { ScanError } from './scan.ts';
import { readScoutReport } from './scout-report.ts';

/**
 * Docker Scout by Docker's command line, which has it as a plugin. The report is written to a file in a folder of the
 * user's own, as its standard output may hold more than that.
 */
export const scout: ScannerProgram = {
  name: 'scout',
  title: 'Docker Scout',
  program: 'docker',
  environment: {},
  tellsDataAfterwards: false,
  async state(tool, signal) {
    const ran = await tool(['scout', 'version'], signal);
    if (!ran.ok) return ran;
    // Without the plugin it is an unknown command.
    if (ran.value.exitCode !== 0) return fail(scanError('scout', 'not-installed'));
    const told = Buffer.from(ran.value.stdout).toString('utf8');
    const [, version] = /\bv?(\d+\.\d+\.\d+[\w.+-]*)/.exec(told) ?? [];
    return ok({ scanner: 'scout', version, database: undefined });
  },
  async report(tool, image, subject, signal) {
    const platform = platformOption(subject);
    try {
      return await inOwnFolder(async (folder) => {
        const file = join(folder, 'report.json');
        const options = ['--format', 'sarif', '--output', file, ...platform];
        const args = ['scout', 'cves', ...options, `registry://${image}`];
        const ran = outputOf('scout', await tool(args, signal));
        return ran.ok ? await readReport(file) : ran;
      });
    } catch (cause) {
      return fail(scanError('scout', 'failed', codeOf(cause)));
    }
  },
  read: readScoutReport,
};

/** Lends a new folder that nobody else can see into. */
async function inOwnFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'seaworthy-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function readReport(path: string): Promise<Result<Uint8Array, ScanError>> {
  const stats = await stat(path).catch(() => undefined);
  if (stats?.isFile() !== true) return invalid('scout', 'no report');
  if (stats.size > maximalReport) return fail(scanError('scout', 'failed', 'too much output'));
  return ok(await readFile(path));
}
