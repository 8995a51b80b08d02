import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSmallFile } from '../../server/src/trust/small-file.ts';

describe('a file that a configuration names', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keys-'));
    await writeFile(join(folder, 'key.pub'), 'a key');
    await writeFile(join(folder, 'large'), 'x'.repeat(1024 * 1024 + 1));
    await symlink('/dev/zero', join(folder, 'endless'));
    execFileSync('mkfifo', [join(folder, 'pipe')]);
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('is read', async () => {
    expect(await readSmallFile(join(folder, 'key.pub'))).toBe('a key');
  });

  it.each(['large', 'endless', 'pipe', 'gone', '.'])('is not read when it is %s', async (name) => {
    await expect(readSmallFile(join(folder, name))).rejects.toThrow();
  });
});
