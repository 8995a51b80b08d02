import { setTimeout } from 'node:timers/promises';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { nodeFiles } from './files/node-files.ts';
import { readOwnInspection } from './files/own-inspection.ts';
import { readOwnRegistries } from './files/own-registries.ts';
import { startServer } from './lsp/server.ts';
import { renewedWhileBroken } from './registry/renewed-registry.ts';
import { rules } from './rules/index.ts';
import { version } from './version.ts';

const userAgent = `seaworthy/${version}`;
const transports = ['--stdio', '--node-ipc', '--socket', '--pipe'];

if (process.argv.some((argument) => transports.includes(argument.replace(/=.*/s, '')))) {
  startServer(createConnection(ProposedFeatures.all), {
    rules,
    files: nodeFiles,
    today: () => new Date().toISOString().slice(0, 10),
    now: Date.now,
    progressDelay: 500,
    // Most sessions ask no registry: its code is loaded by the first that does.
    recall: async (reference) => {
      const { createDefaultMemory } = await import('./registry/default-memory.ts');
      return createDefaultMemory().recall(reference);
    },
    openPinKnowledge: async (log) => {
      const { createDefaultPinKnowledge } = await import('./registry/default-memory.ts');
      return createDefaultPinKnowledge(log);
    },
    openImageKnowledge: async (log) => {
      const { createDefaultImageKnowledge } = await import('./registry/default-memory.ts');
      return createDefaultImageKnowledge(log);
    },
    createTools: async (...parts) => {
      const { createInspectionTools } = await import('./inspection-tools.ts');
      return createInspectionTools(...parts);
    },
    readOwnInspection: async (log) => {
      const { layer, problems } = await readOwnInspection(process.env);
      for (const problem of problems) log(problem);
      return layer;
    },
    // Nobody waits for the end of such a wait, so it does not hold up that of the server.
    wait: (duration, signal) =>
      setTimeout(duration, true, { signal, ref: false }).catch(() => false),
    createRegistry: async ({ timeout, registries }, { askCredentials, log, ...context }) => {
      const { createDefaultRegistry } = await import('./registry/default-registry.ts');
      return renewedWhileBroken(async () => {
        const { isBroken, ...own } = await readOwnRegistries(process.env);
        for (const problem of own.problems) log(problem);
        const registry = createDefaultRegistry({
          ...context,
          log,
          timeout,
          registries: { ...own.registries, ...registries },
          brokenFile: isBroken ? 'registries.yaml' : undefined,
          askEditor: askCredentials,
          userAgent,
        });
        return { registry, isBroken };
      });
    },
  });
} else {
  process.stderr.write(
    'This is the Seaworthy language server; editors start it with --stdio.\nTo check files yourself, use the command `seaworthy check`.\n',
  );
  process.exitCode = 2;
}
