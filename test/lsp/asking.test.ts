import { PassThrough } from 'node:stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  createMessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';
import {
  createConnection,
  MessageType,
  ProposedFeatures,
  StreamMessageReader as ServerReader,
  StreamMessageWriter as ServerWriter,
} from 'vscode-languageserver/node';
import { choose, copy, review, type Client } from '../../server/src/lsp/asking.ts';
import { readCapabilities } from '../../server/src/lsp/capabilities.ts';
import { deferred } from '../support/deferred.ts';
import { createInbox, type Answers, type Inbox } from '../support/inbox.ts';

const byMessage = 'window/showMessageRequest';
const { signal } = new AbortController();

/** The server's end of a connection to an editor that answers so. */
function editor(
  answers: Answers,
  asksPeople = true,
): { readonly client: Client; readonly inbox: Inbox } {
  const toServer = new PassThrough();
  const toClient = new PassThrough();
  const connection = createConnection(
    ProposedFeatures.all,
    new ServerReader(toServer),
    new ServerWriter(toClient),
  );
  const other = createMessageConnection(
    new StreamMessageReader(toClient),
    new StreamMessageWriter(toServer),
  );
  const inbox = createInbox(other, answers);
  connection.listen();
  other.listen();
  onTestFinished(() => {
    connection.dispose();
    other.dispose();
  });
  return { client: { connection, capabilities: readCapabilities({}, { asksPeople }) }, inbox };
}

const tags = {
  title: 'Smaller variants of python:3.14',
  placeholder: 'Choose one to take it',
  items: [
    { id: 'slim', label: 'python:3.14-slim', description: '45.2 MB' },
    { id: 'alpine', label: 'python:3.14-alpine', description: '17.1 MB' },
  ],
};

describe('a choice', () => {
  it('is made in the editor’s own list', async () => {
    const { client, inbox } = editor({ 'seaworthy/choose': () => 'alpine' });
    expect(await choose(client, tags, signal)).toBe('alpine');
    expect(await inbox.next('seaworthy/choose')).toEqual(tags);
  });

  it.each<[string, unknown]>([
    ['nothing', null],
    ['what was not offered', 'latest'],
    ['what is no id', { id: 'slim' }],
  ])('of %s is none', async (_, answer) => {
    const { client } = editor({ 'seaworthy/choose': () => answer });
    expect(await choose(client, tags, signal)).toBeUndefined();
  });

  it('is none where the editor refuses to ask', async () => {
    const { client, inbox } = editor({});
    expect(await choose(client, tags, signal)).toBeUndefined();
    expect(await inbox.next('window/logMessage')).toMatchObject({
      type: MessageType.Warning,
      message: expect.stringContaining('did not answer `seaworthy/choose`') as unknown,
    });
  });

  it('is made by the buttons of a message in other editors', async () => {
    const { client, inbox } = editor({ [byMessage]: () => ({ title: 'python:3.14-slim' }) }, false);
    expect(await choose(client, tags, signal)).toBe('slim');
    expect(await inbox.next(byMessage)).toEqual({
      type: MessageType.Info,
      message:
        'Smaller variants of python:3.14\nChoose one to take it\npython:3.14-slim: 45.2 MB\npython:3.14-alpine: 17.1 MB',
      actions: [{ title: 'python:3.14-slim' }, { title: 'python:3.14-alpine' }],
    });
  });

  it('has five buttons at most, and the message says how many are missing', async () => {
    const items = Array.from({ length: 8 }, (_, index) => ({
      id: String(index),
      label: `a:${String(index)}`,
    }));
    const { client, inbox } = editor({ [byMessage]: () => null }, false);
    expect(await choose(client, { ...tags, items }, signal)).toBeUndefined();
    const { actions = [], message } = await inbox.next(byMessage);
    expect(actions).toHaveLength(5);
    expect(message).toMatch(/\n3 more are not shown\.$/);
  });

  it('tells buttons with the same label apart', async () => {
    const items = [
      { id: 'old', label: 'a:1', description: '2025-01-01' },
      { id: 'new', label: 'a:1', description: '2026-01-01' },
      { id: 'one', label: 'b:1' },
      { id: 'two', label: 'b:1' },
    ];
    const { client, inbox } = editor({ [byMessage]: () => ({ title: '4. b:1' }) }, false);
    expect(await choose(client, { ...tags, items }, signal)).toBe('two');
    const { actions } = await inbox.next(byMessage);
    expect(actions?.map(({ title }) => title)).toEqual([
      'a:1 2025-01-01',
      'a:1 2026-01-01',
      '3. b:1',
      '4. b:1',
    ]);
  });
});

const update = {
  title: 'Update the pin of redis:8?',
  summary: 'Built 2026-11-20, 12 days after yours. The user changes from `redis` to root.',
  before: { title: 'redis:8 now', text: 'user: redis\n' },
  after: { title: 'redis:8 then', text: 'user: root\n' },
  accept: 'Update Pin',
};

describe('a review', () => {
  it.each([true, false])('is answered in the editor: %j', async (answer) => {
    const { client, inbox } = editor({ 'seaworthy/review': () => answer });
    expect(await review(client, update, signal)).toBe(answer);
    expect(await inbox.next('seaworthy/review')).toEqual(update);
  });

  it.each<[string, unknown, boolean]>([
    ['that accepts', { title: 'Update Pin' }, true],
    ['that keeps', { title: 'Keep' }, false],
    ['that is none of ours', { title: 'Yes' }, false],
    ['that was not chosen', null, false],
  ])('is answered by a button %s in other editors', async (_, answer, isAccepted) => {
    const { client, inbox } = editor({ [byMessage]: () => answer }, false);
    expect(await review(client, update, signal)).toBe(isAccepted);
    expect(await inbox.next(byMessage)).toEqual({
      type: MessageType.Info,
      message: `${update.title}\n${update.summary}`,
      actions: [{ title: 'Update Pin' }, { title: 'Keep' }],
    });
  });

  it.each([true, false])('keeps the pin when the editor refuses to ask: %j', async (asksPeople) => {
    const { client } = editor({}, asksPeople);
    expect(await review(client, update, signal)).toBe(false);
  });

  it('shows no link that an image says of itself', async () => {
    const { client, inbox } = editor({ 'seaworthy/review': () => false });
    await review(client, { ...update, summary: 'From [here](command:evil)' }, signal);
    const { summary } = await inbox.next('seaworthy/review');
    expect(summary).toBe('From [here] (command:evil)');
  });
});

describe('a copy', () => {
  it('goes to the clipboard', async () => {
    const { client, inbox } = editor({ 'seaworthy/copy': () => null });
    await copy(client, 'sha256:0123', signal);
    expect(await inbox.next('seaworthy/copy')).toEqual({ text: 'sha256:0123' });
  });

  it('is shown to be copied by hand in other editors', async () => {
    const { client, inbox } = editor({}, false);
    await copy(client, 'sha256:0123', signal);
    expect(await inbox.next('window/showMessage')).toEqual({
      type: MessageType.Info,
      message: 'sha256:0123',
    });
  });
});

describe('a question that is cancelled', () => {
  it.each([
    ['a choice', 'seaworthy/choose', true],
    ['a choice by a message', byMessage, false],
  ] as const)('is not waited for, and the editor is told: %s', async (_, method, asksPeople) => {
    const told = deferred<undefined>();
    const never = deferred<unknown>();
    const { client, inbox } = editor(
      {
        [method]: (_params, token) => {
          token.onCancellationRequested(() => {
            told.resolve(undefined);
          });
          return never.promise;
        },
      },
      asksPeople,
    );
    const controller = new AbortController();
    const chosen = choose(client, tags, controller.signal);
    await inbox.next(method);
    controller.abort();
    expect(await chosen).toBeUndefined();
    await told.promise;
  });

  it('is not asked when it was cancelled before', async () => {
    const { client, inbox } = editor({ 'seaworthy/review': () => true });
    expect(await review(client, update, AbortSignal.abort())).toBe(false);
    expect(inbox.all('seaworthy/review')).toEqual([]);
  });
});
