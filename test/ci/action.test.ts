import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle, type Bundle } from '../support/bundle.ts';
import { makeFolder, type Folder } from '../support/command-line.ts';
import { readRepositoryFile, yamlDocuments } from './documents.ts';
import { placeNpx, runScript, type ScriptEnding } from './program-on-path.ts';

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>;
  readonly runs: { readonly steps: readonly Step[] };
}

interface Step {
  readonly run?: string;
  readonly uses?: string;
  readonly env?: Readonly<Record<string, string>>;
}

const [action] = yamlDocuments(readRepositoryFile('action.yml')) as readonly [Action];
const [checking] = action.runs.steps;

let program: Bundle;

beforeAll(async () => {
  program = await bundle('main-cli.ts');
});

afterAll(() => program.remove());

/** A repository with planted problems. */
const planted = {
  'repo/Dockerfile': 'FROM python:latest\nUSER 1000\n',
  'repo/services/compose.yaml': 'services:\n  app:\n    image: redis:7.4.1\n    privileged: true\n',
  'repo/clean/Dockerfile': 'FROM redis:7.4.1\nUSER 1000\n',
};

interface ActionEnding extends ScriptEnding {
  readonly outputs: Readonly<Record<string, string>>;
  readonly packages: readonly string[];
}

/** Runs the step as GitHub does, with the inputs' expressions filled in. */
async function runAction(
  inputs: Readonly<Record<string, string>>,
  folder: Folder,
): Promise<ActionEnding> {
  const given = Object.entries(checking?.env ?? {}).map(([name, expression]) => {
    const input = /^\$\{\{ inputs\.([\w-]+) \}\}$/.exec(expression)?.[1] ?? '';
    return [name, inputs[input] ?? action.inputs[input]?.default ?? 'no such input'];
  });
  await mkdir(folder.file('temp'));
  const environment = {
    ...(Object.fromEntries(given) as Record<string, string>),
    PATH: await placeNpx(folder.path, program.path),
    HOME: folder.path,
    RUNNER_TEMP: folder.file('temp'),
    GITHUB_OUTPUT: folder.file('outputs'),
    GITHUB_RUN_ID: '1',
  };
  const shell = ['bash', '--noprofile', '--norc', '-e', '-o', 'pipefail', '-c'] as const;
  const ending = await runScript(shell, checking?.run ?? '', folder.file('repo'), environment);
  return {
    ...ending,
    outputs: Object.fromEntries(
      (await linesOf(folder.file('outputs'))).map((line) => line.split('=') as [string, string]),
    ),
    packages: await linesOf(folder.file('npx.log')),
  };
}

async function linesOf(path: string): Promise<readonly string[]> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text.split('\n').filter((line) => line !== '');
}

interface Sarif {
  readonly runs: readonly { readonly results: readonly { readonly ruleId: string }[] }[];
}

async function rulesIn(path: string | undefined): Promise<readonly string[]> {
  const { runs } = JSON.parse(await readFile(path ?? '', 'utf8')) as Sarif;
  return runs.flatMap(({ results }) => results.map(({ ruleId }) => ruleId));
}

describe('the action', () => {
  it('annotates what it finds, leaves a SARIF file for the upload and fails', async () => {
    const { code, output, outputs, packages } = await runAction({}, await makeFolder(planted));
    expect(code).toBe(1);
    expect(outputs['exit-code']).toBe('1');
    expect(output).toMatch(/^::warning file=Dockerfile,line=1,.*::`python:latest`/m);
    expect(output).toMatch(/^::error file=services\/compose\.yaml,line=4,.*::/m);
    expect(await rulesIn(outputs['sarif'])).toEqual(['image-latest-tag', 'privileged-container']);
    const { version } = JSON.parse(readRepositoryFile('package.json')) as { version: string };
    expect(new Set(packages)).toEqual(new Set([`seaworthy@${version}`]));
  });

  it('passes where nothing is wrong, and still tells code scanning so', async () => {
    const ending = await runAction({ paths: 'clean' }, await makeFolder(planted));
    expect(ending).toMatchObject({ code: 0, outputs: { 'exit-code': '0' } });
    expect(await rulesIn(ending.outputs['sarif'])).toEqual([]);
  });

  it('writes no SARIF file where none is wanted', async () => {
    const ending = await runAction({ sarif: 'false' }, await makeFolder(planted));
    expect(ending.code).toBe(1);
    expect(ending.outputs).toEqual({ 'exit-code': '1' });
  });

  it('hands on profile, severity, configuration and further words', async () => {
    const folder = await makeFolder({ ...planted, 'repo/ci.yaml': 'exclude: [services]\n' });
    const inputs = {
      profile: 'minimal',
      'fail-on': 'error',
      config: 'ci.yaml',
      args: '--no-cache\n',
    };
    expect(await runAction(inputs, folder)).toMatchObject({ code: 0 });
  });

  it('ends with 2 when a file cannot be read, and says so beside the findings of the others', async () => {
    const folder = await makeFolder({ ...planted, 'repo/b.dockerfile': new Uint8Array([0xff]) });
    const { code, output, outputs } = await runAction({ paths: '.' }, folder);
    expect(code).toBe(2);
    expect(output).toContain('::warning file=Dockerfile,line=1,');
    expect(output).toMatch(/^::error .*b\.dockerfile.*$/m);
    expect(await rulesIn(outputs['sarif'])).toHaveLength(2);
  });

  it('ends with 2 and the reason when nothing could be checked at all', async () => {
    const folder = await makeFolder(planted);
    const { code, errors, outputs } = await runAction({ args: '--no-such-option' }, folder);
    expect([code, outputs]).toEqual([2, { 'exit-code': '2' }]);
    expect(errors.match(/--no-such-option/g)).toHaveLength(1);
  });

  it('takes a path with blanks and signs of a shell as it is', async () => {
    const name = 'a b; $(touch pwned) `x` \'".dockerfile';
    const folder = await makeFolder({ [`repo/${name}`]: 'FROM redis\nUSER 1000\n' });
    const { code, output } = await runAction({ paths: `${name}\n`, sarif: 'false' }, folder);
    expect(code).toBe(1);
    expect(output).toContain('::warning file=a b');
    await expect(readFile(join(folder.path, 'repo/pwned'))).rejects.toThrow('ENOENT');
  });

  it.each([
    ['version', '../elsewhere'],
    ['version', '1.0.0 --registry=x'],
    ['version', ''],
    ['online', 'yes'],
    ['sarif', '$(id)'],
  ])('refuses the %s %j before anything is run', async (input, value) => {
    const { code, output, packages } = await runAction(
      { [input]: value },
      await makeFolder(planted),
    );
    expect(code).toBe(2);
    expect(output).toMatch(
      new RegExp(`^::error title=Seaworthy::The input ${input} must be .*\\.\n$`),
    );
    expect(packages).toEqual([]);
  });
});

describe('the inputs', () => {
  it('all come to the script, and only by its environment', () => {
    const used = JSON.stringify(action.runs).matchAll(/\$\{\{ inputs\.([\w-]+) \}\}/g);
    const names = new Set([...used].map(([, name]) => name));
    expect(names).toEqual(new Set(Object.keys(action.inputs)));
  });
});
