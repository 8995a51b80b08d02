import { check, suite, vitest, type Counts, type Step } from './steps.ts';
import { provideTools } from './tools.ts';

/** Everything that must hold before a change is published, the quick parts first. */
const steps: readonly Step[] = [
  check('types', 'tsc', '--noEmit', '-p', 'tsconfig.json'),
  check('lint', 'eslint', '.', '--max-warnings', '0'),
  check('format', 'prettier', '--check', '--log-level', 'warn', '.'),
  check('build', 'node', 'scripts/build.mjs', '--quiet'),
  vitest('unit'),
  check('start', 'tsx', 'scripts/start/main.ts'),
  vitest('registry'),
  suite('extension', 'test/extension/run.ts'),
  suite('ui', 'test/ui/run.ts'),
  suite('neovim', 'test/neovim/run.ts'),
];

const isCi = process.env['CI'] === 'true';

process.exitCode = await main();

async function main(): Promise<number> {
  await provideTools();
  const results = steps.map(({ name, run }) => {
    console.log(`\n── ${name} ──`);
    const started = Date.now();
    const outcome = run();
    return { name, outcome, seconds: (Date.now() - started) / 1000 };
  });

  console.log('\n── summary ──');
  for (const { name, outcome, seconds } of results) {
    console.log(`${name.padEnd(16)} ${describe(outcome)}  (${seconds.toFixed(1)} s)`);
    for (const title of outcome.failures ?? []) console.log(`  failed: ${title}`);
  }
  const total = results.map(({ outcome }): Counts => outcome).reduce(add);
  if (isCi && total.skipped > 0) console.log('On CI nothing may be skipped.');
  console.log(describe(total));
  return total.failed > 0 || (isCi && total.skipped > 0) ? 1 : 0;
}

function add(a: Counts, b: Counts): Counts {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
  };
}

function describe({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
