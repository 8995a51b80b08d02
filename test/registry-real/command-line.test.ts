import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { makeFolder } from '../support/command-line.ts';
import { closedHost } from '../support/fake-registry.ts';
import { alice, domain, proxyUser } from '../support/office.ts';
import { requirePackaged, seaworthy, type Ending } from '../support/packaged.ts';
import { startRealModes, type RealMode, type RealModes } from '../support/real-modes.ts';
import { createUser } from '../support/user-home.ts';
import { digestBySkopeo, isSkipped, titled } from './tools.ts';

type Environment = Readonly<Record<string, string>>;

describe.skipIf(isSkipped)(titled('the packaged command line'), { timeout: 60_000 }, () => {
  let real: RealModes;
  let everything = '';
  let caches = 0;

  beforeAll(async () => {
    requirePackaged();
    real = await startRealModes();
  }, 60_000);

  afterAll(() => real.close());

  function mode(name: string): RealMode {
    const found = real.modes.find((each) => each.name === name);
    if (found === undefined) throw new RangeError(name);
    return found;
  }

  function cacheFolder(): string {
    return real.environment['XDG_CACHE_HOME'] ?? '';
  }

  /** Pins a file with the mode's image alone; `others` are files beside it. Each time is the first time. */
  async function pin(
    { image }: RealMode,
    environment: Environment = real.environment,
    others: Readonly<Record<string, string>> = {},
  ): Promise<Ending & { readonly text: string }> {
    const folder = await makeFolder({ Dockerfile: `FROM ${image}\n`, ...others });
    const ending = await seaworthy(folder.path, ['pin', '--write', 'Dockerfile'], {
      ...environment,
      XDG_CACHE_HOME: join(cacheFolder(), String(++caches)),
    });
    everything += ending.output + ending.errors;
    return { ...ending, text: await folder.read('Dockerfile') };
  }

  it.each([
    'anonymous',
    'a password in config.json',
    'tokens, with a password from a credential helper',
    'TLS with a private authority',
    'a pull-through mirror of Docker Hub',
    'a client certificate',
    'anonymous, through the proxy',
    'a password in config.json, through the proxy',
    'tokens, through the proxy',
    'a pull-through mirror of quay.io, through the proxy',
    'a client certificate, through the proxy',
  ])('pins to the digest that skopeo gets: %s', async (name) => {
    const { image, digest, isProxied, skopeo } = mode(name);
    const environment = { HTTPS_PROXY: real.environment['HTTPS_PROXY'] ?? '' };
    expect(await digestBySkopeo(skopeo, isProxied ? environment : {})).toBe(digest);
    const proxied = real.office.proxy.requests().length;
    expect(await pin(mode(name))).toMatchObject({
      code: 0,
      errors: 'Dockerfile: 1 image pinned\nPinned 1 image.\n',
      text: `FROM ${image}@${digest}\n`,
    });
    expect(real.office.proxy.requests().length > proxied).toBe(isProxied);
  });

  it.each([
    ['anonymous', ['200']],
    ['a password in config.json', ['401', '200']],
    ['tokens, with a password from a credential helper', ['401', '200']],
  ])('asks a registry no more than it must: %s', async (name, statuses) => {
    const asking = mode(name);
    const before = asking.requests().length;
    const asked = () => asking.requests().slice(before);
    await pin(asking);
    await expect.poll(() => asked().length).toBe(statuses.length);
    expect(asked().map((line) => line.split(' ')[2])).toEqual(statuses);
    expect(new Set(asked().map((line) => line.split(' ')[0]))).toEqual(new Set(['HEAD']));
  });

  const without = (name: string): Environment => ({ ...real.environment, [name]: '' });

  const failures: readonly (readonly [string, string, () => Environment, RegExp])[] = [
    [
      'a proxy that wants a password',
      'anonymous, through the proxy',
      () => ({ ...real.environment, HTTPS_PROXY: real.office.proxy.url }),
      /the proxy 127\.0\.0\.1:\d+ wants another user name and password/,
    ],
    [
      'a proxy that knows another one',
      'anonymous, through the proxy',
      () => ({
        ...real.environment,
        HTTPS_PROXY: real.office.proxyUrl.replace(proxyUser.password, 'another'),
      }),
      /the proxy 127\.0\.0\.1:\d+ wants another user name and password|does not connect/,
    ],
    [
      'no proxy',
      'anonymous, through the proxy',
      () => without('HTTPS_PROXY'),
      /open\.example\.test could not be reached \(ENOTFOUND|EAI_AGAIN\)/,
    ],
    [
      'an authority that nobody has told of',
      'anonymous, through the proxy',
      () => without('NODE_EXTRA_CA_CERTS'),
      /the connection to open\.example\.test is not trusted .+NODE_EXTRA_CA_CERTS/,
    ],
    [
      'a credential helper that is not there',
      'tokens, with a password from a credential helper',
      () => ({ ...real.environment, PATH: '/nonexistent' }),
      /docker-credential-pass, which keeps your sign-in, is not on the PATH/,
    ],
    [
      'a credential helper that fails',
      'tokens, with a password from a credential helper',
      () => without('GNUPGHOME'),
      /docker-credential-pass, which keeps your sign-in, failed/,
    ],
  ];

  it.each(failures)('says what is wrong with %s', async (_, name, environment, sentence) => {
    const { image } = mode(name);
    const ending = await pin(mode(name), environment());
    expect(ending.errors).toMatch(sentence);
    expect(ending).toMatchObject({ code: 2, output: '', text: `FROM ${image}\n` });
  });

  it('says that the proxy cannot be reached', async () => {
    const proxy = await closedHost();
    const environment = { ...real.environment, HTTPS_PROXY: `http://${proxy}` };
    const { code, errors } = await pin(mode('anonymous, through the proxy'), environment);
    expect([code, errors]).toEqual([2, expect.stringContaining(`the proxy ${proxy}`)]);
  });

  it('says to people who are not set up what they lack', async () => {
    const stranger = await createUser();
    onTestFinished(() => stranger.close());
    const sentences: readonly (readonly [string, string])[] = [
      ['a password in config.json', 'sign in with `docker login'],
      ['tokens, with a password from a credential helper', 'does not let anonymous users'],
      ['TLS with a private authority', 'is not trusted'],
    ];
    for (const [name, sentence] of sentences)
      expect((await pin(mode(name), stranger.environment)).errors).toContain(sentence);
  });

  it('takes nothing from the folder that it works in', async () => {
    const stranger = await createUser();
    onTestFinished(() => stranger.close());
    const { password, open } = real.office;
    const auth = Buffer.from(`${alice.username}:${alice.password}`).toString('base64');
    const config = JSON.stringify({ auths: { [password.host]: { auth } }, credsStore: 'evil' });
    const mirrored = `[[registry]]\nlocation = "${password.host}"\n[[registry.mirror]]\nlocation = "${open.host}"\ninsecure = true\n`;
    const before = open.requests().length;
    const { code, errors } = await pin(mode('a password in config.json'), stranger.environment, {
      'config.json': config,
      '.docker/config.json': config,
      '.config/containers/auth.json': config,
      '.config/containers/registries.conf': mirrored,
      'registries.conf': mirrored,
      'docker-credential-evil': '#!/bin/sh\ntouch ran\n',
      [`certs.d/${password.host}/ca.crt`]: real.office.authority,
    });
    expect([code, errors]).toEqual([2, expect.stringContaining('sign in with')]);
    expect(open.requests()).toHaveLength(before);
  });

  it('has kept no secret, neither in what it wrote nor in its cache', async () => {
    const files = await readdir(cacheFolder(), { recursive: true });
    expect(files.length).toBeGreaterThan(1);
    for (const file of files) {
      const path = join(cacheFolder(), file);
      if ((await stat(path)).isFile()) everything += await readFile(path, 'utf8');
    }
    expect(everything).toContain(domain);
    const encoded = Buffer.from(`${alice.username}:${alice.password}`).toString('base64');
    for (const secret of [alice.password, proxyUser.password, encoded, 'Bearer', 'Basic'])
      expect(everything).not.toContain(secret);
  });
});
