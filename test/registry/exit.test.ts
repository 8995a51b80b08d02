import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { createAuthority } from '../support/certificate.ts';
import { sendIndex, type Script } from '../support/fake-registry.ts';
import { httpProxy } from './connections-setup.ts';
import { fakeRegistry } from './setup.ts';

const keptOpen: Script = (_, response) => {
  sendIndex(response, { 'Keep-Alive': 'timeout=600' });
};

/** Runs a program of `test/support`; milliseconds from what it had to do to its end. */
async function runToEnd(
  name: string,
  argument: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<{ readonly ok: boolean; readonly duration: number }> {
  const program = fileURLToPath(new URL(`../support/${name}`, import.meta.url));
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--import', 'tsx', program, argument],
    { env: { ...process.env, ...environment } },
  );
  const ended = Date.now();
  const { ok, at } = JSON.parse(stdout) as { ok: boolean; at: number };
  return { ok, duration: ended - at };
}

it('an open connection does not hold up the end of the process', async () => {
  const registry = await fakeRegistry(keptOpen);
  const { ok, duration } = await runToEnd('resolve-once.ts', `${registry.host}/app:1`);
  expect(ok).toBe(true);
  expect(duration).toBeLessThan(3_000);
});

it('nor does one through a proxy to a registry with a private authority', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'authority-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const authority = createAuthority();
  const path = join(folder, 'ca.pem');
  await writeFile(path, authority.certificate);
  const registry = await fakeRegistry(keptOpen, authority.issue(['registry.example']));
  const proxy = await httpProxy({ hosts: { 'registry.example:443': registry.host } });
  const environment = { HTTPS_PROXY: proxy.url, NO_PROXY: '', NODE_EXTRA_CA_CERTS: path };
  const { ok, duration } = await runToEnd('get-once.ts', 'https://registry.example/', environment);
  expect(ok).toBe(true);
  expect(proxy.asked).toEqual(['CONNECT registry.example:443']);
  expect(duration).toBeLessThan(3_000);
});
