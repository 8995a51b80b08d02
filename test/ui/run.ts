import Mocha from 'mocha';
import { fileURLToPath } from 'node:url';
import { chromiumHint, findChromium } from '../../scripts/vscode/browser.ts';
import { ensureVscodeServer } from '../../scripts/vscode/install.ts';
import { conclude, concludeMissing } from '../../scripts/vscode/report.ts';

const suite = 'ui';

/** Runs the window suite against a VS Code server and gives the exit code. */
async function main(): Promise<number> {
  const missing = await missingTools();
  if (missing.length > 0) return concludeMissing(suite, missing);

  const mocha = new Mocha({ ui: 'bdd', color: false, timeout: 60_000, reporter: 'spec' });
  for (const file of ['window.spec.ts', 'life.spec.ts', 'report.spec.ts'])
    mocha.addFile(fileURLToPath(new URL(file, import.meta.url)));
  await mocha.loadFilesAsync();
  const titles: string[] = [];
  const stats = await new Promise<Mocha.Stats | undefined>((resolve) => {
    const runner = mocha.run(() => resolve(runner.stats));
    runner.on('fail', (test) => titles.push(test.fullTitle()));
  });
  const {
    passes: passed,
    failures: failed,
    pending: skipped,
  } = stats ?? { passes: 0, failures: 1, pending: 0 };
  return conclude({ suite, passed, failed, skipped, failures: titles });
}

async function missingTools(): Promise<readonly string[]> {
  const chromium = findChromium() === undefined ? [chromiumHint] : [];
  try {
    await ensureVscodeServer();
    return chromium;
  } catch (error) {
    return [
      ...chromium,
      `the VS Code server (${error instanceof Error ? error.message : String(error)})`,
    ];
  }
}

process.exitCode = await main();
