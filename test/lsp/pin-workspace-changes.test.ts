import { describe, expect, it } from 'vitest';
import { CancellationTokenSource } from 'vscode-jsonrpc/node';
import { MessageType, type Range } from 'vscode-languageserver';
import { heldRegistry, recordingRegistry } from '../support/digests.ts';
import { sampleFiles } from '../support/files.ts';
import { modernClient } from '../support/language-client.ts';
import { matching } from '../support/matching.ts';
import { sampleDigest } from '../support/pinning.ts';
import { openWorkspace, textOf, type SampleEditor } from '../support/sample-editor.ts';

const pinWorkspace = 'seaworthy.pinAllInWorkspace';
const showMessage = 'window/showMessage';
const applyEdit = 'workspace/applyEdit';
const executeCommand = 'workspace/executeCommand';
const root = 'file:///project';

describe('a text that changes meanwhile', () => {
  it('is left alone, and the others are pinned', async () => {
    const digests = heldRegistry();
    const { client, editor } = await openWorkspace(
      { 'a/Dockerfile': 'FROM redis:8\n', 'b/Dockerfile': 'FROM redis:8\n' },
      digests,
    );
    const executed = client.execute(pinWorkspace);
    await digests.reached;
    editor.texts.set(`${root}/a/Dockerfile`, 'FROM scratch\nFROM redis:8\n');
    digests.release();
    await executed;
    expect(textOf(editor, 'a/Dockerfile')).toBe('FROM scratch\nFROM redis:8\n');
    expect(textOf(editor, 'b/Dockerfile')).toBe('FROM redis:8@…\n');
    expect(await client.inbox.next(showMessage)).toEqual({
      type: MessageType.Warning,
      message:
        'Pinned 1 of 1 image in 1 file.\nLeft alone, because they changed meanwhile: `a/Dockerfile`. Try again.',
    });
  });

  it('is left alone when it is `.env`, and can be pinned the next time', async () => {
    const digests = heldRegistry();
    const { client, editor } = await openWorkspace(
      { 'compose.yaml': 'services:\n  db:\n    image: ${DB}\n', '.env': 'DB=redis:8\n' },
      digests,
    );
    const executed = client.execute(pinWorkspace);
    await digests.reached;
    editor.texts.set(`${root}/.env`, 'CACHE=none\nDB=redis:8\n');
    digests.release();
    await executed;
    expect(textOf(editor, '.env')).toBe('CACHE=none\nDB=redis:8\n');
    await client.execute(pinWorkspace);
    expect(textOf(editor, '.env')).toBe('CACHE=none\nDB=redis:8@…\n');
  });

  it('is what the editor shows, not what is on disk', async () => {
    const digests = heldRegistry();
    const { client, editor } = await openWorkspace({ Dockerfile: 'FROM redis:8\n' }, digests);
    const uri = `${root}/Dockerfile`;
    client.open(uri, 'FROM redis:8\n', 'dockerfile', 3);
    const executed = client.execute(pinWorkspace);
    await digests.reached;
    client.change(uri, 4, { text: 'FROM python:3.14\n' });
    await client.pull(uri);
    digests.release();
    await executed;
    expect(client.inbox.all(applyEdit)).toEqual([]);
    expect(textOf(editor, 'Dockerfile')).toBe('FROM redis:8\n');
    expect(await client.inbox.next(showMessage)).toMatchObject({
      message: matching(/they changed meanwhile: `Dockerfile`/),
    });
  });

  it('while the preview is open is told, when the editor makes no edit of it', async () => {
    const editorOf: SampleEditor[] = [];
    const { client, editor } = await openWorkspace({ Dockerfile: 'FROM redis:8\n' }, undefined, {
      answers: {
        [applyEdit]: () => {
          editorOf[0]?.texts.set(`${root}/Dockerfile`, 'FROM scratch\n');
          return { applied: false };
        },
      },
    });
    editorOf.push(editor);
    await client.execute(pinWorkspace);
    expect(await client.inbox.next(showMessage)).toEqual({
      type: MessageType.Error,
      message: 'Nothing was pinned because a file has changed. Try again.',
    });
  });
});

describe('cancelling', () => {
  it('ends everything, and nothing is edited and nothing said', async () => {
    const digests = heldRegistry();
    const { client } = await openWorkspace({ Dockerfile: 'FROM redis:8\n' }, digests);
    const source = new CancellationTokenSource();
    const params = { command: pinWorkspace, arguments: [] };
    const executed = client.connection.sendRequest(executeCommand, params, source.token);
    await digests.reached;
    source.cancel();
    await executed.catch(() => undefined);
    expect(client.inbox.all(applyEdit)).toEqual([]);
    expect(client.inbox.all(showMessage)).toEqual([]);
  });

  it('while files are read asks no registry', async () => {
    const digests = recordingRegistry();
    const source = new CancellationTokenSource();
    const { client } = await openWorkspace({ Dockerfile: 'FROM redis:8\n' }, digests, {
      answers: {
        'seaworthy/open': (_params, token) => {
          source.cancel();
          return new Promise((resolve) => {
            token.onCancellationRequested(() => {
              resolve([]);
            });
          });
        },
      },
    });
    const params = { command: pinWorkspace, arguments: [] };
    await client.connection
      .sendRequest(executeCommand, params, source.token)
      .catch(() => undefined);
    expect(digests.asked).toEqual([]);
    expect(client.inbox.all(showMessage)).toEqual([]);
  });
});

describe('an editor that finds and opens no files for the server', () => {
  const plain = { capabilities: modernClient, initializationOptions: {} };

  it('has its folders searched, and files from disk pinned by edits without a version', async () => {
    const files = sampleFiles({
      [`${root}/Dockerfile`]: 'FROM redis:8\n',
      [`${root}/api/compose.yaml`]: 'services:\n  db:\n    image: redis:8\n',
      [`${root}/vendor/x/Dockerfile`]: 'FROM redis:8\n',
    });
    const { client } = await openWorkspace({}, undefined, plain, { files });
    client.open(`${root}/Dockerfile`, 'FROM python:3.14\n', 'dockerfile', 4);
    await client.execute(pinWorkspace);
    const { edit, metadata } = await client.inbox.next(applyEdit);
    expect(metadata).toBeUndefined();
    expect(edit).toEqual({
      documentChanges: [
        {
          textDocument: { uri: `${root}/Dockerfile`, version: 4 },
          edits: [{ range: at(0, 16), newText: `@${sampleDigest}` }],
        },
        {
          textDocument: { uri: `${root}/api/compose.yaml`, version: null },
          edits: [{ range: at(2, 18), newText: `@${sampleDigest}` }],
        },
      ],
    });
    expect(client.inbox.all('seaworthy/open')).toEqual([]);
  });

  it('has files read again right before they are edited', async () => {
    const digests = heldRegistry();
    const files = sampleFiles({ [`${root}/Dockerfile`]: 'FROM redis:8\n' });
    const { client } = await openWorkspace({}, digests, plain, { files });
    const executed = client.execute(pinWorkspace);
    await digests.reached;
    files.content.set(`${root}/Dockerfile`, 'FROM redis:9\n');
    digests.release();
    await executed;
    expect(client.inbox.all(applyEdit)).toEqual([]);
    expect(await client.inbox.next(showMessage)).toMatchObject({
      message: matching(/they changed meanwhile: `Dockerfile`/),
    });
  });

  it('may escape URIs as it likes', async () => {
    const files = sampleFiles({ [`${root}/a@b/Dockerfile`]: 'FROM redis:8\n' });
    const { client } = await openWorkspace({}, undefined, plain, { files });
    const uri = `${root}/a%40b/Dockerfile`;
    client.open(uri, 'FROM redis:9\n', 'dockerfile', 2);
    await client.execute(pinWorkspace);
    const { edit } = await client.inbox.next(applyEdit);
    expect(edit.documentChanges).toMatchObject([{ textDocument: { uri, version: 2 } }]);
  });
});

function at(line: number, character: number): Range {
  return { start: { line, character }, end: { line, character } };
}
