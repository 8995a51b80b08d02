import { describe, expect, it } from 'vitest';
import { credentialsName, type CredentialsAnswer } from '../../server/src/lsp/protocol.ts';
import type { RegistryContext } from '../../server/src/lsp/registries.ts';
import { deferred } from '../support/deferred.ts';
import { recordingRegistry } from '../support/digests.ts';
import {
  connect,
  modernClient,
  type ClientOptions,
  type LanguageClient,
} from '../support/language-client.ts';
import { anyImage, sampleDigest } from '../support/pinning.ts';
import { today } from '../support/rule-examples.ts';

const uri = 'file:///project/Dockerfile';
const at = (character: number) => ({ line: 0, character });

/** Pins the first image of the text; the error is that of the server. */
async function pin(client: LanguageClient, text = 'FROM redis\n'): Promise<unknown> {
  client.open(uri, text);
  const [action] = await client.actions(uri, { start: at(5), end: at(5) });
  if (action === undefined) throw new Error('nothing is offered');
  return client.resolve(action).catch((error: unknown) => error);
}

/** A client whose server has made its resolver, and what it made it with. */
async function asking(
  options: ClientOptions = {},
): Promise<{ client: LanguageClient; context: RegistryContext }> {
  const made = deferred<RegistryContext>();
  const client = await connect(
    { capabilities: modernClient, ...options },
    {
      createRegistry: (_, context) => {
        made.resolve(context);
        return anyImage;
      },
    },
  );
  await pin(client);
  return { client, context: await made.promise };
}

describe('what registries are reached through', () => {
  it('is what the editor says of proxies', async () => {
    const { context } = await asking({
      answers: {
        'workspace/configuration': (params) =>
          (params as { items: { section: string }[] }).items.map(({ section }) =>
            section === 'http' ? { proxy: 'http://proxy.example.com:3128' } : null,
          ),
      },
    });
    expect(context.proxy).toMatchObject({ url: 'http://proxy.example.com:3128', isStrict: true });
  });

  it('is nothing special where the editor tells no settings', async () => {
    const { context } = await asking({ capabilities: { ...modernClient, workspace: {} } });
    expect(context.proxy).toEqual({ isOff: false, isStrict: true, noProxy: [] });
  });
});

describe('what the person gave the editor for a registry', () => {
  const kept: CredentialsAnswer = { username: 'alice', password: 'open sesame' };

  it('is asked for by the name of the registry, and only when the resolver wants it', async () => {
    const asked: unknown[] = [];
    const { context } = await asking({
      initializationOptions: { keepsCredentials: true },
      answers: {
        'seaworthy/credentials': (params) => {
          asked.push(params);
          return kept;
        },
      },
    });
    expect(asked).toEqual([]);
    expect(await context.askCredentials?.('ghcr.io')).toEqual(kept);
    expect(asked).toEqual([{ registry: 'ghcr.io' }]);
  });

  it.each([
    ['GHCR.io', 'ghcr.io'],
    ['registry.example.com:443', 'registry.example.com'],
    [' index.docker.io', 'docker.io'],
    ['registry-1.docker.io', 'docker.io'],
    ['localhost:5000', 'localhost:5000'],
  ])('is kept for %s under the name %s', (written, name) => {
    expect(credentialsName(written)).toBe(name);
  });

  it('is not asked of a client that keeps nothing', async () => {
    const { context } = await asking();
    expect(context.askCredentials).toBeUndefined();
  });

  it('counts from the moment of signing in: the registries are asked anew', async () => {
    let made = 0;
    const client = await connect(
      { capabilities: modernClient },
      {
        createRegistry: () => {
          made++;
          return anyImage;
        },
      },
    );
    await pin(client);
    await pin(client);
    expect(made).toBe(1);
    await client.connection.sendNotification('seaworthy/credentialsChanged');
    await pin(client);
    expect(made).toBe(2);
  });

  it.each(['unauthorized', 'denied'] as const)(
    'may help where the answer is %s, and the failure says so',
    async (code) => {
      const digests = recordingRegistry({ 'ghcr.io/team/app': code });
      const client = await connect(
        { capabilities: modernClient },
        { createRegistry: () => digests },
      );
      expect(await pin(client, 'FROM ghcr.io/team/app\n')).toMatchObject({
        data: { signInTo: 'ghcr.io' },
      });
    },
  );

  it('does not help where the image is missing', async () => {
    const digests = recordingRegistry({ gone: 'not-found' });
    const client = await connect({ capabilities: modernClient }, { createRegistry: () => digests });
    expect(await pin(client, 'FROM gone\n')).toMatchObject({ data: {} });
  });
});

describe('what registries tell beside their answers', () => {
  const wantsStatus: ClientOptions = { initializationOptions: { wantsStatus: true } };

  it('shows how many pulls are left, until they are asked anew', async () => {
    const { client, context } = await asking(wantsStatus);
    await client.inbox.next('seaworthy/status');
    context.onNotice({
      kind: 'rate-limit',
      host: 'registry-1.docker.io',
      remaining: 42,
      limit: 100,
      window: 21_600_000,
    });
    expect(await client.inbox.next('seaworthy/status')).toEqual({
      state: 'ready',
      detail:
        'registry-1.docker.io allows 100 pulls in 6 hours; 42 are left. Pinning uses none of them up.',
    });
    await pin(client);
    expect(client.inbox.all('seaworthy/status')).toHaveLength(2);
    client.changeSettings({});
    expect(await client.inbox.next('seaworthy/status')).toMatchObject({
      detail:
        'Registries are asked only when you ask for it: to pin, check or update an image, or to complete a tag.',
    });
  });

  it.each([
    ['rate-limited', 'rate-limited', 'wants no more requests for now'],
    ['timeout', 'offline', 'did not answer several times in a row'],
  ] as const)('says that a host is left alone: %s', async (reason, state, cause) => {
    const { client, context } = await asking(wantsStatus);
    await client.inbox.next('seaworthy/status');
    context.onNotice({ kind: 'paused', host: 'ghcr.io', reason, duration: 300_000 });
    const detail = `ghcr.io ${cause}, so Seaworthy asks it nothing for 5 minutes.`;
    expect(await client.inbox.next('seaworthy/status')).toEqual({ state, detail });
    expect(await client.inbox.next('window/showMessage')).toEqual({ type: 2, message: detail });
  });

  it('logs a warning, and shows nothing', async () => {
    const { client, context } = await asking(wantsStatus);
    context.onNotice({ kind: 'warning', host: 'ghcr.io', text: 'This image moves.' });
    const isLogged = (): boolean =>
      client.inbox
        .all('window/logMessage')
        .some(({ message }) => message === 'ghcr.io says: This image moves.');
    while (!isLogged()) await client.inbox.next('window/logMessage');
    expect(client.inbox.all('window/showMessage')).toEqual([]);
  });
});

describe('what is remembered of an image', () => {
  const hour = 3_600_000;

  async function hover(text: string): Promise<unknown> {
    const client = await connect(
      { capabilities: modernClient },
      {
        recall: () =>
          Promise.resolve({
            digest: sampleDigest,
            mediaType: 'application/vnd.oci.image.index.v1+json',
            resolvedAt: Date.parse(today) - 3 * hour,
          }),
      },
    );
    client.open(uri, text);
    return client.connection.sendRequest('textDocument/hover', {
      textDocument: { uri },
      position: at(8),
    });
  }

  it('shows on the image with its age, and nobody is asked', async () => {
    expect(await hover('FROM redis:8.2.1\n')).toEqual({
      range: { start: at(5), end: at(16) },
      contents: {
        kind: 'markdown',
        value: expect.stringContaining(
          `\n\`docker.io/library/redis:8.2.1\` stood for \`${sampleDigest}\`, 3 hours ago.`,
        ) as string,
      },
    });
  });

  it('confirms the digest that is written, or says that it was another', async () => {
    expect(await hover(`FROM redis:8.2.1@${sampleDigest}\n`)).toMatchObject({
      contents: {
        value: expect.stringContaining(
          '\n`docker.io/library/redis:8.2.1` stood for this digest 3 hours ago.',
        ) as string,
      },
    });
    expect(await hover(`FROM redis:8.2.1@sha256:${'0'.repeat(64)}\n`)).toMatchObject({
      contents: {
        value: expect.stringContaining(
          `\n\`docker.io/library/redis:8.2.1\` stood for \`${sampleDigest}\`, which is not the one written here, 3 hours ago.`,
        ) as string,
      },
    });
  });

  it('does not show beside an image', async () => {
    expect(await hover('RUN 1 2 3 4 5\n')).toBeNull();
  });
});
