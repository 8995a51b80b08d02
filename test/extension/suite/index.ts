/// <reference types="mocha" />
import { writeReport } from '../../../scripts/vscode/report.ts';

/**
 * What VS Code calls inside its extension host. Rejects when a test failed, which makes VS Code
 * end with an exit code other than 0.
 */
export async function run(): Promise<void> {
  const { default: Mocha } = await import('mocha');
  const mocha = new Mocha({ ui: 'bdd', color: false, timeout: 30_000, reporter: 'spec' });
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  await import('./diagnostics.test.ts');
  await import('./pin.test.ts');
  await import('./pin-all.test.ts');
  await import('./pin-life.test.ts');
  await import('./pin-workspace.test.ts');
  await import('./review.test.ts');
  await import('./registries.test.ts');
  await import('./silencing.test.ts');
  await import('./restart.test.ts');

  const failures: string[] = [];
  const stats = await new Promise<Mocha.Stats | undefined>((resolve) => {
    const runner = mocha.run(() => resolve(runner.stats));
    runner.on('fail', (test) => failures.push(test.fullTitle()));
  });
  if (stats === undefined) throw new Error('mocha counted nothing');
  const { passes: passed, failures: failed, pending: skipped } = stats;
  writeReport({ suite: 'extension', passed, failed, skipped, failures });
  if (failed > 0 || passed === 0) throw new Error(`${failed} failed, ${passed} passed`);
}
