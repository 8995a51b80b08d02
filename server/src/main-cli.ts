import { run } from './cli/run.ts';
import { createDefaultResolver } from './registry/default-resolver.ts';
import { rules } from './rules/index.ts';
import { defaultSettings } from './settings/settings.ts';
import { version } from './version.ts';

const controller = new AbortController();
process.once('SIGINT', () => {
  controller.abort();
});

const finished = run(process.argv.slice(2), {
  rules,
  settings: defaultSettings,
  createResolver: () =>
    createDefaultResolver({
      ...defaultSettings.registry,
      userAgent: `seaworthy/${version}`,
      log: () => undefined,
    }),
  write: (text) => process.stdout.write(text),
  writeError: (text) => process.stderr.write(text),
  signal: controller.signal,
});

finished.then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`Seaworthy failed in a way it should not: ${String(error)}\n`);
    process.exitCode = 2;
  },
);
