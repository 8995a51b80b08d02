import { describe, expect, it } from 'vitest';
import type { CompletionItem, CompletionList } from 'vscode-languageserver';
import type { IndexEntry } from '../../server/src/registry/image-source.ts';
import type { ImageRegistry } from '../../server/src/registry/image-registry.ts';
import { ok } from '../../server/src/text/result.ts';
import { details, layer } from '../analysis/images.ts';
import { connect, modernClient, type LanguageClient } from '../support/language-client.ts';
import { sampleDigest } from '../support/pinning.ts';
import { partialRegistry } from '../support/registries.ts';

const uri = 'file:///project/Dockerfile';
const built = Date.UTC(2026, 10, 12);

/** An index for these architectures of Linux. */
function index(...architectures: readonly string[]): IndexEntry {
  return {
    kind: 'index',
    digest: sampleDigest,
    mediaType: 'application/vnd.oci.image.index.v1+json',
    annotations: new Map(),
    attestations: [],
    images: architectures.map((architecture) => ({
      digest: sampleDigest,
      platform: { os: 'linux', architecture },
      annotations: new Map(),
    })),
  };
}

/** A client with the tag `1.0`, of which the list tells nothing but the name. */
async function offered(
  parts: Partial<ImageRegistry>,
): Promise<{ readonly client: LanguageClient; readonly item: CompletionItem }> {
  const registry = partialRegistry({
    firstTags: () => Promise.resolve(ok({ tags: [{ tag: '1.0' }], isPartial: false })),
    ...parts,
  });
  const client = await connect({ capabilities: modernClient }, { createRegistry: () => registry });
  client.open(uri, 'FROM team/app:\n');
  const list = await client.connection.sendRequest<CompletionList>('textDocument/completion', {
    textDocument: { uri },
    position: { line: 0, character: 14 },
  });
  const [item] = list.items;
  if (item === undefined) throw new Error('nothing is offered');
  return { client, item };
}

function resolve({ connection }: LanguageClient, item: CompletionItem): Promise<CompletionItem> {
  return connection.sendRequest('completionItem/resolve', item);
}

describe('a tag that a person looks at', () => {
  it('is told of by its index and the image that most people pull', async () => {
    const asked: string[] = [];
    const { client, item } = await offered({
      entry: ({ repository }, version) => {
        asked.push(`${repository} ${version}`);
        return Promise.resolve(ok(index('amd64', 'arm64')));
      },
      details: (_, version) => {
        asked.push(version);
        const layers = [layer('a', 40_000_000), layer('b', 5_200_000)];
        return Promise.resolve(ok(details({ created: built, layers })));
      },
    });
    expect(item).not.toHaveProperty('documentation');
    expect(asked).toEqual([]);
    expect(await resolve(client, item)).toEqual({
      ...item,
      documentation: [
        'Built on 2026-11-12.',
        'linux/amd64: 45.2 MB compressed.',
        'For linux/amd64, linux/arm64.',
        `It stands for ${sampleDigest} now.`,
      ].join('\n'),
    });
    expect(asked).toEqual(['team/app 1.0', sampleDigest]);
  });

  it('is told of without a platform where the image does not say it', async () => {
    const image = details({ platform: undefined, layers: [layer('a', 1_500_000)] });
    const { client, item } = await offered({
      entry: () => Promise.resolve(ok({ ...image.manifest, digest: sampleDigest })),
      details: () => Promise.resolve(ok(image)),
    });
    expect((await resolve(client, item)).documentation).toBe(
      `1.5 MB compressed.\nIt stands for ${sampleDigest} now.`,
    );
  });

  it('is told of by what is known where the image itself is refused', async () => {
    const { client, item } = await offered({
      entry: () => Promise.resolve(ok(index('amd64'))),
    });
    expect((await resolve(client, item)).documentation).toBe(
      `For linux/amd64.\nIt stands for ${sampleDigest} now.`,
    );
  });

  it('has a bearable number of platforms, as plain text', async () => {
    const evil = Array.from({ length: 40 }, (_, count) => `[${String(count)}](http://a)\u202e\n`);
    const { client, item } = await offered({
      entry: () => Promise.resolve(ok(index(...evil))),
    });
    const { documentation } = await resolve(client, item);
    expect(documentation).toMatch(/^For linux\/\[0\] \(http:\/\/a\), .+, 28 more\.\nIt stands /);
    expect(documentation).not.toMatch(/\]\(|\u202e/);
  });
});

describe('an item stays as it is', () => {
  it('when the registry refuses its manifests', async () => {
    const { client, item } = await offered({});
    expect(await resolve(client, item)).toEqual(item);
    expect(client.inbox.all('window/showMessage')).toEqual([]);
  });

  it.each<[string, (client: LanguageClient) => void]>([
    [
      'registries may no longer be asked',
      (client) => {
        client.changeSettings({ registry: { enabled: false } });
      },
    ],
    [
      'completion may no longer ask',
      (client) => {
        client.changeSettings({ completion: { askRegistries: false } });
      },
    ],
    [
      'its document is closed',
      (client) => {
        client.close(uri);
      },
    ],
  ])('when %s', async (_, change) => {
    const asked: string[] = [];
    const { client, item } = await offered({
      entry: (_, version) => {
        asked.push(version);
        return Promise.resolve(ok(index('amd64')));
      },
    });
    change(client);
    expect(await resolve(client, item)).toEqual(item);
    expect(asked).toEqual([]);
  });

  it.each([
    [undefined],
    [null],
    ['text'],
    [{}],
    [{ uri, name: 'team/app' }],
    [{ uri, name: 7, tag: '1.0' }],
    [{ uri, name: 'team/app', tag: 'no tag' }],
    [{ uri, name: '../app', tag: '1.0' }],
  ])('when its data is not ours: %j', async (data) => {
    const { client } = await offered({});
    const item = { label: 'of another server', ...(data !== undefined && { data }) };
    expect(await resolve(client, item)).toEqual(item);
  });
});
