import { describe, expect, it } from 'vitest';
import { MessageType } from 'vscode-languageserver';
import type { Digest } from '../../server/src/reference/digest.ts';
import { registryError } from '../../server/src/registry/errors.ts';
import type { ImageRegistry } from '../../server/src/registry/image-registry.ts';
import type { ImageDetails, ImageEntry } from '../../server/src/registry/image-source.ts';
import { fail, ok } from '../../server/src/text/result.ts';
import { deferred } from '../support/deferred.ts';
import type { LanguageClient } from '../support/language-client.ts';
import { matching } from '../support/matching.ts';
import { partialRegistry } from '../support/registries.ts';
import { today } from '../support/rule-examples.ts';
import { openWorkspace, type SampleEditor } from '../support/sample-editor.ts';

const updateWorkspace = 'seaworthy.updatePinsInWorkspace';
const updateDocument = 'seaworthy.updatePinsInDocument';
const showMessage = 'window/showMessage';
const applyEdit = 'workspace/applyEdit';
const root = 'file:///project';
const uri = `${root}/Dockerfile`;
const mediaType = 'application/vnd.oci.image.index.v1+json';

const digestOf = (digit: string): Digest => `sha256:${digit.repeat(64)}`;
const old = digestOf('0');
const current = digestOf('1');

/** An index with one image, which two indexes may share. */
function index(digest: Digest, image: Digest): ImageEntry {
  const platform = { os: 'linux', architecture: 'amd64' };
  const images = [{ digest: image, platform, annotations: new Map<string, string>() }];
  return { kind: 'index', digest, mediaType, annotations: new Map(), images, attestations: [] };
}

/** A registry whose tags all stand for `current`, with other images than before. */
function registry(parts: Partial<ImageRegistry> = {}): ImageRegistry {
  return partialRegistry({
    resolve: () => Promise.resolve(ok({ digest: current, mediaType, resolvedAt: 0 })),
    entry: (_reference, version) =>
      Promise.resolve(ok(index(version as Digest, version as Digest))),
    ...parts,
  });
}

async function workspace(
  files: Readonly<Record<string, string>>,
  images: ImageRegistry = registry(),
  settings: unknown = null,
): Promise<{ readonly client: LanguageClient; readonly editor: SampleEditor }> {
  return openWorkspace(files, undefined, { settings }, { createRegistry: () => images });
}

describe('updating the pins of the workspace', () => {
  it('moves each to what its tag stands for now, by one edit that says from where to where', async () => {
    const { client, editor } = await workspace({
      Dockerfile: `FROM redis:8@${old}\nFROM redis:8@${current}\n`,
      'compose.yaml': 'services:\n  db:\n    image: ${DB}\n',
      '.env': `DB=redis:8@${old}\n`,
    });
    expect(await client.execute(updateWorkspace)).toBeNull();
    expect(editor.texts.get(uri)).toBe(`FROM redis:8@${current}\nFROM redis:8@${current}\n`);
    expect(editor.texts.get(`${root}/.env`)).toBe(`DB=redis:8@${current}\n`);
    const [applied, ...more] = client.inbox.all(applyEdit);
    expect(more).toEqual([]);
    expect(applied).toMatchObject({ label: 'Update pins' });
    expect(Object.values(applied?.edit.changeAnnotations ?? {})).toEqual([
      {
        label: 'redis:8',
        description: 'digest 111111111111 in place of 000000000000',
        needsConfirmation: true,
      },
    ]);
    expect(await client.inbox.next(showMessage)).toEqual({
      type: MessageType.Info,
      message: matching(/^Updated 2 of 3 pins in 2 files; 1 is what its tag stands for now\.$/),
    });
  });

  it('leaves what changed meanwhile', async () => {
    const reached = deferred<undefined>();
    const released = deferred<undefined>();
    const images = registry({
      resolve: async () => {
        reached.resolve(undefined);
        await released.promise;
        return ok({ digest: current, mediaType, resolvedAt: 0 });
      },
    });
    const { client, editor } = await workspace({ Dockerfile: `FROM redis:8@${old}\n` }, images);
    const executed = client.execute(updateWorkspace);
    await reached.promise;
    editor.texts.set(uri, `FROM redis:7@${old}\n`);
    released.resolve(undefined);
    await executed;
    expect(client.inbox.all(applyEdit)).toEqual([]);
    expect(await client.inbox.next(showMessage)).toMatchObject({
      type: MessageType.Warning,
      message: matching(/they changed meanwhile: `Dockerfile`\. Try again\.$/),
    });
  });
});

describe('updating the pins of a file', () => {
  async function opened(
    text: string,
    images: ImageRegistry = registry(),
    settings: unknown = null,
  ): ReturnType<typeof workspace> {
    const result = await workspace({ Dockerfile: text }, images, settings);
    result.client.open(uri, text);
    return result;
  }

  it('needs no preview, as one file is easy to look over', async () => {
    const { client } = await opened(`FROM redis:8@${old}\n`);
    await client.execute(updateDocument, uri);
    const { edit, metadata } = await client.inbox.next(applyEdit);
    expect(edit).toEqual({
      documentChanges: [
        {
          textDocument: { uri, version: 1 },
          edits: [
            {
              range: { start: { line: 0, character: 12 }, end: { line: 0, character: 84 } },
              newText: `@${current}`,
            },
          ],
        },
      ],
    });
    expect(metadata).toBeUndefined();
  });

  it('moves no pin to the same images in another index', async () => {
    const image = digestOf('a');
    const { client } = await opened(
      `FROM redis:8@${old}\n`,
      registry({ entry: (_, version) => Promise.resolve(ok(index(version as Digest, image))) }),
    );
    await client.execute(updateDocument, uri);
    expect(client.inbox.all(applyEdit)).toEqual([]);
    expect(await client.inbox.next(showMessage)).toMatchObject({
      message: matching(/only attestations or annotations changed.*: `redis:8`\.$/s),
    });
  });

  it('moves pins of a registry that shows no manifests', async () => {
    const entry: ImageRegistry['entry'] = () =>
      Promise.resolve(fail(registryError('denied', 'docker.io')));
    const { client } = await opened(`FROM redis:8@${old}\n`, registry({ entry }));
    await client.execute(updateDocument, uri);
    expect(client.inbox.all(applyEdit)).toHaveLength(1);
  });

  it.each<[string, number, number]>([
    ['waits until an image is old enough', 2, 0],
    ['takes one that is old enough', 3, 1],
  ])('%s', async (_, age, edits) => {
    const created = Date.parse(today) - age * 24 * 60 * 60_000;
    const details: ImageRegistry['details'] = () =>
      Promise.resolve(ok({ created } as ImageDetails));
    const { client } = await opened(`FROM redis:8@${old}\n`, registry({ details }), {
      pin: { minimumAge: 3 },
    });
    await client.execute(updateDocument, uri);
    await client.inbox.next(showMessage);
    expect(client.inbox.all(applyEdit)).toHaveLength(edits);
  });

  it('says why when the age is needed and cannot be told', async () => {
    const { client } = await opened(`FROM redis:8@${old}\n`, registry(), {
      pin: { minimumAge: 3 },
    });
    await client.execute(updateDocument, uri);
    expect(client.inbox.all(applyEdit)).toEqual([]);
    expect(await client.inbox.next(showMessage)).toMatchObject({
      type: MessageType.Warning,
      message: matching(/`redis:8/),
    });
  });

  it('says that a document is none of ours', async () => {
    const { client } = await opened(`FROM redis:8@${old}\n`);
    await client.execute(updateDocument, `${root}/notes.md`);
    expect(await client.inbox.next(showMessage)).toEqual({
      type: MessageType.Error,
      message: 'There is no pin to update: this file is neither a Dockerfile nor a Compose file.',
    });
  });
});
