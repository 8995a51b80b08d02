import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { VscodeServer } from './install.ts';
import { subfolder, type Lifetime } from './lifetime.ts';

type Settings = Readonly<Record<string, unknown>>;

export interface ServerOptions {
  readonly server: VscodeServer;
  /** Settings of the user, over the quiet ones every server gets. */
  readonly settings?: Settings;
  /** Settings of the machine: those of machine scope do not hold when they stand with the user's. */
  readonly machineSettings?: Settings;
  /** Packaged extensions to install first. */
  readonly vsix?: readonly string[];
  /** Whether scripts may drive the window; without it VS Code ignores the test keys of the payload. */
  readonly automation?: boolean;
  /** Environment variables over the server's own, which know nothing of the user's home. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface RunningServer {
  /** Where the window over `folder` is found; `payload` is what VS Code is told at start. */
  pageUrl(folder: string, payload?: readonly (readonly [key: string, value: string])[]): string;
  /** A local path as the window names it: the authority is the host and port of its page. */
  remoteUri(file: string): string;
  /** The end of what the server wrote to its log. */
  logTail(): string;
  /** Settles when the server has ended, whatever ended it. */
  readonly ended: Promise<void>;
  close(): Promise<void>;
}

/** What every call of the server program has in common. */
interface Launch {
  readonly node: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

const quietSettings = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
} as const;

const startTimeout = 60_000;
const stopTimeout = 5_000;

/**
 * Starts a VS Code server for this machine alone, on a free loopback port, with a home of its own
 * that goes when `lifetime` ends. Rejects with a sentence when it does not come up.
 */
export async function startServer(
  lifetime: Lifetime,
  options: ServerOptions,
): Promise<RunningServer> {
  const home = lifetime.temporaryFolder('seaworthy-vscode');
  writeSettings(home, 'User', { ...quietSettings, ...options.settings });
  writeSettings(home, 'Machine', { ...options.machineSettings });
  const launch: Launch = {
    node: options.server.node,
    args: [
      options.server.serverMain,
      ...['--server-data-dir', path.join(home, 'data')],
      ...['--extensions-dir', subfolder(home, 'extensions')],
      '--accept-server-license-terms',
      '--disable-telemetry',
    ],
    env: { ...serverEnvironment(home), ...options.env },
  };
  for (const vsix of options.vsix ?? []) installExtension(launch, vsix);

  const port = await freePort();
  const token = randomUUID();
  const logFile = path.join(home, 'server.log');
  const child = spawnServer(launch, logFile, [
    ...['--host', '127.0.0.1', '--port', String(port), '--connection-token', token],
    '--disable-workspace-trust',
    ...(options.automation === true ? ['--enable-smoke-test-driver'] : []),
  ]);
  lifetime.atEnd(() => signalGroup(child, 'SIGKILL'));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));

  const authority = `127.0.0.1:${port}`;
  const remoteUri = (file: string): string =>
    `vscode-remote://${authority}${encodeURI(path.resolve(file))}`;
  const logTail = (): string => readFileSync(logFile, 'utf8').slice(-2000);
  if (!(await answers(`http://${authority}/version`, child))) {
    throw new Error(`The VS Code server did not start:\n${logTail()}`);
  }

  return {
    remoteUri,
    logTail,
    pageUrl(folder, payload = []) {
      const query = new URLSearchParams({ tkn: token, folder: path.resolve(folder) });
      if (payload.length > 0) query.set('payload', JSON.stringify(payload));
      return `http://${authority}/?${query}`;
    },
    ended,
    close: () => stop(child, ended),
  };
}

function writeSettings(home: string, owner: 'User' | 'Machine', settings: Settings): void {
  const file = path.join(subfolder(home, 'data/data', owner), 'settings.json');
  writeFileSync(file, JSON.stringify(settings, undefined, 2));
}

function installExtension({ node, args, env }: Launch, vsix: string): void {
  const all = [...args, '--install-extension', path.resolve(vsix), '--force'];
  const { status, stdout, stderr } = spawnSync(node, all, { env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`VS Code cannot install ${vsix}: ${stdout}${stderr}`);
}

function spawnServer(
  { node, args, env }: Launch,
  logFile: string,
  more: readonly string[],
): ChildProcess {
  const log = openSync(logFile, 'w');
  const child = spawn(node, [...args, ...more], {
    env,
    stdio: ['ignore', log, log],
    detached: true,
  });
  closeSync(log);
  return child;
}

/** A server that is itself started from a VS Code terminal must not find that window's variables. */
function serverEnvironment(home: string): NodeJS.ProcessEnv {
  const own = {
    HOME: subfolder(home, 'home'),
    TMPDIR: subfolder(home, 'tmp'),
    DOCKER_CONFIG: subfolder(home, 'docker'),
  };
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(?:VSCODE_(?!TEST_)|ELECTRON_|XDG_)/.test(name),
  );
  return { ...Object.fromEntries(inherited), ...own };
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

async function answers(url: string, child: ChildProcess): Promise<boolean> {
  const deadline = Date.now() + startTimeout;
  while (Date.now() < deadline && child.exitCode === null) {
    const status = await fetch(url).then(
      (response) => response.status,
      () => 0,
    );
    if (status === 200) return true;
    await delay(100);
  }
  return false;
}

async function stop(child: ChildProcess, ended: Promise<void>): Promise<void> {
  signalGroup(child, 'SIGTERM');
  await Promise.race([ended, delay(stopTimeout, undefined, { ref: false })]);
  signalGroup(child, 'SIGKILL');
}

/** The server's helpers (extension hosts, language servers) share its process group. */
function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is gone already.
  }
}
