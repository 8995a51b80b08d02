import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { startSampleRegistry } from '../../scripts/start/sample-registry.ts';
import { createLifetime, subfolder, type Lifetime } from '../../scripts/vscode/lifetime.ts';
import { conclude, concludeMissing } from '../../scripts/vscode/report.ts';

interface Step {
  readonly name: string;
  readonly passed: boolean;
  readonly message: string;
}

interface EditedFile {
  readonly name: string;
  readonly text: string;
  readonly reference: string;
  /** What the text must be in the end. */
  readonly pinned: string;
}

const suite = 'neovim';
const server = fileURLToPath(new URL('../../dist/server.cjs', import.meta.url));
const script = fileURLToPath(new URL('client.lua', import.meta.url));
const image = 'library/python:latest';
const timeout = 60_000;

/** Files in which a reference with a moving tag is all there is to say. */
const files = [
  { name: 'Dockerfile', text: (image: string) => `FROM ${image}\nUSER app\n` },
  { name: 'compose.yaml', text: (image: string) => `services:\n  app:\n    image: "${image}"\n` },
] as const;

/** Runs the script in Neovim against the built server and gives the exit code. */
async function main(): Promise<number> {
  const missing = [
    ...(existsSync(server) ? [] : ['the built language server (npm run build)']),
    ...(spawnSync('nvim', ['--version']).status === 0 ? [] : ['Neovim (apt-get install neovim)']),
  ];
  if (missing.length > 0) return concludeMissing(suite, missing);

  const registry = await startSampleRegistry([image]);
  const reference = `${new URL(registry.url).host}/${image}`;
  const pinned = `${reference}@${registry.digestOf(image)}`;
  const steps: Step[] = [];
  for (const { name, text } of files) {
    console.log(`  ${name}`);
    const file = { name, text: text(reference), reference, pinned: text(pinned) };
    for (const step of await editInNeovim(file)) {
      console.log(step.passed ? `    ✔ ${step.name}` : `    ✘ ${step.name}: ${step.message}`);
      steps.push(step);
    }
  }
  await registry.close();
  const failures = steps.filter((step) => !step.passed).map(({ name }) => name);
  const failed = failures.length;
  return conclude({ suite, passed: steps.length - failed, failed, skipped: 0, failures });
}

/** What the script in Neovim reports of one file. */
async function editInNeovim(file: EditedFile): Promise<readonly Step[]> {
  const lifetime = createLifetime();
  const folder = lifetime.temporaryFolder('seaworthy-neovim');
  const results = path.join(folder, 'results.json');
  writeFileSync(path.join(folder, file.name), file.text);
  const outcome = await runNeovim(lifetime, {
    HOME: subfolder(folder, 'home'),
    DOCKER_CONFIG: subfolder(folder, 'docker'),
    SEAWORTHY_NODE: process.execPath,
    SEAWORTHY_SERVER: server,
    SEAWORTHY_FILE: path.join(folder, file.name),
    SEAWORTHY_REFERENCE: file.reference,
    SEAWORTHY_PINNED: file.pinned,
    SEAWORTHY_RESULTS: results,
  });
  const steps = existsSync(results) ? (JSON.parse(readFileSync(results, 'utf8')) as Step[]) : [];
  lifetime.end();
  const isDone = steps.length > 0;
  return isDone ? steps : [{ name: 'Neovim reports', passed: false, message: outcome }];
}

async function runNeovim(lifetime: Lifetime, env: NodeJS.ProcessEnv): Promise<string> {
  const args = ['--headless', '-u', 'NONE', '-i', 'NONE', '-n'];
  const commands = ['-c', 'filetype on', '-c', `luafile ${script}`];
  const child = spawn('nvim', [...args, ...commands], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout,
    killSignal: 'SIGKILL',
  });
  lifetime.atEnd(() => child.kill('SIGKILL'));
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
}

process.exitCode = await main();
