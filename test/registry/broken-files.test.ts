import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import {
  createDefaultClient,
  type DefaultClientOptions,
} from '../../server/src/registry/default-registry.ts';
import type { ImageReference } from '../../server/src/reference/reference.ts';
import { registryError } from '../../server/src/registry/errors.ts';
import { renewedWhileBroken } from '../../server/src/registry/renewed-registry.ts';
import { fail } from '../../server/src/text/result.ts';
import { makeFolder } from '../support/command-line.ts';
import { partialRegistry } from '../support/registries.ts';
import { never, reference } from './setup.ts';

/** A client of a user with these files, whose DNS leads to this machine. */
async function clientWith(
  files: Readonly<Record<string, string>>,
  options: Partial<DefaultClientOptions> = {},
) {
  const { path: homeDirectory } = await makeFolder(files);
  const wanted: string[] = [];
  const client = createDefaultClient({
    timeout: 200,
    registries: {},
    userAgent: 'test/1',
    log: () => undefined,
    onNotice: () => undefined,
    account: { environment: {}, homeDirectory, platform: 'linux' },
    resolve: (hostname) => {
      wanted.push(hostname);
      return Promise.resolve([{ address: '127.0.0.1', family: 4 }]);
    },
    ...options,
  });
  const failureOf = async (image: string) => {
    const resolved = await client.resolve(reference(image), never);
    return resolved.ok ? undefined : resolved.error;
  };
  return { homeDirectory, wanted, failureOf };
}

const conf = '.config/containers/registries.conf';

describe('a file that may forbid things and cannot be read', () => {
  it('has no registry asked while it is registries.conf, until it is repaired', async () => {
    const { homeDirectory, wanted, failureOf } = await clientWith({ [conf]: '[[registry' });
    const skipped = { code: 'skipped', detail: 'registries.conf cannot be read' };
    expect(await failureOf('intern/app')).toMatchObject(skipped);
    expect(wanted).toEqual([]);
    await writeFile(`${homeDirectory}/${conf}`, '[[registry]]\nlocation = "docker.io"\n');
    expect((await failureOf('intern/app'))?.code).toMatch(/^(?:unreachable|tls)$/);
    expect(wanted).toContain('registry-1.docker.io');
  });

  it('has no registry asked while it is registries.yaml', async () => {
    const { wanted, failureOf } = await clientWith({}, { brokenFile: 'registries.yaml' });
    expect(await failureOf('intern/app')).toMatchObject({
      code: 'skipped',
      detail: 'registries.yaml cannot be read',
    });
    expect(wanted).toEqual([]);
  });
});

describe('a registry that is renewed while it is broken', () => {
  it('is made for each request until it is sound', async () => {
    const states = [true, true, false, true];
    let made = 0;
    const registry = renewedWhileBroken(() => {
      const isBroken = states[made++] ?? true;
      const code = isBroken ? 'skipped' : 'not-found';
      const refuse = ({ registry: host }: ImageReference) =>
        Promise.resolve(fail(registryError(code, host)));
      const one = partialRegistry({ resolve: refuse, firstTags: refuse });
      return Promise.resolve({ registry: one, isBroken });
    });
    const codes: string[] = [];
    for (let n = 0; n < 5; n++) {
      const question = [reference('app'), never] as const;
      const answer = await (n % 2 === 0
        ? registry.resolve(...question)
        : registry.firstTags(...question));
      codes.push(answer.ok ? 'ok' : answer.error.code);
    }
    expect(codes).toEqual(['skipped', 'skipped', 'not-found', 'not-found', 'not-found']);
    expect(made).toBe(3);
  });
});

describe('Docker Hub at an address not for everyone', () => {
  const auth = Buffer.from('a:b').toString('base64');
  const signedIn = (key: string) => JSON.stringify({ auths: { [key]: { auth } } });

  it('is not asked by itself', async () => {
    const { failureOf } = await clientWith({});
    expect(await failureOf('intern/app')).toMatchObject({ code: 'refused' });
  });

  it.each<[string, Readonly<Record<string, string>>, Partial<DefaultClientOptions>]>([
    ['is in the table', {}, { registries: { 'docker.io': {} } }],
    [
      'has a sign-in in config.json',
      { '.docker/config.json': signedIn('https://index.docker.io/v1/') },
      {},
    ],
    ['has a sign-in of podman', { '.config/containers/auth.json': signedIn('docker.io') }, {}],
    ['is in registries.conf', { [conf]: '[[registry]]\nlocation = "docker.io"\n' }, {}],
    [
      'has a sign-in in the editor',
      {},
      {
        askEditor: (name) =>
          Promise.resolve(name === 'docker.io' ? { username: 'a', password: 'b' } : null),
      },
    ],
  ])('is asked when it %s', async (_, files, options) => {
    const { failureOf } = await clientWith(files, options);
    expect((await failureOf('intern/app'))?.code).toMatch(/^(?:unreachable|tls)$/);
  });
});
