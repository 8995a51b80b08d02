import { describe, expect, it } from 'vitest';
import { CodeActionKind, type CodeAction } from 'vscode-languageserver';
import type { Answers } from '../support/inbox.ts';
import {
  connect,
  modernClient,
  type ClientOptions,
  type LanguageClient,
} from '../support/language-client.ts';

const uri = 'file:///project/compose.yaml';
const showMessage = 'window/showMessage';
const applyEdit = 'workspace/applyEdit';

const text = [
  'services:',
  '  db:',
  '    image: team/db:1.4',
  '    read_only: ${FROZEN:-false}',
  '',
  '  # the shop',
  '  web:',
  '    image: team/web:2.0',
  '    cap_drop: [NET_RAW]',
  '',
  'volumes:',
  '  data:',
  '',
].join('\n');

const title = /^Add the recommended hardening to `(\w+)` \(review\)$/;

async function opened(
  answers: Answers = {},
  options: ClientOptions = { initializationOptions: { asksPeople: true } },
  document = text,
): Promise<LanguageClient> {
  const client = await connect({ capabilities: modernClient, answers, ...options });
  client.open(uri, document, 'dockercompose');
  return client;
}

async function actionsAt(client: LanguageClient, line: number): Promise<readonly CodeAction[]> {
  const at = { line, character: 4 };
  return (await client.actions(uri, { start: at, end: at })).filter((action) =>
    title.test(action.title),
  );
}

/** Chooses the action for `web`; ends when all that follows from it is done. */
async function choose(client: LanguageClient): Promise<void> {
  const [action] = await actionsAt(client, 6);
  const { command = '', arguments: args = [] } = action?.command ?? {};
  expect(await client.execute(command, ...(args as readonly unknown[]))).toBeNull();
}

describe('the hardening of a service', () => {
  it.each([
    [0, []],
    [1, ['db']],
    [3, ['db']],
    [5, ['db']],
    [6, ['web']],
    [8, ['web']],
    [10, []],
    [11, []],
  ])('is offered in its lines: line %i', async (line, services) => {
    const client = await opened();
    const actions = await actionsAt(client, line);
    expect(actions.map((action) => title.exec(action.title)?.[1])).toEqual(services);
    for (const { kind, isPreferred } of actions)
      expect([kind, isPreferred]).toEqual([CodeActionKind.RefactorRewrite, undefined]);
  });

  it('is not offered where nothing is missing or can be written', async () => {
    const client = await opened({}, {}, 'services:\n  web: {image: team/web:2.0}\n');
    expect(await actionsAt(client, 1)).toEqual([]);
  });

  it('is shown beside the file as it is before anything happens', async () => {
    const client = await opened({ 'seaworthy/review': () => false });
    await choose(client);
    const review = await client.inbox.next('seaworthy/review');
    expect(review).toMatchObject({
      title: 'Add the recommended hardening to `web`?',
      accept: 'Add Hardening',
      before: { title: 'web as it is', text },
    });
    expect(review.summary).toMatch(/^This would drop all capabilities, .*try it before/);
    expect(review.after.text).toContain('    cap_drop: [NET_RAW, ALL]\n');
    expect(client.inbox.all(applyEdit)).toEqual([]);
    expect(client.inbox.all(showMessage)).toEqual([]);
  });

  it('says what it leaves to the person', async () => {
    const client = await opened({ 'seaworthy/review': () => false });
    const [action] = await actionsAt(client, 1);
    await client.execute(action?.command?.command ?? '', action?.command?.arguments?.[0]);
    const { summary } = await client.inbox.next('seaworthy/review');
    expect(summary).toMatch(/It leaves to you .*: make the root file system read-only\./);
  });

  it('is one change once the person agrees', async () => {
    const client = await opened({ 'seaworthy/review': () => true });
    await choose(client);
    const [{ label, edit } = {}] = client.inbox.all(applyEdit);
    expect(label).toBe('Harden web');
    expect(edit).toMatchObject({
      documentChanges: [
        {
          textDocument: { uri, version: 1 },
          edits: [
            { newText: expect.stringMatching(/^security_opt:\n/) as string },
            {
              range: { start: { line: 8, character: 22 }, end: { line: 8, character: 22 } },
              newText: ', ALL',
            },
          ],
        },
      ],
    });
    expect(client.inbox.all(applyEdit)).toHaveLength(1);
  });
});

describe('an editor that knows LSP alone', () => {
  const annotating: ClientOptions = {
    capabilities: {
      ...modernClient,
      workspace: {
        ...modernClient.workspace,
        workspaceEdit: { documentChanges: true, changeAnnotationSupport: {} },
      },
    },
  };

  it('shows the changes in its own preview', async () => {
    const client = await opened({}, annotating);
    await choose(client);
    const { edit } = await client.inbox.next(applyEdit);
    const [annotation] = Object.values(edit.changeAnnotations ?? {});
    expect(annotation).toMatchObject({ label: 'Harden web', needsConfirmation: true });
    expect(annotation?.description).toMatch(/^drop all capabilities, /);
  });

  it('may be left without a word', async () => {
    const client = await opened({ [applyEdit]: () => ({ applied: false }) }, annotating);
    await choose(client);
    expect(client.inbox.all(showMessage)).toEqual([]);
  });

  it('tells why it made no change', async () => {
    const refusal = { applied: false, failureReason: 'read-only' };
    const client = await opened({ [applyEdit]: () => refusal }, annotating);
    await choose(client);
    expect(await client.inbox.next(showMessage)).toMatchObject({
      message: 'Nothing was changed: the editor did not make the change (read-only).',
    });
  });

  it('asks with two buttons where it has no preview', async () => {
    const asked: Answers = { 'window/showMessageRequest': () => ({ title: 'Add Hardening' }) };
    const client = await opened(asked, {});
    await choose(client);
    expect(client.inbox.all(applyEdit)).toHaveLength(1);
    const { message, actions } = await client.inbox.next('window/showMessageRequest');
    expect(message).toMatch(/^Add the recommended hardening to `web`\?\nThis would /);
    expect(actions?.map((button) => button.title)).toEqual(['Add Hardening', 'Keep']);
  });
});

describe('a file that changes', () => {
  const changed = 'Nothing was changed because the file has changed. Try again.';

  it('before the action is chosen is left alone', async () => {
    const client = await opened();
    const [action] = await actionsAt(client, 6);
    client.change(uri, 2, { text: `# new\n${text}` });
    await client.execute(action?.command?.command ?? '', action?.command?.arguments?.[0]);
    expect(await client.inbox.next(showMessage)).toMatchObject({ message: changed });
    expect(client.inbox.all('seaworthy/review')).toEqual([]);
  });

  it('while the person reads is left alone', async () => {
    const client = await opened({
      'seaworthy/review': async () => {
        client.change(uri, 2, { text: `# new\n${text}` });
        await client.pull(uri);
        return true;
      },
    });
    await choose(client);
    expect(client.inbox.all(applyEdit)).toEqual([]);
    expect(await client.inbox.next(showMessage)).toMatchObject({ message: changed });
  });
});

it.each([{}, { kind: 'harden' }, { kind: 'pin', uri, version: 1, start: 0 }, undefined])(
  'what is no action of ours is refused: %j',
  async (argument) => {
    const client = await opened();
    await expect(client.execute('seaworthy.changeService', argument)).rejects.toThrow(
      'cannot be run with these arguments',
    );
  },
);
