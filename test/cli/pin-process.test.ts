import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, readdir } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSampleRegistry, type SampleRegistry } from '../../scripts/start/sample-registry.ts';
import { bundle, type Bundle } from '../support/bundle.ts';
import { makeFolder, type Folder } from '../support/command-line.ts';

let program: Bundle;
let registry: SampleRegistry;

beforeAll(async () => {
  [program, registry] = await Promise.all([
    bundle('main-cli.ts'),
    startSampleRegistry(['team/app:1']),
  ]);
});

afterAll(async () => {
  await Promise.all([program.remove(), registry.close()]);
});

const fileCount = 200;
const names = Array.from({ length: fileCount }, (_, index) => `${String(index)}.dockerfile`);

/** Long enough that a part of it could be written alone, and quick to be analysed. */
function before(name: string): string {
  return `FROM ${new URL(registry.url).host}/team/app:1\n# ${name.repeat(5_000)}\n`;
}

function after(name: string): string {
  return before(name).replace('app:1', `app:1@${registry.digestOf('team/app:1')}`);
}

interface Left {
  /** How many files are pinned. */
  readonly pinned: number;
  /** Files that were not there before. */
  readonly others: readonly string[];
  readonly code: number | null;
}

/** What a signal leaves behind that comes when so many files are told to be pinned; every file must be whole. */
async function interrupted(signal: NodeJS.Signals, when: number): Promise<Left> {
  const folder = await makeFolder(Object.fromEntries(names.map((name) => [name, before(name)])));
  const child = spawn(process.execPath, [program.path, 'pin', '--write'], {
    cwd: folder.path,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const exited = once(child, 'exit') as Promise<[number | null]>;
  let told = 0;
  for await (const line of createInterface(child.stderr)) {
    if (line.endsWith(': 1 image pinned')) told++;
    if (told === when) child.kill(signal);
  }
  const [code] = await exited;
  return { ...(await lookInto(folder)), code };
}

async function lookInto(folder: Folder): Promise<Omit<Left, 'code'>> {
  let pinned = 0;
  for (const name of names) {
    const content = await folder.read(name);
    const isPinned = content === after(name);
    if (!isPinned && content !== before(name)) throw new Error(`${name} is neither old nor new`);
    if (isPinned) pinned++;
  }
  const found = await readdir(folder.path);
  return { pinned, others: found.filter((name) => !names.includes(name)) };
}

/** Numbers of files, spread over all of them and the same in each run. */
function moments(count: number): readonly number[] {
  const step = fileCount / count;
  return Array.from({ length: count }, (_, index) => Math.ceil((index + (index % 3) / 3) * step));
}

describe('seaworthy pin --write of many files', () => {
  it('leaves each file whole and no other one behind, whenever it is interrupted', async () => {
    const signals = ['SIGINT', 'SIGTERM'] as const;
    let unfinished = 0;
    for (const [index, moment] of moments(25).entries()) {
      const left = await interrupted(signals[index % 2] ?? 'SIGINT', Math.max(1, moment));
      expect(left.others).toEqual([]);
      expect(left.pinned).toBeGreaterThanOrEqual(moment);
      expect(left.code).toBe(left.pinned < fileCount ? 2 : 0);
      if (left.pinned < fileCount) unfinished++;
    }
    // How many are cut short depends on the machine; some must be, or nothing was tried.
    expect(unfinished).toBeGreaterThan(3);
  }, 120_000);

  it('leaves each file whole even when it is killed', async () => {
    for (const moment of moments(8)) {
      const left = await interrupted('SIGKILL', Math.max(1, moment));
      expect(left.pinned).toBeGreaterThanOrEqual(moment);
      expect(left.code).toBeNull();
      for (const name of left.others) expect(name).toMatch(/\.tmp$/);
    }
  }, 120_000);

  it('leaves all as it was when it is interrupted while the registry is asked', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const content = `FROM 127.0.0.1:${String(port)}/team/app:1\n`;
    const folder = await makeFolder({ Dockerfile: content });
    const child = spawn(process.execPath, [program.path, 'pin', '--write'], { cwd: folder.path });
    silent.once('connection', () => child.kill('SIGINT'));
    const [errors, exit] = await Promise.all([text(child.stderr), once(child, 'exit')]);
    silent.close();
    expect([exit[0], errors]).toEqual([
      2,
      'Stopped. Files that were not finished are unchanged.\n',
    ]);
    expect(await folder.read('Dockerfile')).toBe(content);
  });
});

describe('a folder in which nothing may be written', () => {
  it('keeps its files, which are named', async () => {
    const content = before('x');
    const folder = await makeFolder({ Dockerfile: content });
    // Root may write everywhere, so that only somebody else can try.
    const isRoot = process.getuid?.() === 0;
    if (isRoot) await chmod(dirname(program.path), 0o755);
    await chmod(folder.file('Dockerfile'), 0o666);
    await chmod(folder.path, 0o555);
    const child = spawn(process.execPath, [program.path, 'pin', '--write'], {
      cwd: folder.path,
      env: { PATH: process.env['PATH'], HOME: folder.path },
      ...(isRoot && { uid: 65_534, gid: 65_534 }),
    });
    const [errors, exit] = await Promise.all([text(child.stderr), once(child, 'exit')]);
    await chmod(folder.path, 0o755);
    expect([exit[0], errors]).toEqual([
      2,
      'Dockerfile could not be written: permission denied.\nNothing was changed. 1 image could not be pinned.\n',
    ]);
    expect(await folder.read('Dockerfile')).toBe(content);
  });
});
