import { describe, expect, it } from 'vitest';
import {
  ErrorCodes,
  LSPErrorCodes,
  MessageType,
  type TextDocumentEdit,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { ImageRegistry } from '../../server/src/registry/image-registry.ts';
import { heldRegistry, recordingRegistry } from '../support/digests.ts';
import {
  connect,
  modernClient,
  type ClientOptions,
  type LanguageClient,
  type TestPorts,
} from '../support/language-client.ts';
import { sampleDigest } from '../support/pinning.ts';
import { matching } from '../support/matching.ts';

const uri = 'file:///project/Dockerfile';
const pinAll = 'seaworthy.pinAllInDocument';
const showMessage = 'window/showMessage';
const progress = '$/progress';
const text = 'FROM redis\nFROM docker.io/library/redis:latest\nFROM python:3.8\nARG V\nFROM a:$V\n';

async function opened(
  registry: ImageRegistry,
  options: ClientOptions = {},
  content = text,
  ports: TestPorts = {},
): Promise<LanguageClient> {
  const client = await connect(
    { capabilities: modernClient, ...options },
    { createRegistry: () => registry, ...ports },
  );
  client.open(uri, content);
  return client;
}

/** The text with the edit that the client was asked to apply, digests shortened to `@…`. */
async function appliedText({ inbox }: LanguageClient, before: string): Promise<string> {
  const { edit } = await inbox.next('workspace/applyEdit');
  return textAfter(edit, before);
}

function textAfter({ documentChanges = [] }: WorkspaceEdit, before: string): string {
  expect(documentChanges).toHaveLength(1);
  const [{ textDocument, edits }] = documentChanges as [TextDocumentEdit];
  expect(textDocument).toEqual({ uri, version: 1 });
  const document = TextDocument.create(uri, '', 1, before);
  return TextDocument.applyEdits(document, edits as TextEdit[]).replaceAll(
    `@${sampleDigest}`,
    '@…',
  );
}

describe('the command for a whole file', () => {
  it('pins every image by one edit, and asks for each distinct one once', async () => {
    const digests = recordingRegistry();
    const before = text.replace('ARG V\nFROM a:$V\n', '');
    const client = await opened(digests, {}, before);
    expect(await client.execute(pinAll, uri)).toBeNull();
    expect(await appliedText(client, before)).toBe(
      'FROM redis@…\nFROM docker.io/library/redis:latest@…\nFROM python:3.8@…\n',
    );
    expect(digests.asked).toEqual(['redis', 'python:3.8']);
    expect(await client.inbox.next(showMessage)).toEqual({
      type: MessageType.Info,
      message: 'Pinned 3 of 3 images.',
    });
  });

  it('pins what it can, and names the rest with the reasons', async () => {
    const client = await opened(recordingRegistry({ 'python:3.8': 'rate-limited' }));
    await client.execute(pinAll, uri);
    expect(await appliedText(client, text)).toBe(
      'FROM redis@…\nFROM docker.io/library/redis:latest@…\nFROM python:3.8\nARG V\nFROM a:$V\n',
    );
    expect(await client.inbox.next(showMessage)).toEqual({
      type: MessageType.Warning,
      message: [
        'Pinned 2 of 4 images.',
        'Could not pin `python:3.8`: docker.io is refusing further requests for now. Try again in some minutes.',
        "Can't pin `a:$V`: `V` has no default here, so the image is not known. Pin it where the variable is set.",
      ].join('\n'),
    });
  });

  it.each([
    ['FROM scratch\n', /^There is no image to pin in this file\.$/],
    ['ARG V\nFROM a:$V\n', /^Pinned 0 of 1 image\.\nCan't pin `a:\$V`: /],
  ])('edits nothing when nothing can be pinned: %j', async (content, sentence) => {
    const client = await opened(recordingRegistry(), {}, content);
    await client.execute(pinAll, uri);
    expect(await client.inbox.next(showMessage)).toMatchObject({
      message: matching(sentence),
    });
    expect(client.inbox.all('workspace/applyEdit')).toEqual([]);
  });

  it.each(['file:///closed/Dockerfile', 'file:///notes.md'])(
    'says that %s is not ours',
    async (other) => {
      const client = await opened(recordingRegistry());
      client.open('file:///notes.md', 'FROM redis\n', 'markdown');
      expect(await client.execute(pinAll, other)).toBeNull();
      expect(await client.inbox.next(showMessage)).toEqual({
        type: MessageType.Warning,
        message: 'There is nothing to pin: this file is neither a Dockerfile nor a Compose file.',
      });
    },
  );

  it.each([
    [pinAll, []],
    [pinAll, [7]],
    [pinAll, [{ uri }]],
    ['seaworthy.applyPin', []],
    ['seaworthy.applyPin', [{ kind: 'pin' }]],
    ['other.command', [uri]],
  ])('is an error with other arguments: %s %j', async (command, args) => {
    const client = await opened(recordingRegistry());
    await expect(client.execute(command, ...args)).rejects.toMatchObject({
      code: ErrorCodes.InvalidParams,
      message: `\`${command}\` cannot be run with these arguments.`,
    });
  });
});

describe('an edit that the client does not make', () => {
  it.each<[string, () => unknown, string]>([
    [
      'for no reason',
      () => ({ applied: false }),
      'Nothing was pinned because the file has changed. Try again.',
    ],
    [
      'for a reason',
      () => ({ applied: false, failureReason: 'read-only' }),
      'Nothing was pinned: the editor did not make the change (read-only).',
    ],
    [
      'as it cannot',
      () => {
        throw new Error('not today');
      },
      'Nothing was pinned: the editor did not make the change (Request workspace/applyEdit failed with message: not today).',
    ],
  ])('%s is told', async (_, answer, message) => {
    const client = await opened(recordingRegistry(), {
      answers: { 'workspace/applyEdit': answer },
    });
    expect(await client.execute(pinAll, uri)).toBeNull();
    expect(await client.inbox.next(showMessage)).toEqual({ type: MessageType.Error, message });
  });

  it('was never asked for when the file changed while the registries were asked', async () => {
    const digests = heldRegistry();
    const client = await opened(digests);
    const executed = client.execute(pinAll, uri);
    await digests.reached;
    client.change(uri, 2, { text: 'FROM redis\n' });
    await client.pull(uri);
    digests.release();
    expect(await executed).toBeNull();
    expect(await client.inbox.next(showMessage)).toEqual({
      type: MessageType.Error,
      message: 'Nothing was pinned because the file has changed. Try again.',
    });
    expect(client.inbox.all('workspace/applyEdit')).toEqual([]);
  });
});

describe('progress', () => {
  it('begins, counts the distinct images, and ends', async () => {
    const digests = heldRegistry();
    const client = await opened(digests);
    const executed = client.execute(pinAll, uri);
    const { token } = await client.inbox.next('window/workDoneProgress/create');
    await client.inbox.next(progress);
    await digests.reached;
    digests.release();
    await executed;
    const messages = client.inbox.all(progress);
    expect(new Set(messages.map((message) => message.token))).toEqual(new Set([token]));
    const [begin, ...reports] = messages.map(({ value }) => value);
    expect(begin).toEqual({
      kind: 'begin',
      title: 'Pinning images',
      percentage: 0,
      cancellable: true,
    });
    expect(reports.pop()).toEqual({ kind: 'end' });
    expect(reports.at(-1)).toEqual({
      kind: 'report',
      percentage: 0,
      message: '0 of 2: python:3.8',
    });
  });

  it('is not shown for what takes no time', async () => {
    const client = await opened(recordingRegistry(), {}, text, { progressDelay: 60_000 });
    await client.execute(pinAll, uri);
    expect(client.inbox.all('window/workDoneProgress/create')).toEqual([]);
  });

  it('can be cancelled, and then nothing is edited and nothing said', async () => {
    const digests = heldRegistry();
    const client = await opened(digests);
    const executed = client.execute(pinAll, uri);
    const { token } = await client.inbox.next('window/workDoneProgress/create');
    await client.inbox.next(progress);
    await digests.reached;
    void client.connection.sendNotification('window/workDoneProgress/cancel', { token });
    expect(await executed).toBeNull();
    expect(client.inbox.all(progress).at(-1)).toEqual({ token, value: { kind: 'end' } });
    expect(client.inbox.all('workspace/applyEdit')).toEqual([]);
    expect(client.inbox.all(showMessage)).toEqual([]);
  });

  it.each<[string, ClientOptions]>([
    ['the client has none', { capabilities: { ...modernClient, window: {} } }],
    [
      'the client has none to give',
      {
        answers: {
          'window/workDoneProgress/create': () => {
            throw new Error('not today');
          },
        },
      },
    ],
  ])('is not needed: %s', async (_, options) => {
    const client = await opened(recordingRegistry(), options);
    await client.execute(pinAll, uri);
    expect(client.inbox.all(progress)).toEqual([]);
    expect(client.inbox.all('workspace/applyEdit')).toHaveLength(1);
  });
});

describe('the action for a whole file', () => {
  const top = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

  it('has the whole edit when it is resolved, with the names of the rest', async () => {
    const client = await opened(recordingRegistry({ redis: 'not-found' }));
    const [action] = await client.actions(uri, top, { only: ['source'] });
    if (action === undefined) throw new Error('no action');
    const { edit = {} } = await client.resolve(action);
    expect(textAfter(edit, text)).toBe(text.replace('python:3.8', 'python:3.8@…'));
    expect(await client.inbox.next(showMessage)).toEqual({
      type: MessageType.Warning,
      message: matching(/^Pinned 1 of 4 images\.\nCould not pin `redis`: /),
    });
  });

  it('fails with the names of all when nothing could be pinned', async () => {
    const content = 'FROM redis\nFROM python:3.8\n';
    const failures = { redis: 'not-found', 'python:3.8': 'server-error' } as const;
    const client = await opened(recordingRegistry(failures), {}, content);
    const [action] = await client.actions(uri, top, { only: ['source'] });
    if (action === undefined) throw new Error('no action');
    await expect(client.resolve(action)).rejects.toMatchObject({
      code: LSPErrorCodes.RequestFailed,
      message: matching(
        /^Pinned 0 of 2 images\.\nCould not pin `redis`: .+\nCould not pin `python:3\.8`: /,
      ),
    });
  });
});
