import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle, type Bundle } from '../support/bundle.ts';
import { makeFolder, type Folder } from '../support/command-line.ts';
import { readRepositoryFile, yamlDocuments } from './documents.ts';
import { placeNpx, runScript, type ScriptEnding } from './program-on-path.ts';

type Inputs = Readonly<Record<string, string>>;

interface Header {
  readonly spec: { readonly inputs: Readonly<Record<string, { readonly default: string }>> };
}

interface Jobs {
  readonly seaworthy: { readonly variables: Inputs; readonly script: readonly string[] };
}

const [header, { seaworthy: job }] = yamlDocuments(
  readRepositoryFile('templates/gitlab-ci.yml'),
) as readonly [Header, Jobs];

let program: Bundle;

beforeAll(async () => {
  program = await bundle('main-cli.ts');
});

afterAll(() => program.remove());

/** Runs the job as GitLab does in an image with nothing but `sh`: with its variables, line after line. */
async function runJob(inputs: Inputs, folder: Folder): Promise<ScriptEnding> {
  const variables = Object.entries(job.variables).map(([name, value]) => [
    name,
    value.replace(
      /\$\[\[ inputs\.(\w+) \]\]/g,
      (_, input: string) => inputs[input] ?? header.spec.inputs[input]?.default ?? '',
    ),
  ]);
  const environment = {
    ...(Object.fromEntries(variables) as Inputs),
    PATH: await placeNpx(folder.path, program.path),
    HOME: folder.path,
  };
  return runScript(['sh', '-e', '-c'], job.script.join('\n'), folder.file('repo'), environment);
}

describe('the GitLab template', () => {
  it('fails with findings, which are in the log and in the Code Quality report', async () => {
    const folder = await makeFolder({ 'repo/Dockerfile': 'FROM python:latest\nUSER 1000\n' });
    const { code, output } = await runJob({}, folder);
    expect(code).toBe(1);
    expect(output).toContain('[image-latest-tag]');
    const report = await readFile(folder.file('repo/gl-code-quality-report.json'), 'utf8');
    expect(JSON.parse(report)).toMatchObject([
      { check_name: 'image-latest-tag', location: { path: 'Dockerfile', lines: { begin: 1 } } },
    ]);
  });

  it('passes where nothing is wrong', async () => {
    const folder = await makeFolder({ 'repo/Dockerfile': 'FROM redis:7.4.1\nUSER 1000\n' });
    expect(await runJob({}, folder)).toMatchObject({ code: 0 });
    expect(await folder.read('repo/gl-code-quality-report.json')).toBe('[]\n');
  });

  it('takes words and paths as they are, one a line', async () => {
    const name = 'a $(touch pwned) b.dockerfile';
    const folder = await makeFolder({
      [`repo/${name}`]: 'FROM redis\nUSER 1000\n',
      'repo/Dockerfile': 'FROM redis\nUSER 1000\n',
    });
    const inputs = { paths: `${name}\n`, args: '--profile=minimal\n--no-cache\n' };
    expect(await runJob(inputs, folder)).toMatchObject({ code: 0 });
    const found = await runJob(
      { paths: name },
      await makeFolder({ [`repo/${name}`]: 'FROM redis\n' }),
    );
    expect(found.output).toContain('1 finding ');
    await expect(folder.read('repo/pwned')).rejects.toThrow('ENOENT');
  });

  it('stops with 2 where something cannot be read', async () => {
    const folder = await makeFolder({ 'repo/Dockerfile': new Uint8Array([0xff, 0xfe, 0xfd]) });
    expect(await runJob({}, folder)).toMatchObject({ code: 2 });
  });
});
