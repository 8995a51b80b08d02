import { spawnSync } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureVscodeServer } from './vscode/install.ts';
import { createLifetime } from './vscode/lifetime.ts';
import { packageExtension } from './vscode/package.ts';
import { startServer } from './vscode/server.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const examples = path.join(root, 'examples');

/** Opens VS Code with the built extension over the examples and gives the exit code. */
async function main(): Promise<number> {
  if (spawnSync('code', ['--version']).status === 0) return openDesktop();
  console.log('There is no `code` on the PATH, so VS Code comes in the browser.');
  return openInBrowser();
}

function openDesktop(): number {
  console.log('Opening VS Code with Seaworthy and the examples.');
  const args = [`--extensionDevelopmentPath=${root}`, examples];
  return spawnSync('code', args, { stdio: 'inherit' }).status ?? 1;
}

/** Serves this machine alone; the address carries the key without which the server answers nobody. */
async function openInBrowser(): Promise<number> {
  const lifetime = createLifetime(0);
  const server = await ensureVscodeServer();
  const vsix = packageExtension(lifetime.temporaryFolder('seaworthy-editor'));
  const dockerConfig = process.env['DOCKER_CONFIG'] ?? path.join(os.homedir(), '.docker');
  const env = { DOCKER_CONFIG: dockerConfig };
  const running = await startServer(lifetime, { server, vsix: [vsix], env });
  console.log('\nOpen this address in a browser (Ctrl-C ends the server):\n');
  console.log(`  ${running.pageUrl(examples)}\n`);
  await running.ended;
  console.error(`The VS Code server has ended:\n${running.logTail()}`);
  return 1;
}

process.exitCode = await main();
