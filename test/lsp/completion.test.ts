import { describe, expect, it } from 'vitest';
import type { CompletionItem, CompletionList, TextEdit } from 'vscode-languageserver';
import { CancellationTokenSource } from 'vscode-jsonrpc/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { registryError } from '../../server/src/registry/errors.ts';
import type { ImageRegistry } from '../../server/src/registry/image-registry.ts';
import type { ListedTag } from '../../server/src/registry/tag-source.ts';
import { officialTagsDate } from '../../server/src/rules/official-tags.ts';
import { fail, ok } from '../../server/src/text/result.ts';
import { deferred } from '../support/deferred.ts';
import {
  connect,
  modernClient,
  type ClientOptions,
  type LanguageClient,
} from '../support/language-client.ts';
import { otherDigest, sampleDigest } from '../support/pinning.ts';
import { partialRegistry } from '../support/registries.ts';

const dockerfile = 'file:///project/Dockerfile';
const composeFile = 'file:///project/compose.yaml';

interface Listing {
  readonly registry: ImageRegistry;
  /** The repositories whose tags were asked for. */
  readonly asked: readonly string[];
}

/** A registry that lists these tags for every image. */
function listing(tags: readonly ListedTag[], isPartial = false): Listing {
  const asked: string[] = [];
  const registry = partialRegistry({
    firstTags: ({ repository }) => {
      asked.push(repository);
      return Promise.resolve(ok({ tags, isPartial }));
    },
  });
  return { registry, asked };
}

/** A registry that cannot be reached. */
const unreachable = partialRegistry({
  firstTags: ({ registry }) => Promise.resolve(fail(registryError('unreachable', registry))),
});

function named(...tags: readonly string[]): readonly ListedTag[] {
  return tags.map((tag) => ({ tag }));
}

/** A registry that lists one tag when it is told to, or when it is no longer waited for. */
function slowListing() {
  const reached = deferred<undefined>();
  const aborted = deferred<undefined>();
  const released = deferred<undefined>();
  const registry = partialRegistry({
    firstTags: async (reference, signal) => {
      reached.resolve(undefined);
      signal.addEventListener('abort', () => {
        aborted.resolve(undefined);
      });
      await Promise.race([released.promise, aborted.promise]);
      return signal.aborted
        ? fail(registryError('cancelled', reference.registry))
        : ok({ tags: named('1.0'), isPartial: false });
    },
  });
  const release = (): void => {
    released.resolve(undefined);
  };
  return { registry, reached: reached.promise, aborted: aborted.promise, release };
}

function connected(registry: ImageRegistry, options: ClientOptions = {}): Promise<LanguageClient> {
  return connect({ capabilities: modernClient, ...options }, { createRegistry: () => registry });
}

/** What is offered at `|`, in a document that has everything else. */
function completeIn(
  client: LanguageClient,
  marked: string,
  uri = dockerfile,
  source = new CancellationTokenSource(),
): Promise<CompletionList | null> {
  const offset = marked.indexOf('|');
  const text = marked.replace('|', '');
  const languageId = uri === composeFile ? 'dockercompose' : 'dockerfile';
  client.open(uri, text, languageId);
  const position = TextDocument.create(uri, languageId, 1, text).positionAt(offset);
  const params = { textDocument: { uri }, position };
  return client.connection.sendRequest('textDocument/completion', params, source.token);
}

async function itemsIn(
  client: LanguageClient,
  marked: string,
  uri = dockerfile,
): Promise<readonly CompletionItem[]> {
  return (await completeIn(client, marked, uri))?.items ?? [];
}

function labels(items: readonly CompletionItem[]): readonly string[] {
  return items.map(({ label }) => label);
}

/** The text once an item is taken. */
function taken(marked: string, item: CompletionItem | undefined): string {
  const document = TextDocument.create('', '', 1, marked.replace('|', ''));
  return TextDocument.applyEdits(document, [item?.textEdit as TextEdit]);
}

describe('the tags that are offered', () => {
  it('are those of the registry in the order of people, which editors keep', async () => {
    const { registry, asked } = listing(
      named('3.9', '3.14', '3.14-slim', '3.13', 'latest', '3.15.0rc1'),
    );
    const items = await itemsIn(await connected(registry), 'FROM team/app:3.13|\n');
    expect(labels(items)).toEqual(['3.14', '3.13', '3.9', 'latest', '3.14-slim', '3.15.0rc1']);
    const sorted = items.toSorted((a, b) => ((a.sortText ?? '') < (b.sortText ?? '') ? -1 : 1));
    expect(labels(sorted)).toEqual(labels(items));
    expect(items.map(({ filterText }) => filterText)).toEqual(labels(items));
    expect(asked).toEqual(['team/app']);
  });

  it('prefer the variant that stands there', async () => {
    const { registry } = listing(named('3.14', '3.14-slim', '3.13-slim'));
    const items = await itemsIn(await connected(registry), 'FROM team/app:3.13-slim|\n');
    expect(labels(items)).toEqual(['3.14-slim', '3.13-slim', '3.14']);
  });

  it('tell what the registry tells of them', async () => {
    const sizes = [
      { platform: { os: 'linux', architecture: 'amd64' }, size: 45_200_000 },
      { platform: { os: 'linux', architecture: 'arm64', variant: 'v8' }, size: 44_000_000 },
    ];
    const pushedAt = Date.UTC(2026, 10, 12);
    const { registry } = listing([{ tag: '1.0', digest: sampleDigest, pushedAt, sizes }]);
    const [item] = await itemsIn(await connected(registry), 'FROM team/app:|\n');
    expect(item).toMatchObject({
      labelDetails: { description: '2026-11-12 · 45.2 MB · amd64, arm64/v8' },
      documentation: [
        'Pushed on 2026-11-12.',
        'linux/amd64: 45.2 MB compressed.',
        'linux/arm64/v8: 44.0 MB compressed.',
        `It stands for ${sampleDigest} now.`,
      ].join('\n'),
    });
    expect(item).not.toHaveProperty('data');
  });

  it('show no link, no line and no flood that a registry hides in a platform', async () => {
    const sizes = Array.from({ length: 40 }, (_, index) => ({
      platform: { os: `[a](command:b)\n${String(index)}`, architecture: 'x'.repeat(255) },
      size: 1000,
    }));
    const { registry } = listing([{ tag: '1.0', sizes }]);
    const [item] = await itemsIn(await connected(registry), 'FROM team/app:|\n');
    expect(item?.labelDetails?.description).toMatch(/, 36 more$/);
    expect(item?.documentation).toMatch(/\n28 more platforms\.$/);
    for (const text of [item?.labelDetails?.description, item?.documentation as string]) {
      expect(text).not.toContain('](');
      expect(Math.max(...(text ?? '').split('\n').map(({ length }) => length))).toBeLessThan(250);
    }
    expect(item?.labelDetails?.description).not.toContain('\n');
  });

  it('are asked for again while more are to come', async () => {
    const client = await connected(listing(named('1.0'), true).registry);
    expect(await completeIn(client, 'FROM team/app:|\n')).toMatchObject({ isIncomplete: true });
  });

  it('are complete when the registry has told all', async () => {
    const client = await connected(listing(named('1.0')).registry);
    expect(await completeIn(client, 'FROM team/app:|\n')).toMatchObject({ isIncomplete: false });
  });

  it('are a thousand of 100,000, and each of them is found by its letters', async () => {
    const tags = Array.from({ length: 100_000 }, (_, index) => `1.${String(index)}`);
    const client = await connected(listing(named(...tags)).registry);
    const first = await completeIn(client, 'FROM team/app:|\n');
    expect(first?.items).toHaveLength(1000);
    expect(first?.items[0]?.label).toBe('1.99999');
    expect(first?.isIncomplete).toBe(true);
    client.close(dockerfile);
    const items = await itemsIn(client, 'FROM team/app:1.471|\n');
    expect(labels(items)).toContain('1.471');
    expect(labels(items)).not.toContain('1.99999');
  });
});

describe('a tag that is taken', () => {
  it.each([
    ['FROM team/app:|\n', 'FROM team/app:2.0\n'],
    ['FROM team/app:1|.9 AS build\n', 'FROM team/app:2.0 AS build\n'],
    ['FROM localhost:5000/app:1| \\\n  AS a\n', 'FROM localhost:5000/app:2.0 \\\n  AS a\n'],
    ['FROM a\nCOPY --from=team/app:1| /x /\n', 'FROM a\nCOPY --from=team/app:2.0 /x /\n'],
    ['ARG BASE=team/app:1|\nFROM ${BASE}\n', 'ARG BASE=team/app:2.0\nFROM ${BASE}\n'],
  ])('takes the place of the written one: %j', async (marked, expected) => {
    const [item] = await itemsIn(await connected(listing(named('2.0')).registry), marked);
    expect(taken(marked, item)).toBe(expected);
  });

  it.each([
    ['team/app:1|', 'team/app:2.0'],
    ['team/app:|', 'team/app:2.0'],
    ['"team/app:|"', '"team/app:2.0"'],
    ["'team/app:1|.9'", "'team/app:2.0'"],
    ['${IMAGE:-team/app:1|}', '${IMAGE:-team/app:2.0}'],
  ])('takes its place in a Compose file: %s', async (image, expected) => {
    const service = (written: string): string =>
      `services:\n  a:\n    image: ${written}\n    read_only: true\n`;
    const client = await connected(listing(named('2.0')).registry);
    const [item] = await itemsIn(client, service(image), composeFile);
    expect(taken(service(image), item)).toBe(service(expected));
  });

  it.each<[string, ListedTag, string]>([
    ['with that of the new tag', { tag: '2.0', digest: otherDigest }, `:2.0@${otherDigest}`],
    ['with the tag, where that of the new one is not told', { tag: '2.0' }, ':2.0'],
    ['not at all, when nothing else is chosen', { tag: '1.9' }, `:1.9@${sampleDigest}`],
  ])('replaces a digest behind it %s', async (_, tag, expected) => {
    const marked = `FROM team/app:1.9|@${sampleDigest}\n`;
    const [item] = await itemsIn(await connected(listing([tag]).registry), marked);
    expect(taken(marked, item)).toBe(`FROM team/app${expected}\n`);
  });
});

describe('where no registry may be asked', () => {
  it.each<[string, ClientOptions]>([
    ['registries are disabled', { settings: { registry: { enabled: false } } }],
    ['the workspace is not trusted', { initializationOptions: { isTrusted: false } }],
    ['completion may not ask', { settings: { completion: { askRegistries: false } } }],
  ])('because %s, official images have the tags of a dated list', async (_, options) => {
    const { registry, asked } = listing(named('1.0'));
    const client = await connected(registry, options);
    const list = await completeIn(client, 'FROM python:3.14|\n');
    expect(list?.isIncomplete).toBe(false);
    expect(list?.items[0]).toMatchObject({
      labelDetails: { description: `official on ${officialTagsDate}` },
    });
    expect(labels(list?.items ?? [])).toContain('3.14-slim');
    expect(await completeIn(client, 'FROM team/app:|\n', 'file:///b/Dockerfile')).toBeNull();
    const [item] = list?.items ?? [];
    expect(await client.connection.sendRequest('completionItem/resolve', item)).toEqual(item);
    expect(asked).toEqual([]);
  });
});

describe('nothing is asked and offered', () => {
  it.each([
    ['in a name', 'FROM pyth|on:3\n'],
    ['behind a name', 'FROM python|\n'],
    ['in what may be a port', 'FROM localhost:50|\n'],
    ['in a digest', `FROM team/app:1@sha256:|${'a'.repeat(64)}\n`],
    ['in another instruction', 'FROM a\nRUN echo team/app:|\n'],
    ['in a comment', '# FROM team/app:|\nFROM a\n'],
    ['at a stage', 'FROM a AS builder\nFROM bui|lder\n'],
  ])('%s', async (_, marked) => {
    const { registry, asked } = listing(named('1.0'));
    expect(await completeIn(await connected(registry), marked)).toBeNull();
    expect(asked).toEqual([]);
  });

  it('in a document that is not ours', async () => {
    const { registry, asked } = listing(named('1.0'));
    const client = await connected(registry);
    client.open('file:///notes.md', 'FROM team/app:', 'markdown');
    const position = { line: 0, character: 14 };
    for (const uri of ['file:///notes.md', 'file:///closed/Dockerfile']) {
      const params = { textDocument: { uri }, position };
      expect(await client.connection.sendRequest('textDocument/completion', params)).toBeNull();
    }
    expect(asked).toEqual([]);
  });
});

describe('a registry that does not tell', () => {
  it('leaves the list of official images, and the reason in the log alone', async () => {
    const client = await connected(unreachable);
    const list = await completeIn(client, 'FROM python:|\n');
    expect(list).toMatchObject({ isIncomplete: false });
    expect(labels(list?.items ?? [])).toContain('slim');
    expect(await client.inbox.next('window/logMessage')).toMatchObject({
      message: expect.stringMatching(/^Could not look at `python`: docker\.io /) as unknown,
    });
    expect(client.inbox.all('window/showMessage')).toEqual([]);
  });

  it('leaves nothing for other images', async () => {
    const client = await connected(unreachable);
    expect(await completeIn(client, 'FROM team/app:|\n')).toBeNull();
  });
});

describe('a registry that is slow', () => {
  it('is left when the client no longer wants the answer', async () => {
    const { registry, reached, aborted } = slowListing();
    const source = new CancellationTokenSource();
    const asked = completeIn(await connected(registry), 'FROM python:|\n', dockerfile, source);
    await reached;
    source.cancel();
    await aborted;
    expect(await asked).toBeNull();
  });

  it('keeps nobody from typing: diagnostics come while it is waited for', async () => {
    const { registry, reached, release } = slowListing();
    const client = await connected(registry);
    const asked = completeIn(client, 'FROM team/app:|\n');
    await reached;
    client.change(dockerfile, 2, { text: 'FROM redis\n' });
    expect(await client.pull(dockerfile)).toMatchObject({ items: [{ code: 'image-no-tag' }] });
    release();
    expect(await asked).toBeNull();
  });

  it('offers its tags when it answers in the end', async () => {
    const { registry, reached, release } = slowListing();
    const client = await connected(registry);
    const asked = completeIn(client, 'FROM team/app:|\n');
    await reached;
    release();
    expect(labels((await asked)?.items ?? [])).toEqual(['1.0']);
  });
});
