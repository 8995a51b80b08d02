import { describe, expect, it } from 'vitest';
import {
  LSPErrorCodes,
  type ClientCapabilities,
  type CodeAction,
  type TextDocumentEdit,
  type TextEdit,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { ImageRegistry } from '../../server/src/registry/image-registry.ts';
import { registryError } from '../../server/src/registry/errors.ts';
import { fail } from '../../server/src/text/result.ts';
import { connect, modernClient, type LanguageClient } from '../support/language-client.ts';
import { matching } from '../support/matching.ts';
import { sampleDigest } from '../support/pinning.ts';
import { partialRegistry } from '../support/registries.ts';
import { digestOf, imageRegistry } from '../support/sample-images.ts';
import { actionOf, run, uri, wholeFile } from './image-client.ts';

const composeUri = 'file:///project/compose.yaml';

/** A client that has its edits made by commands. */
const commandClient: ClientCapabilities = {
  workspace: { workspaceEdit: { documentChanges: true } },
};
const clients = [
  ['a client that resolves edits', modernClient],
  ['a client that does not', commandClient],
] as const;

async function opened(
  text: string,
  registry: ImageRegistry = partialRegistry({}),
  capabilities = modernClient,
  name = uri,
): Promise<LanguageClient> {
  const client = await connect({ capabilities }, { createRegistry: () => registry });
  client.open(name, text, name === composeUri ? 'dockercompose' : 'dockerfile');
  return client;
}

/** The actions on images beside pinning them. */
async function imageActions(client: LanguageClient, name = uri): Promise<readonly CodeAction[]> {
  const actions = await client.actions(name, wholeFile);
  return actions.filter(({ title }) => /^(?:Use the|Look for|Update|Unpin|Copy|Put)/.test(title));
}

async function titlesIn(text: string, name = uri): Promise<readonly string[]> {
  const actions = await imageActions(await opened(text, undefined, undefined, name), name);
  return actions.map(({ title }) => title);
}

/** The text once the action is chosen; undefined when the client was given no edit. */
async function chosen(
  client: LanguageClient,
  text: string,
  title: RegExp,
  name = uri,
): Promise<string | undefined> {
  const action = await actionOf(client, title, name);
  if (action.command !== undefined) await run(client, action);
  const edit =
    action.command === undefined
      ? (await client.resolve(action)).edit
      : client.inbox.all('workspace/applyEdit').at(-1)?.edit;
  if (edit === undefined) return undefined;
  const [change, ...more] = edit.documentChanges as TextDocumentEdit[];
  expect(more).toEqual([]);
  expect(change?.textDocument).toEqual({ uri: name, version: 1 });
  return TextDocument.applyEdits(
    TextDocument.create(name, '', 1, text),
    change?.edits as TextEdit[],
  );
}

describe('the actions on an image', () => {
  const pin = `@${sampleDigest}`;

  it.each<[string, string, readonly string[]]>([
    [
      'without a tag',
      'FROM redis\n',
      [
        'Use the most descriptive tag of redis and pin it',
        'Use the most descriptive tag of redis',
        'Look for smaller variants of redis…',
      ],
    ],
    [
      'whose tag says version and system',
      'FROM team/app:3.14.1-trixie\n',
      ['Look for smaller variants of team/app:3.14.1-trixie…'],
    ],
    [
      'of the smallest kind',
      'FROM team/app:alpine\n',
      [
        'Use the most descriptive tag of team/app:alpine and pin it',
        'Use the most descriptive tag of team/app:alpine',
      ],
    ],
    [
      'that is pinned',
      `FROM team/app:3.14${pin}\n`,
      [
        'Update the pin of team/app:3.14…',
        'Look for smaller variants of team/app:3.14…',
        'Unpin team/app:3.14',
        'Copy the digest of team/app:3.14',
      ],
    ],
    [
      'that is pinned without a tag, so that nothing can be followed',
      `FROM redis${pin}\n`,
      ['Unpin redis (it then means redis:latest)', 'Copy the digest of redis'],
    ],
    [
      'that text and variables make together',
      'ARG V=3.14\nFROM python:${V}\n',
      ['Put `python:3.14` into one variable, `PYTHON_IMAGE`, which can be pinned'],
    ],
    [
      'whose tag is not written in one piece, so that no other can stand in its place',
      `FROM redis:\\\n8\nCOPY --from=team/app:3.\\\n14${pin} / /\n`,
      [
        'Update the pin of team/app:3.14…',
        'Unpin team/app:3.14',
        'Copy the digest of team/app:3.14',
      ],
    ],
    ['that is not known', 'ARG V\nFROM python:${V}\n', []],
    ['that is a stage', 'FROM scratch AS redis\nFROM redis\n', []],
  ])('%s', async (_, text, expected) => {
    expect(await titlesIn(text)).toEqual(expected);
  });

  it('of a Compose file are the same', async () => {
    const text = `services:\n  a:\n    image: team/app:3.14${pin}\n`;
    expect(await titlesIn(text, composeUri)).toContain('Unpin team/app:3.14');
  });

  it.each(['FROM redis\n', `FROM redis:8${pin}\n`, 'ARG V=8\nFROM redis:$V\n'])(
    'are never preferred, as each of them is a choice: %j',
    async (text) => {
      const actions = await imageActions(await opened(text));
      expect(actions.length).toBeGreaterThan(0);
      for (const action of actions) expect(action).not.toHaveProperty('isPreferred');
    },
  );

  it.each<[string, readonly string[]]>([
    ['quickfix', ['Update the pin of redis:8…', 'Look for smaller variants of redis:8…']],
    ['refactor', ['Unpin redis:8', 'Copy the digest of redis:8']],
    ['refactor.rewrite', ['Unpin redis:8', 'Copy the digest of redis:8']],
    ['refactor.extract', []],
  ])('are told apart by kind: %s', async (only, expected) => {
    const client = await opened(`FROM redis:8${pin}\n`);
    const actions = await client.actions(uri, wholeFile, { only: [only] });
    expect(actions.map(({ title }) => title)).toEqual(expected);
  });

  it('have titles that fit a menu', async () => {
    const name = `registry.example.com/${'long/'.repeat(40)}name:1`;
    const titles = [
      ...(await titlesIn(`FROM ${name}\n`)),
      ...(await titlesIn(`FROM ${name}${pin}\n`)),
    ];
    expect(titles.length).toBeGreaterThan(4);
    for (const title of titles) expect(title.length).toBeLessThan(140);
  });

  it('are only where the image is', async () => {
    const client = await opened(`FROM redis:8${pin}\nUSER app\n`);
    const user = { start: { line: 1, character: 0 }, end: { line: 1, character: 4 } };
    expect(await client.actions(uri, user)).toEqual([]);
  });
});

describe.each(clients)('for %s', (_, capabilities) => {
  it.each([
    [`# why\r\nFROM python:3.14@${sampleDigest} AS a\r\n`, '# why\r\nFROM python:3.14 AS a\r\n'],
    [`ARG B=python:3@${sampleDigest}\nFROM $B\n`, 'ARG B=python:3\nFROM $B\n'],
    [`FROM python@${sampleDigest}`, 'FROM python'],
  ])('unpinning leaves what was there before the pin: %j', async (text, expected) => {
    const client = await opened(text, undefined, capabilities);
    expect(await chosen(client, text, /^Unpin /)).toBe(expected);
  });

  it('unpinning asks no registry, so that it needs no leave to', async () => {
    const text = `FROM python:3.14@${sampleDigest}\n`;
    const client = await connect(
      { capabilities, settings: { registry: { enabled: false } } },
      // There is no registry: asking one fails.
    );
    client.open(uri, text);
    expect(await chosen(client, text, /^Unpin /)).toBe('FROM python:3.14\n');
  });

  const registry = imageRegistry({
    latest: 'newest',
    '3': 'newest',
    '3.14.1': 'newest',
    '3.14.1-trixie': 'newest',
    '3.13.9-trixie': 'older',
  });

  it.each([
    ['FROM team/app\n', 'FROM team/app:3.14.1-trixie\n'],
    ['FROM team/app:latest AS a\n', 'FROM team/app:3.14.1-trixie AS a\n'],
    ['ARG B=team/app:3\nFROM ${B}\n', 'ARG B=team/app:3.14.1-trixie\nFROM ${B}\n'],
  ])('the most descriptive tag of the same image is found: %j', async (text, expected) => {
    const client = await opened(text, registry, capabilities);
    expect(await chosen(client, text, /^Use the most descriptive tag of \S+$/)).toBe(expected);
  });

  it('the most descriptive tag is taken with its digest where that is wanted', async () => {
    const text = 'FROM team/app:latest\n';
    const client = await opened(text, registry, capabilities);
    expect(await chosen(client, text, /^Use the most descriptive tag of \S+ and pin it$/)).toBe(
      `FROM team/app:3.14.1-trixie@${digestOf('newest')}\n`,
    );
  });

  it('a reference in parts gets one variable, which can then be pinned', async () => {
    const text = 'ARG V=3.14\nFROM team/app:${V}-slim\n';
    const after = 'ARG V=3.14\nARG APP_IMAGE=team/app:3.14-slim\nFROM ${APP_IMAGE}\n';
    const images = imageRegistry({ '3.14-slim': 'slim' });
    const client = await opened(text, images, capabilities);
    expect(await chosen(client, text, /^Put `team\/app:3\.14-slim` into one variable/)).toBe(after);
    expect(await client.inbox.next('window/showMessage')).toMatchObject({
      message: matching(/^`V` no longer chooses this image, .+ must set `APP_IMAGE` to the whole/),
    });
    const other = await opened(after, images, capabilities);
    expect(await chosen(other, after, /^Pin team\/app:3\.14-slim /)).toBe(
      after.replace('-slim\n', `-slim@${digestOf('slim')}\n`),
    );
  });

  it('a reference in parts of a Compose file gets one variable with a default', async () => {
    const text = 'services:\n  a:\n    image: team/app:${V:-3.14}\n';
    const client = await opened(text, undefined, capabilities, composeUri);
    expect(await chosen(client, text, /^Put /, composeUri)).toBe(
      'services:\n  a:\n    image: ${APP_IMAGE:-team/app:3.14}\n',
    );
  });
});

describe('a tag that stays as it is, with the reason', () => {
  const describes = /^Use the most descriptive tag of \S+$/;
  const failed = LSPErrorCodes.RequestFailed;

  it('where no other stands for the same image', async () => {
    const client = await opened(
      'FROM team/app:latest\n',
      imageRegistry({ latest: 'a', '3.14': 'b' }),
    );
    await expect(client.resolve(await actionOf(client, describes))).rejects.toMatchObject({
      code: failed,
      message: '`team/app:latest` stays: none of the likely tags stands for the same image now.',
    });
  });

  it('where the registry does not list its tags', async () => {
    const images = imageRegistry(
      { latest: 'a' },
      {},
      {
        firstTags: ({ registry }) => Promise.resolve(fail(registryError('denied', registry))),
      },
    );
    const client = await opened('FROM team/app:latest\n', images);
    await expect(client.resolve(await actionOf(client, describes))).rejects.toMatchObject({
      code: failed,
      message: matching(
        /none of the likely tags .+ now\. Not all of its tags could be looked at\.$/,
      ),
    });
  });

  it('where the image is not there', async () => {
    const client = await opened('FROM team/app:latest\n', imageRegistry({}));
    await expect(client.resolve(await actionOf(client, describes))).rejects.toMatchObject({
      code: failed,
      message: matching(
        /^Could not look at `team\/app:latest`: docker\.io has no tag `latest` of /,
      ),
    });
  });

  it('told by a message to clients that do not resolve', async () => {
    const client = await opened(
      'FROM team/app:latest\n',
      imageRegistry({ latest: 'a' }),
      commandClient,
    );
    expect(await chosen(client, '', describes)).toBeUndefined();
    expect(await client.inbox.next('window/showMessage')).toMatchObject({
      message: matching(/^`team\/app:latest` stays: /),
    });
  });
});

describe('a document that changed since', () => {
  it.each([
    [`FROM redis:8@${sampleDigest}\n`, /^Unpin /],
    ['FROM redis\n', /^Use the most descriptive tag of redis$/],
  ])('is not edited: %j', async (text, title) => {
    const client = await opened(text);
    const action = await actionOf(client, title);
    client.change(uri, 2, { text: `${text}USER app\n` });
    await expect(client.resolve(action)).rejects.toMatchObject({
      code: LSPErrorCodes.ContentModified,
    });
  });

  it.each<[string, RegExp, string]>([
    [`FROM redis:8@${sampleDigest}\n`, /^Unpin /, 'Nothing was unpinned'],
    ['FROM redis\n', /^Use the most descriptive tag of redis$/, 'Nothing was changed'],
    ['ARG V=8\nFROM redis:$V\n', /^Put /, 'Nothing was changed'],
  ])('is not edited by a command, and the person is told: %j', async (text, title, nothing) => {
    const client = await opened(text, undefined, commandClient);
    const action = await actionOf(client, title);
    client.change(uri, 2, { text: `${text}USER app\n` });
    await run(client, action);
    expect(client.inbox.all('workspace/applyEdit')).toEqual([]);
    expect(await client.inbox.next('window/showMessage')).toMatchObject({
      message: `${nothing} because the file has changed. Try again.`,
    });
  });
});
