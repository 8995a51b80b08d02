import { describe, expect, it } from 'vitest';
import { CompletionTriggerKind, type CompletionList } from 'vscode-languageserver';
import { ok } from '../../server/src/text/result.ts';
import { connect, modernClient, type LanguageClient } from '../support/language-client.ts';
import { partialRegistry } from '../support/registries.ts';

const uri = 'file:///project/Dockerfile';
const { Invoked, TriggerForIncompleteCompletions: Typing } = CompletionTriggerKind;

interface Typist {
  /** The tags that are offered behind the image, which is all that the file has. */
  readonly complete: (
    image: string,
    triggerKind: CompletionTriggerKind,
  ) => Promise<readonly string[]>;
  readonly client: LanguageClient;
  /** What the registry was asked, in order. */
  readonly asked: readonly string[];
}

async function typist(): Promise<Typist> {
  const asked: string[] = [];
  const registry = partialRegistry({
    firstTags: ({ repository }) => {
      asked.push(repository);
      return Promise.resolve(ok({ tags: [{ tag: 'mine' }], isPartial: false }));
    },
  });
  const client = await connect({ capabilities: modernClient }, { createRegistry: () => registry });
  let version = 1;
  client.open(uri, '');
  return {
    client,
    asked,
    async complete(image, triggerKind) {
      client.change(uri, ++version, { text: `FROM ${image}\n` });
      const list = await client.connection.sendRequest<CompletionList | null>(
        'textDocument/completion',
        {
          textDocument: { uri },
          position: { line: 0, character: 5 + image.length },
          context: { triggerKind },
        },
      );
      return list?.items.map(({ label }) => label) ?? [];
    },
  };
}

describe('what an editor completes while somebody types', () => {
  it('comes from the list of official images, and no registry is asked', async () => {
    const { complete, asked } = await typist();
    expect((await complete('python:3', Typing)).length).toBeGreaterThan(10);
    expect(await complete('team/app:1', Typing)).toEqual([]);
    expect(asked).toEqual([]);
  });

  it('has the tags of a repository whose completion the person has invoked before', async () => {
    const { complete, asked } = await typist();
    expect(await complete('team/app:', Invoked)).toEqual(['mine']);
    expect(await complete('team/app:m', Typing)).toEqual(['mine']);
    await complete('team/other:m', Typing);
    expect(asked).toEqual(['team/app', 'team/app']);
  });

  it('is not looked into either: nothing is asked about an item that is highlighted', async () => {
    const { client, complete, asked } = await typist();
    await complete('python:3', Typing);
    const item = { label: '3', data: { uri, name: 'python', tag: '3' } };
    expect(await client.connection.sendRequest('completionItem/resolve', item)).toEqual(item);
    expect(asked).toEqual([]);
  });
});
