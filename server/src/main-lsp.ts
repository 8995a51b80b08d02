import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { nodeFiles } from './files/node-files.ts';
import { startServer } from './lsp/server.ts';
import { rules } from './rules/index.ts';
import { version } from './version.ts';

const transports = ['--stdio', '--node-ipc', '--socket', '--pipe'];

if (process.argv.some((argument) => transports.includes(argument.replace(/=.*/s, '')))) {
  startServer(createConnection(ProposedFeatures.all), {
    rules,
    files: nodeFiles,
    today: () => new Date().toISOString().slice(0, 10),
    // Most sessions ask no registry: its code is loaded by the first that does.
    createResolver: async ({ timeout, mirrors }, log) => {
      const { createDefaultResolver } = await import('./registry/default-resolver.ts');
      return createDefaultResolver({ timeout, mirrors, log, userAgent: `seaworthy/${version}` });
    },
  });
} else {
  process.stderr.write(
    'This is the Seaworthy language server; editors start it with --stdio.\nTo check files yourself, use the command `seaworthy check`.\n',
  );
  process.exitCode = 2;
}
