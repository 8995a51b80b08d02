import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { format, parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { readHostSetup } from './host-setup.ts';
import { chromiumHint, findChromium, launchChromium, openLocalPage } from './browser.ts';
import { findVscodeServer, type VscodeServer } from './install.ts';
import { createLifetime, type Lifetime } from './lifetime.ts';
import { startServer, type RunningServer } from './server.ts';

/** What of the desktop program's command line this stand-in understands. */
interface HostOptions {
  readonly workspace: string | undefined;
  readonly extensions: readonly string[];
  readonly suite: string;
  readonly vsix: readonly string[];
}

const exitCode = { passed: 0, failed: 1, trouble: 2 } as const;
const suiteTimeout = 180_000;

/** What VS Code says of its own services, which are absent here: its telemetry, gallery and natives. */
const startUpChatter: readonly string[] = [
  'connection token',
  'Creating a socket',
  '[reconnection-grace-time]',
  '[Service Worker]',
  '[AgentHost',
  '[AccountPolicyGate',
  '[DefaultAccount',
  'Updating additional builtin',
  'Failed to fetch',
  'getaddrinfo ENOTFOUND',
  'Timed out waiting for authentication provider',
  'Could not locate the bindings file',
  "Cannot find module './build/Release/watchdog'",
];

/**
 * Runs `--extensionTestsPath` inside the extension host of the VS Code server with headless
 * Chromium as its window, where the desktop program cannot be had. Understands the desktop
 * program's `[workspace] --extensionDevelopmentPath=DIR --extensionTestsPath=FILE`, beside them
 * `--install-vsix=FILE`, and ignores what else `@vscode/test-electron` passes.
 * Resolves to 0 when the suite passed, 1 when it did not, and 2 when it could not be run.
 */
export async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (!existsSync(options.suite)) return trouble(`there is no test suite at ${options.suite}`);
  const server = await findVscodeServer();
  if (server === undefined) return trouble('the VS Code server is not installed');
  const chromium = findChromium();
  if (chromium === undefined) return trouble(`missing ${chromiumHint}`);

  const lifetime = createLifetime();
  endWithParent(lifetime);
  try {
    return await runHost(server, chromium, options, lifetime);
  } catch (error) {
    return trouble(error instanceof Error ? error.message : String(error));
  } finally {
    lifetime.end();
  }
}

async function runHost(
  server: VscodeServer,
  chromium: string,
  options: HostOptions,
  lifetime: Lifetime,
): Promise<number> {
  const { settings, machineSettings, environment } = readHostSetup(process.env);
  const running = await startServer(lifetime, {
    server,
    vsix: options.vsix,
    automation: true,
    settings,
    machineSettings,
    env: environment,
  });
  const browser = await launchChromium(chromium);
  try {
    return await runSuite(await openLocalPage(browser), running, options, lifetime);
  } catch (error) {
    console.error(running.logTail());
    throw error;
  } finally {
    await browser.close();
    await running.close();
  }
}

function readOptions(args: readonly string[]): HostOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    strict: false,
    allowPositionals: true,
    options: {
      extensionDevelopmentPath: { type: 'string', multiple: true },
      extensionTestsPath: { type: 'string' },
      'install-vsix': { type: 'string', multiple: true },
    },
  });
  return {
    workspace: positionals[0],
    extensions: strings(values.extensionDevelopmentPath),
    suite: path.resolve(String(values.extensionTestsPath)),
    vsix: strings(values['install-vsix']),
  };
}

async function runSuite(
  page: Page,
  running: RunningServer,
  options: HostOptions,
  lifetime: Lifetime,
): Promise<number> {
  const folder = lifetime.temporaryFolder('seaworthy-suite');
  const mark = path.join(folder, 'passed');
  const wrapper = path.join(folder, 'suite.cjs');
  writeFileSync(wrapper, wrapperText(options.suite, mark));

  await page.exposeFunction('codeAutomationLog', (_type: string, args: readonly unknown[]) => {
    const line = format(...args).trimEnd();
    if (!isStartUpChatter(line)) console.log(line);
  });
  let reportExit: (code: number) => void = () => undefined;
  await page.exposeFunction('codeAutomationExit', (code: number) => reportExit(code));
  const ended = new Promise<number>((resolve, reject) => {
    reportExit = resolve;
    page.once('crash', () => reject(new Error('the window crashed')));
    const late = new Error(`the suite did not end within ${suiteTimeout / 1000} s`);
    setTimeout(() => reject(late), suiteTimeout).unref();
  });
  const workspace = options.workspace ?? lifetime.temporaryFolder('seaworthy-workspace');
  const url = running.pageUrl(workspace, [
    ...options.extensions.map(
      (extension) => ['extensionDevelopmentPath', running.remoteUri(extension)] as const,
    ),
    ['extensionTestsPath', running.remoteUri(wrapper)],
    ['skipWelcome', 'true'],
  ]);
  const [code] = await Promise.all([ended, page.goto(url)]);
  if (code !== 0) return exitCode.failed;
  if (existsSync(mark)) return exitCode.passed;
  console.error('The extension host ended before the suite did.');
  return exitCode.failed;
}

/** VS Code reports 0 also when its extension host dies, so a pass counts only with the mark. */
function wrapperText(suite: string, mark: string): string {
  return `exports.run = async () => {
  const suite = await import(${JSON.stringify(pathToFileURL(suite).href)});
  await (suite.run ?? suite.default.run)();
  require('node:fs').writeFileSync(${JSON.stringify(mark)}, '');
};
`;
}

/** A parent that is killed cannot stop this process, and nothing may stay behind. */
function endWithParent(lifetime: Lifetime): void {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid !== parent) process.exit(exitCode.trouble);
  }, 1000);
  watch.unref();
  lifetime.atEnd(() => clearInterval(watch));
}

function isStartUpChatter(message: string): boolean {
  const [firstLine = ''] = message.split('\n', 1);
  return startUpChatter.some((part) => firstLine.includes(part));
}

function strings(values: unknown): readonly string[] {
  return Array.isArray(values) ? values.filter((value) => typeof value === 'string') : [];
}

function trouble(reason: string): number {
  console.error(`VS Code test host: ${reason}`);
  return exitCode.trouble;
}
