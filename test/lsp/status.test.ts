import { describe, expect, it } from 'vitest';
import type { StatusParams } from '../../server/src/lsp/protocol.ts';
import { recordingRegistry } from '../support/digests.ts';
import { connect, modernClient, type LanguageClient } from '../support/language-client.ts';

const uri = 'file:///project/Dockerfile';
const status = 'seaworthy/status';

async function pinFirst(client: LanguageClient, text: string): Promise<void> {
  client.open(uri, text);
  const range = { start: { line: 0, character: 5 }, end: { line: 0, character: 5 } };
  const [action] = await client.actions(uri, range);
  if (action !== undefined) await client.resolve(action).catch(() => undefined);
  client.close(uri);
}

const next = ({ inbox }: LanguageClient): Promise<StatusParams> => inbox.next(status);

describe('the status', () => {
  it('is told to a client that wants it, and follows what registries answer', async () => {
    const digests = recordingRegistry({
      down: 'unreachable',
      busy: 'rate-limited',
      gone: 'not-found',
    });
    const client = await connect(
      { capabilities: modernClient, initializationOptions: { wantsStatus: true } },
      { createRegistry: () => digests },
    );
    expect(await next(client)).toEqual({
      state: 'ready',
      detail:
        'Registries are asked only when you ask for it: to pin, check or update an image, or to complete a tag.',
    });
    await pinFirst(client, 'FROM down\n');
    expect(await next(client)).toEqual({
      state: 'offline',
      detail: 'docker.io could not be reached.',
    });
    await pinFirst(client, 'FROM busy\n');
    expect(await next(client)).toMatchObject({ state: 'rate-limited' });
    await pinFirst(client, 'FROM gone\n');
    expect(await next(client)).toMatchObject({ state: 'ready' });
  });

  it('says why no registry is asked, until one may be', async () => {
    const client = await connect({
      capabilities: modernClient,
      settings: { registry: { enabled: false } },
      initializationOptions: { wantsStatus: true, isTrusted: false },
    });
    expect(await next(client)).toMatchObject({ state: 'untrusted' });
    void client.connection.sendNotification('seaworthy/trustGranted');
    expect(await next(client)).toMatchObject({ state: 'disabled' });
    client.changeSettings({});
    expect(await next(client)).toMatchObject({ state: 'ready' });
  });

  it('is not told to a client that knows nothing of it', async () => {
    const client = await connect({ capabilities: modernClient });
    client.changeSettings({});
    await client.inbox.next('workspace/diagnostic/refresh');
    await client.pull(uri);
    expect(client.inbox.all(status)).toEqual([]);
  });
});
