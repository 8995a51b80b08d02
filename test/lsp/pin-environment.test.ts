import { describe, expect, it } from 'vitest';
import { LSPErrorCodes, type CodeAction } from 'vscode-languageserver';
import { heldRegistry, recordingRegistry } from '../support/digests.ts';
import { sampleFiles } from '../support/files.ts';
import { connect, modernClient, type LanguageClient } from '../support/language-client.ts';
import { sampleDigest } from '../support/pinning.ts';

const uri = 'file:///project/compose.yaml';
const environment = 'file:///project/.env';
const text = 'services:\n  db:\n    image: ${DB}\n';
const pinAll = 'seaworthy.pinAllInDocument';

async function pinAction(client: LanguageClient): Promise<CodeAction> {
  client.open(uri, text, 'dockercompose');
  const place = { line: 2, character: 13 };
  const actions = await client.actions(uri, { start: place, end: place });
  const action = actions.find(({ title }) => title.startsWith('Pin redis'));
  if (action === undefined) throw new Error('no action');
  return action;
}

const edit = {
  documentChanges: [
    {
      textDocument: { uri: environment, version: null },
      edits: [
        {
          range: { start: { line: 0, character: 10 }, end: { line: 0, character: 10 } },
          newText: `@${sampleDigest}`,
        },
      ],
    },
  ],
};

describe('an image whose reference stands in `.env`', () => {
  it('is pinned there', async () => {
    const files = sampleFiles({ [environment]: 'DB=redis:8\n' });
    const client = await connect(
      { capabilities: modernClient },
      { files, createRegistry: () => recordingRegistry() },
    );
    const resolved = await client.resolve(await pinAction(client));
    expect(resolved.edit).toEqual(edit);
  });

  it('is pinned there with all others of the file', async () => {
    const files = sampleFiles({ [environment]: 'DB=redis:8\n' });
    const client = await connect(
      { capabilities: modernClient },
      { files, createRegistry: () => recordingRegistry() },
    );
    client.open(uri, text, 'dockercompose');
    await client.execute(pinAll, uri);
    expect(await client.inbox.next('workspace/applyEdit')).toMatchObject({ edit });
  });

  it('is left alone when that file changed while the registry was asked', async () => {
    const files = sampleFiles({ [environment]: 'DB=redis:8\n' });
    const digests = heldRegistry();
    const client = await connect(
      { capabilities: modernClient },
      { files, createRegistry: () => digests },
    );
    const resolved = client.resolve(await pinAction(client));
    await digests.reached;
    files.content.set(environment, 'DB=redis:9\n');
    digests.release();
    await expect(resolved).rejects.toMatchObject({ code: LSPErrorCodes.ContentModified });
  });

  it('loses its tag there when the settings say so', async () => {
    const files = sampleFiles({ [environment]: 'DB=redis:8\n' });
    const client = await connect(
      { capabilities: modernClient, settings: { pin: { keepTag: false } } },
      { files, createRegistry: () => recordingRegistry() },
    );
    const resolved = await client.resolve(await pinAction(client));
    expect(resolved.edit?.documentChanges).toMatchObject([
      {
        textDocument: { uri: environment },
        edits: [
          {
            range: { start: { line: 0, character: 8 }, end: { line: 0, character: 10 } },
            newText: `@${sampleDigest}`,
          },
        ],
      },
    ]);
  });
});
