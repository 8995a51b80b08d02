import { describe, expect, it } from 'vitest';
import type { RegistryError } from '../../server/src/registry/errors.ts';
import { createDefaultClient } from '../../server/src/registry/default-registry.ts';
import type { Login } from '../../server/src/registry/credentials/editor-keychain.ts';
import type { RegistryTable } from '../../server/src/registry/hosts/registry-table.ts';
import { makeFolder } from '../support/command-line.ts';
import { never, reference } from './setup.ts';

/** What a user has, and where the DNS leads. */
interface World {
  readonly address: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly registries?: RegistryTable;
  readonly login?: Login;
}

/** Why the default client did not pin; nothing answers, so where it may go the failure is another one. */
async function failureIn(
  { address, files = {}, registries = {}, login }: World,
  image = 'registry.corp/team/app:1',
): Promise<RegistryError | undefined> {
  const { path: homeDirectory } = await makeFolder(files);
  const client = createDefaultClient({
    timeout: 200,
    registries,
    userAgent: 'test/1',
    log: () => undefined,
    onNotice: () => undefined,
    askEditor: (name) =>
      Promise.resolve(login !== undefined && name === 'registry.corp' ? login : null),
    account: { environment: {}, homeDirectory, platform: 'linux' },
    resolve: () => Promise.resolve([{ address, family: 4 }]),
  });
  const resolved = await client.resolve(reference(image), never);
  return resolved.ok ? undefined : resolved.error;
}

// Loopback addresses stand for private ones here: they need the same, and no packet leaves the machine.
const known = '127.0.0.1';
const dockerConfig = JSON.stringify({
  auths: { 'registry.corp': { auth: Buffer.from('a:b').toString('base64') } },
});
const registriesConf = '[[registry]]\nlocation = "registry.corp"\n';

describe('a registry that the DNS leads to an address not for everyone', () => {
  it.each([
    ['127.0.0.1', 'loopback'],
    ['10.0.0.5', 'private'],
    ['169.254.169.254', 'metadata'],
  ])('is not asked at %s', async (address, kind) => {
    expect(await failureIn({ address })).toMatchObject({
      code: 'refused',
      detail: `address: ${kind}`,
    });
  });

  it.each<[string, Omit<World, 'address'>]>([
    ['is in the table', { registries: { 'registry.corp': {} } }],
    ['has a sign-in in config.json', { files: { '.docker/config.json': dockerConfig } }],
    [
      'is a location in registries.conf',
      { files: { '.config/containers/registries.conf': registriesConf } },
    ],
    ['has a sign-in in the editor', { login: { username: 'a', password: 'b' } }],
  ])('is asked when it %s', async (_, world) => {
    const failure = await failureIn({ address: known, ...world });
    expect(failure?.code).toMatch(/^(?:unreachable|tls)$/);
  });

  it('is not asked because another registry is known', async () => {
    const registries = { 'registry.corp': {} };
    expect(await failureIn({ address: known, registries }, 'other.corp/app:1')).toMatchObject({
      code: 'refused',
    });
  });

  it('is not asked at an address of metadata because there is a sign-in for it', async () => {
    const files = { '.docker/config.json': dockerConfig };
    expect(await failureIn({ address: '169.254.169.254', files })).toMatchObject({
      code: 'refused',
      detail: 'address: metadata',
    });
  });
});
