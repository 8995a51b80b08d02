import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSampleRegistry, type SampleRegistry } from '../../scripts/start/sample-registry.ts';
import { bundle, type Bundle } from '../support/bundle.ts';
import { makeFolder } from '../support/command-line.ts';

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

async function exitCodeOf(child: ChildProcess): Promise<unknown> {
  const [code] = (await once(child, 'exit')) as readonly unknown[];
  return code;
}

describe('the command line as a process', () => {
  it('keeps findings, complaints and the exit code apart', async () => {
    const folder = await makeFolder({ Dockerfile: 'FROM redis\n', 'notes.md': '' });
    const child = spawn(process.execPath, [program.path, 'check', 'notes.md', 'Dockerfile'], {
      cwd: folder.path,
    });
    const [output, errors, code] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      exitCodeOf(child),
    ]);
    expect(code).toBe(2);
    expect(output).toMatch(/^Dockerfile\n {2}1:6 .+\n(?:.+\n){2}\n.+\n1 finding .+\.\n$/);
    expect(errors).toMatch(/^notes\.md could not be read: .+\.\n$/);
  });

  it('pins by the real client, in the current folder when none is named', async () => {
    const { host } = new URL(registry.url);
    const folder = await makeFolder({ Dockerfile: `FROM ${host}/team/app:1\n` });
    const child = spawn(process.execPath, [program.path, 'pin', '--write', '--diff'], {
      cwd: folder.path,
    });
    const [output, code] = await Promise.all([text(child.stdout), exitCodeOf(child)]);
    expect(code).toBe(0);
    expect(output).toMatch(/^--- a\/Dockerfile\n/);
    expect(await folder.read('Dockerfile')).toBe(
      `FROM ${host}/team/app:1@${registry.digestOf('team/app:1')}\n`,
    );
  });

  it.runIf(process.platform === 'linux')('says so when its output cannot be written', async () => {
    await using full = await open('/dev/full', 'w');
    const child = spawn(process.execPath, [program.path, 'rules'], {
      stdio: ['ignore', full.fd, 'pipe'],
    });
    const [errors, code] = await Promise.all([
      text(child.stderr ?? Readable.from([])),
      exitCodeOf(child),
    ]);
    expect(code).toBe(2);
    expect(errors).toMatch(/^Standard output could not be written: ENOSPC: .+\.\n$/);
  });

  it('goes quietly when nobody reads on', async () => {
    const folder = await makeFolder({ Dockerfile: 'FROM redis\n'.repeat(5_000) });
    const child = spawn(process.execPath, [program.path, 'check', folder.path]);
    const complaints = text(child.stderr);
    const exited = exitCodeOf(child);
    child.stdout.destroy();
    expect([await exited, await complaints]).toEqual([1, '']);
  });
});
