import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { encodedAccount } from './slow-registry.ts';

/** A user of the command line with a home folder and caches of their own. */
export interface Person {
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
}

export interface PinRun {
  /** The file after the run. */
  readonly text: string;
  /** Milliseconds from the start of the process to its end. */
  readonly duration: number;
}

const maximalDuration = 60_000;

/** A person who is signed in at these registries and knows nothing else, in a new folder below `parent`. */
export async function createPerson(parent: string, hosts: readonly string[]): Promise<Person> {
  const folder = await mkdtemp(path.join(parent, 'person-'));
  const config = path.join(folder, '.docker');
  const auths = Object.fromEntries(hosts.map((host) => [host, { auth: encodedAccount() }]));
  await mkdir(config);
  await writeFile(path.join(config, 'config.json'), JSON.stringify({ auths }));
  const { PATH } = process.env;
  return {
    folder,
    environment: {
      PATH,
      HOME: folder,
      USERPROFILE: folder,
      LOCALAPPDATA: path.join(folder, 'local'),
      XDG_CACHE_HOME: path.join(folder, 'cache'),
      XDG_CONFIG_HOME: path.join(folder, 'config'),
      DOCKER_CONFIG: config,
    },
  };
}

/** Has the person pin a Dockerfile in place; throws when the command is not content. */
export async function pinAs(
  { folder, environment }: Person,
  script: string,
  text: string,
): Promise<PinRun> {
  const file = path.join(folder, 'Dockerfile');
  await writeFile(file, text);
  const duration = await runNode([script, 'pin', '--write', file], environment);
  return { text: await readFile(file, 'utf8'), duration };
}

/** Milliseconds that Node.js takes from start to end; throws with what it complained of when it fails. */
export async function runNode(
  words: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<number> {
  const started = performance.now();
  const child = spawn(process.execPath, words, {
    env: environment,
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: maximalDuration,
  });
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    complaints += chunk;
  });
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0)
    throw new Error(`\`${words.join(' ')}\` ended with ${String(code)}: ${complaints}`);
  return performance.now() - started;
}
