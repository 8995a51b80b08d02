import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createMessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';
import { startSampleRegistry, type SampleRegistry } from '../../scripts/start/sample-registry.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const run = promisify(execFile);

let folder: string;
let registry: SampleRegistry;
/** Nothing of the person who runs the tests; npm may ask nobody. */
let env: Readonly<Record<string, string>>;

interface Ending {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

/** Runs a program in the folder that has the package. */
async function ending(program: string, ...words: readonly string[]): Promise<Ending> {
  try {
    const { stdout, stderr } = await run(program, words, { cwd: folder, env, timeout: 50_000 });
    return { code: 0, output: stdout, errors: stderr };
  } catch (cause) {
    const { code, stdout, stderr } = cause as { code: number; stdout: string; stderr: string };
    return { code, output: stdout, errors: stderr };
  }
}

function seaworthy(...words: readonly string[]): Promise<Ending> {
  return ending(join(folder, 'node_modules/.bin/seaworthy'), ...words);
}

beforeAll(async () => {
  await run(process.execPath, [join(root, 'scripts/npm-package.mjs')], { cwd: root });
  const tarball = (await readdir(join(root, 'dist'))).find((name) => name.endsWith('.tgz')) ?? '';
  folder = await mkdtemp(join(tmpdir(), 'seaworthy-npm-'));
  env = { PATH: process.env['PATH'] ?? '', HOME: folder, npm_config_offline: 'true' };
  registry = await startSampleRegistry(['team/app:1']);
  const { host } = new URL(registry.url);
  await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
  await writeFile(join(folder, 'Dockerfile'), `FROM ${host}/team/app:1\nUSER root\n`);
  await run(
    'npm',
    ['install', '--offline', '--no-audit', '--no-fund', join(root, 'dist', tarball)],
    {
      cwd: folder,
      env,
    },
  );
}, 120_000);

afterAll(async () => {
  await Promise.all([registry.close(), rm(folder, { recursive: true })]);
});

describe('the package', () => {
  it('is installed without any other, and without a script that runs', async () => {
    expect(await readdir(join(folder, 'node_modules'))).toEqual([
      '.bin',
      '.package-lock.json',
      'seaworthy',
    ]);
    const manifest = JSON.parse(
      await readFile(join(folder, 'node_modules/seaworthy/package.json'), 'utf8'),
    ) as Record<string, unknown>;
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
      version: string;
    };
    expect(manifest).toMatchObject({
      version,
      publishConfig: { provenance: true },
      license: 'MIT',
    });
    for (const unwanted of ['private', 'dependencies', 'devDependencies', 'scripts', 'contributes'])
      expect(manifest).not.toHaveProperty(unwanted);
  });

  it('is found by npx', async () => {
    const { output } = await ending('npx', '--no-install', 'seaworthy', '--version');
    expect(output).toMatch(/^seaworthy \d+\.\d+\.\d+\n$/);
  });

  it('has its page for man, the licences of what is in it, and no map of its source', async () => {
    const files = await readdir(join(folder, 'node_modules/seaworthy'), { recursive: true });
    expect(files).toEqual(
      expect.arrayContaining([
        'man/seaworthy.1',
        'LICENSE',
        'README.md',
        'dist/cli/THIRD-PARTY-NOTICES.txt',
      ]),
    );
    expect(files.filter((name) => /\.map$|\.tgz$|(?<!\.d)\.[cm]?ts$/.test(name))).toEqual([]);
  });
});

describe('every command of the package', () => {
  it.each(['text', 'json', 'sarif', 'github', 'gitlab', 'junit'])(
    'check --format %s',
    async (format) => {
      const { code, output, errors } = await seaworthy('check', '--format', format);
      expect({ code, errors }).toEqual({ code: 1, errors: '' });
      expect(output).toContain('user-root');
    },
  );

  it('check, with threads', async () => {
    const { code, output } = await seaworthy('check', '--threads', '2', '--no-cache');
    expect({ code, output }).toMatchObject({ code: 1 });
    expect(output).toContain('user-root');
  });

  it('pin', async () => {
    const { code, output } = await seaworthy('pin');
    expect(code).toBe(0);
    expect(output).toContain(`@${registry.digestOf('team/app:1')}`);
  });

  it('inspect', async () => {
    const { host } = new URL(registry.url);
    const { code, output } = await seaworthy('inspect', `${host}/team/app:1`);
    expect(code).toBe(0);
    expect(output).toContain(registry.digestOf('team/app:1'));
  });

  it('explain', async () => {
    const { code, output } = await seaworthy('explain', 'user-root');
    expect({ code, output }).toMatchObject({ code: 0 });
    expect(output).toContain('user-root');
  });

  it('init', async () => {
    expect(await seaworthy('init', '--ci', 'none')).toMatchObject({ code: 0 });
    expect(await readFile(join(folder, 'seaworthy.yaml'), 'utf8')).toContain('profile');
    await rm(join(folder, 'seaworthy.yaml'));
  });

  it.each([
    ['rules', 'image-no-tag'],
    ['completion bash', 'complete '],
    ['man', '.SH'],
    ['help', 'check'],
    ['help pin', '--cooldown'],
  ])('%s', async (line, part) => {
    const { code, output, errors } = await seaworthy(...line.split(' '));
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(output).toContain(part);
  });

  it('language-server', async () => {
    const program = join(folder, 'node_modules/.bin/seaworthy');
    const server = spawn(program, ['language-server', '--stdio'], { cwd: folder, env });
    const exited = once(server, 'exit');
    const connection = createMessageConnection(
      new StreamMessageReader(server.stdout),
      new StreamMessageWriter(server.stdin),
    );
    connection.listen();
    const parameters = { processId: process.pid, rootUri: null, capabilities: {} };
    expect(await connection.sendRequest('initialize', parameters)).toMatchObject({
      serverInfo: { name: expect.stringMatching(/seaworthy/i) as string },
    });
    await connection.sendRequest('shutdown');
    await connection.sendNotification('exit');
    expect(await exited).toEqual([0, null]);
    connection.dispose();
  });
});

describe('the package in a program', () => {
  const use = `const { findings } = checkText('FROM redis\\nUSER 1000\\n', { path: 'Dockerfile' });
console.log(findings.map(({ rule }) => rule).join());
`;

  it.each([
    ['module.mjs', `import { checkText } from 'seaworthy';\n${use}`],
    ['common.cjs', `const { checkText } = require('seaworthy');\n${use}`],
  ])('is loaded by %s', async (name, text) => {
    await writeFile(join(folder, name), text);
    expect(await ending(process.execPath, name)).toEqual({
      code: 0,
      output: 'image-no-tag\n',
      errors: '',
    });
  });

  const typed = `import { checkText, version, type CheckReport } from 'seaworthy';
const report: CheckReport = checkText('FROM redis', { path: 'Dockerfile', profile: 'strict' });
const first: string | undefined = report.findings[0]?.fixes?.[0]?.title;
export const told: readonly (string | undefined)[] = [version, first];
// @ts-expect-error -- there is no such profile
checkText('', { path: 'Dockerfile', profile: 'nonsense' });
`;

  it.each([
    ['module.mts', 'nodenext', 'nodenext'],
    ['common.cts', 'nodenext', 'nodenext'],
    ['bundled.ts', 'esnext', 'bundler'],
  ])('has types for %s, as %s', async (name, module, moduleResolution) => {
    await writeFile(join(folder, name), typed);
    const words = ['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--target', 'es2022'];
    const compiler = join(root, 'node_modules/typescript/bin/tsc');
    expect(
      await ending(
        process.execPath,
        compiler,
        ...words,
        '--module',
        module,
        '--moduleResolution',
        moduleResolution,
        name,
      ),
    ).toEqual({ code: 0, output: '', errors: '' });
  });

  it('has schemas that can be asked for', async () => {
    const text = "console.log(require('seaworthy/schemas/check-report.schema.json').$schema)";
    expect(await ending(process.execPath, '-e', text)).toMatchObject({ code: 0 });
  });
});
