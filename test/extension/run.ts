import { cpSync, existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { chromiumHint, findChromium } from '../../scripts/vscode/browser.ts';
import { hostSetupVariable } from '../../scripts/vscode/host-setup.ts';
import { findVscodeServer } from '../../scripts/vscode/install.ts';
import { createLifetime, subfolder } from '../../scripts/vscode/lifetime.ts';
import {
  conclude,
  concludeMissing,
  readReport,
  reportVariable,
} from '../../scripts/vscode/report.ts';
import { startRegistries } from './registries.ts';

const suite = 'extension';
const root = fileURLToPath(new URL('../../', import.meta.url));
const bundle = path.join(root, '.tools/extension-tests/index.cjs');

/** Runs the suite inside the extension host of a real VS Code and gives the exit code. */
async function main(): Promise<number> {
  if (!existsSync(path.join(root, 'dist/extension.cjs'))) {
    return concludeMissing(suite, ['the built extension (npm run build)']);
  }
  const vscode = await findVscode();
  if ('missing' in vscode) return concludeMissing(suite, vscode.missing);
  await bundleSuite();

  const lifetime = createLifetime();
  const folder = lifetime.temporaryFolder('seaworthy-extension-test');
  const workspace = path.join(folder, 'workspace');
  cpSync(fileURLToPath(new URL('workspace/', import.meta.url)), workspace, { recursive: true });
  const reportFile = path.join(folder, 'report.json');
  const registries = await startRegistries();
  const user = path.join(folder, 'user');
  const settingsFile = path.join(subfolder(user, 'User'), 'settings.json');
  const { settings, machineSettings, environment } = registries.setup;
  writeFileSync(settingsFile, JSON.stringify({ ...settings, ...machineSettings }));
  const started = Date.now();
  let reason: string | undefined;
  try {
    await runTests({
      vscodeExecutablePath: vscode.executable,
      extensionDevelopmentPath: root,
      extensionTestsPath: bundle,
      extensionTestsEnv: {
        ...environment,
        ...registries.variables,
        [hostSetupVariable]: JSON.stringify(registries.setup),
        [reportVariable]: reportFile,
      },
      launchArgs: [
        workspace,
        `--user-data-dir=${user}`,
        `--extensions-dir=${path.join(folder, 'extensions')}`,
      ],
    });
  } catch (error) {
    reason = error instanceof Error ? error.message : String(error);
  }
  await registries.close();
  const report = readReport(reportFile);
  lifetime.end();
  console.log(`${suite}: took ${((Date.now() - started) / 1000).toFixed(1)} s`);
  if (report !== undefined && (reason === undefined || report.failed > 0)) return conclude(report);
  reason ??= 'the suite wrote no report';
  return conclude({ suite, passed: 0, failed: 1, skipped: 0, reason });
}

/** The program to test in: the one that is named, the server's stand-in, or a downloaded desktop. */
async function findVscode(): Promise<
  { readonly executable: string } | { readonly missing: readonly string[] }
> {
  const named = process.env['VSCODE_EXECUTABLE'];
  if (named !== undefined) return { executable: named };
  if ((await findVscodeServer()) !== undefined) {
    if (findChromium() === undefined) return { missing: [chromiumHint] };
    return { executable: path.join(root, 'scripts/vscode/host.mjs') };
  }
  try {
    const cachePath = path.join(root, '.tools/vscode-desktop');
    return { executable: await downloadAndUnzipVSCode({ cachePath }) };
  } catch {
    return {
      missing: [
        'VS Code (npx tsx scripts/vscode/install.ts, or set VSCODE_EXECUTABLE to its path)',
      ],
    };
  }
}

async function bundleSuite(): Promise<void> {
  await build({
    entryPoints: [fileURLToPath(new URL('suite/index.ts', import.meta.url))],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
}

process.exitCode = await main();
