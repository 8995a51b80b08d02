import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { sendIndex } from '../support/fake-registry.ts';
import { fakeRegistry } from './setup.ts';

const program = fileURLToPath(new URL('../support/resolve-once.ts', import.meta.url));

it('an open connection does not hold up the end of the process', async () => {
  const registry = await fakeRegistry((_, response) => {
    sendIndex(response, { 'Keep-Alive': 'timeout=600' });
  });
  const image = `${registry.host}/app:1`;
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--import',
    'tsx',
    program,
    image,
  ]);
  const ended = Date.now();
  const { ok, at } = JSON.parse(stdout) as { ok: boolean; at: number };
  expect(ok).toBe(true);
  expect(ended - at).toBeLessThan(3_000);
});
