import { describe, expect, it } from 'vitest';
import { deferred } from '../support/deferred.ts';
import { connect, type LanguageClient } from '../support/language-client.ts';

const uri = 'file:///project/Dockerfile';
const published = 'textDocument/publishDiagnostics';

/** Documents that take several readings of the files around them may be answered behind a later one, so it asks twice. */
const rounds = 2;

/** All that was published once everything sent so far has been answered. */
async function publishedSoFar({ inbox, open }: LanguageClient): Promise<readonly string[]> {
  const last = 'file:///last/Dockerfile';
  const texts: string[] = [];
  let round = 1;
  open(last, 'FROM scratch\n');
  for (;;) {
    const { uri, version, diagnostics } = await inbox.next(published);
    if (uri === `${last}.${String(rounds)}`) return texts;
    if (uri.startsWith(last)) {
      open(`${last}.${String(++round)}`, 'FROM scratch\n');
      continue;
    }
    texts.push(`${uri} ${String(version)} ${diagnostics.map(({ code }) => code).join(' ')}`.trim());
  }
}

describe('a client that only listens', () => {
  it('is sent the diagnostics of what it opens and changes, with the version', async () => {
    const { inbox, server, open, change } = await connect();
    expect(server.capabilities.diagnosticProvider).toBeUndefined();
    open(uri, 'FROM redis\n');
    expect(await inbox.next(published)).toMatchObject({
      uri,
      version: 1,
      diagnostics: [{ code: 'image-no-tag', source: 'seaworthy' }],
    });
    change(uri, 2, { text: 'FROM redis:7\n' });
    expect(await inbox.next(published)).toEqual({ uri, version: 2, diagnostics: [] });
  });

  it('is sent one answer for changes that come while the settings are on their way', async () => {
    const settings = deferred<readonly unknown[]>();
    const client = await connect({
      capabilities: { workspace: { configuration: true } },
      answers: { 'workspace/configuration': () => settings.promise },
    });
    client.open(uri, 'FROM r\n');
    for (const [index, name] of ['re', 'red', 'redi', 'redis'].entries())
      client.change(uri, index + 2, { text: `FROM ${name}\n` });
    await client.inbox.next('workspace/configuration');
    settings.resolve([{ rules: { 'image-no-tag': 'error' } }]);
    expect(await publishedSoFar(client)).toEqual([`${uri} 5 image-no-tag`]);
  });

  it('has nothing left when it closes a document, and hears nothing of others', async () => {
    const client = await connect();
    const notes = 'file:///notes.md';
    client.open(notes, 'FROM redis\n', 'markdown');
    client.close(notes);
    client.open(uri, 'FROM redis\n');
    await client.inbox.next(published);
    client.close(uri);
    expect(await publishedSoFar(client)).toEqual([`${uri} undefined`]);
  });

  it('hears nothing of a document that was closed before its answer', async () => {
    const settings = deferred<readonly unknown[]>();
    const client = await connect({
      capabilities: { workspace: { configuration: true } },
      answers: { 'workspace/configuration': () => settings.promise },
    });
    client.open(uri, 'FROM redis\n');
    client.close(uri);
    settings.resolve([null]);
    expect(await publishedSoFar(client)).toEqual([]);
  });

  it('is told of the text that is open, not of one that was closed under the same name', async () => {
    const settings = deferred<readonly unknown[]>();
    const client = await connect({
      capabilities: { workspace: { configuration: true } },
      answers: { 'workspace/configuration': () => settings.promise },
    });
    client.open(uri, 'FROM redis\n');
    client.close(uri);
    client.open(uri, 'FROM redis:latest\n');
    settings.resolve([null]);
    expect(await publishedSoFar(client)).toEqual([`${uri} 1 image-latest-tag`]);
  });

  it('is sent all open documents again when the settings change', async () => {
    const client = await connect();
    client.open(uri, 'FROM redis\n');
    await client.inbox.next(published);
    client.changeSettings(undefined, { seaworthy: { rules: { 'image-no-tag': 'off' } } });
    expect(await publishedSoFar(client)).toEqual([`${uri} 1`]);
  });
});
