import { describe, expect, it } from 'vitest';
import { imageShelf, indexNamed, push } from '../support/image-shelf.ts';
import { connect, modernClient, type LanguageClient } from '../support/language-client.ts';

const uri = 'file:///project/Dockerfile';
const command = 'seaworthy.checkPinsInDocument';
const dated = { 'org.opencontainers.image.created': '2026-11-20T00:00:00Z' };
const old = indexNamed('old', { 'linux/amd64': 'a' }, dated);
const later = indexNamed('later', { 'linux/amd64': 'b' }, dated);
const pinned = `FROM registry.example.com/app:1@${old.digest}\n`;

/** A client whose file has this text, and the registry that is asked. */
async function opened(
  text: string,
  settings: unknown = {},
): Promise<{ readonly client: LanguageClient; readonly asked: readonly string[] }> {
  const shelf = imageShelf();
  push(shelf, undefined, old);
  push(shelf, '1', later);
  const client = await connect(
    { capabilities: modernClient, settings },
    { createRegistry: () => shelf },
  );
  client.open(uri, text);
  return { client, asked: shelf.asked };
}

describe('checking the pins of a file', () => {
  it('asks at once, though nothing may be asked in the background, and shows what it finds', async () => {
    const { client, asked } = await opened(`${pinned}FROM alpine\n`);
    await client.execute(command, uri);
    expect(asked[0]).toBe('HEAD registry.example.com/app:1');
    expect(await client.inbox.next('window/showMessage')).toMatchObject({
      message: 'Checked 1 pinned image: 1 with a tag that has moved.',
    });
    await client.inbox.next('workspace/diagnostic/refresh');
    expect(await client.pull(uri)).toMatchObject({
      items: expect.arrayContaining([
        expect.objectContaining({ code: 'image-digest-outdated' }),
      ]) as unknown,
    });
  });

  it('asks about an image once, however often it is named', async () => {
    const { client, asked } = await opened(pinned.repeat(3));
    await client.execute(command, uri);
    expect(asked.filter((question) => question.endsWith('/app:1'))).toHaveLength(1);
  });

  it('asks nobody where registries are off, and says so', async () => {
    const { client, asked } = await opened(pinned, { registry: { enabled: false } });
    await client.execute(command, uri);
    const { message } = await client.inbox.next('window/showMessage');
    expect(message).toContain('`seaworthy.registry.enabled` is off');
    expect(asked).toEqual([]);
  });

  it('names each image that could not be checked in a line of its own', async () => {
    const shelf = imageShelf();
    shelf.failure = 'unreachable';
    const client = await connect({ capabilities: modernClient }, { createRegistry: () => shelf });
    client.open(uri, `${pinned}FROM registry.example.com/other:1@${old.digest}\n`);
    await client.execute(command, uri);
    const { message } = await client.inbox.next('window/showMessage');
    const reason =
      'registry.example.com could not be reached. Check the network and the name of the registry.';
    expect(message.split('\n')).toEqual([
      `Could not check \`registry.example.com/app:1\`: ${reason}`,
      `Could not check \`registry.example.com/other:1\`: ${reason}`,
    ]);
  });

  it('says where there is nothing to check', async () => {
    const { client } = await opened('FROM alpine\n');
    await client.execute(command, uri);
    const { message } = await client.inbox.next('window/showMessage');
    expect(message).toBe('There is nothing to check: no image here has a digest.');
  });
});
