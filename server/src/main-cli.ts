import { run } from './cli/run.ts';
import { nodeFiles, repositoryRoot } from './files/node-files.ts';
import { readOwnRegistries } from './files/own-registries.ts';
import { createDefaultRegistry } from './registry/default-registry.ts';
import { rules } from './rules/index.ts';
import { defaultSettings } from './settings/settings.ts';
import { version } from './version.ts';

const controller = new AbortController();
process.once('SIGINT', () => {
  controller.abort();
});

// Who has read enough, as `head` has, closes the pipe; the command still ends with its own exit code.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

const finished = run(process.argv.slice(2), {
  rules,
  files: nodeFiles,
  root: repositoryRoot(process.cwd()),
  today: new Date().toISOString().slice(0, 10),
  createResolver: async ({ log, onNotice }) => {
    const { registries, problems, isBroken } = await readOwnRegistries(process.env);
    for (const problem of problems) process.stderr.write(`${problem}\n`);
    const { timeout } = defaultSettings.registry;
    const userAgent = `seaworthy/${version}`;
    const brokenFile = isBroken ? 'registries.yaml' : undefined;
    return createDefaultRegistry({ timeout, registries, brokenFile, userAgent, log, onNotice });
  },
  write: (text) => process.stdout.write(text),
  writeError: (text) => process.stderr.write(text),
  signal: controller.signal,
});

finished.then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`Seaworthy hit an internal error: ${String(error)}\n`);
    process.exitCode = 2;
  },
);
