import { describe, expect, it } from 'vitest';
import type { CodeAction, Diagnostic, Range } from 'vscode-languageserver';
import { createLineIndex } from '../../server/src/text/line-index.ts';
import { recordingRegistry } from '../support/digests.ts';
import { connect, modernClient, type LanguageClient } from '../support/language-client.ts';
import { sampleDigest } from '../support/pinning.ts';

const uri = 'file:///project/Dockerfile';
const pinAllTitle = 'Pin all images in this file to their digests';

/** Where `part` stands in the text; its last character for the last of several. */
function rangeOf(text: string, part: string): Range {
  const start = text.lastIndexOf(part);
  if (start < 0) throw new RangeError(`no ${part}`);
  return createLineIndex(text).rangeOf({ start, end: start + part.length });
}

/** The actions that are about pinning. */
function pins(actions: readonly CodeAction[]): readonly CodeAction[] {
  return actions.filter(({ title }) => /^(?:Pin |Why can't )/.test(title));
}

function titles(actions: readonly CodeAction[]): readonly string[] {
  return actions.map(({ title }) => title);
}

async function opened(text: string, options = {}): Promise<LanguageClient> {
  const client = await connect({ capabilities: modernClient, ...options });
  client.open(uri, text);
  return client;
}

async function diagnosticsOf({ pull }: LanguageClient): Promise<readonly Diagnostic[]> {
  const report = await pull(uri);
  return report.kind === 'full' ? report.items : [];
}

describe('the actions at an image', () => {
  const text = 'FROM redis AS a\nFROM python:3.8\nCOPY --from=a x y\nUSER app\n';

  it('pin it, and are complete but for their edit', async () => {
    const client = await opened(text);
    const diagnostics = await diagnosticsOf(client);
    expect(
      pins(await client.actions(uri, rangeOf(text, 'redis'), { diagnostics: [...diagnostics] })),
    ).toEqual([
      {
        title: 'Pin redis to its digest (no fixed version)',
        kind: 'quickfix',
        diagnostics,
        data: { kind: 'pin', uri, version: 1, start: 5 },
      },
    ]);
  });

  it('are there without a diagnostic as well', async () => {
    const client = await opened(text);
    const [action] = await client.actions(uri, rangeOf(text, 'python:3.8'));
    expect(action).toMatchObject({ title: 'Pin python:3.8 to its digest', isPreferred: true });
    expect(action).not.toHaveProperty('diagnostics');
  });

  it('are one for each image of a selection', async () => {
    const client = await opened(text);
    const all = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };
    expect(titles(pins(await client.actions(uri, all)))).toEqual([
      'Pin redis to its digest (no fixed version)',
      'Pin python:3.8 to its digest',
    ]);
  });

  it.each(['AS a', '--from=a', 'x y'])('are not there at `%s`', async (place) => {
    const client = await opened(text);
    expect(await client.actions(uri, rangeOf(text, place))).toEqual([]);
  });

  it.each([
    ['a digest', `FROM redis@${sampleDigest}\n`],
    ['a stage', 'FROM scratch AS redis\nFROM redis\n'],
  ])('do not pin %s', async (_, pinned) => {
    const client = await opened(pinned);
    expect(pins(await client.actions(uri, rangeOf(pinned, 'redis')))).toEqual([]);
  });

  it('belong to the finding that they mend, not to its neighbours', async () => {
    const twice = 'FROM redis\nFROM redis\nUSER root\n';
    const client = await opened(twice);
    const diagnostics = await diagnosticsOf(client);
    const [first, second, root] = diagnostics;
    expect(diagnostics.map(({ code }) => code)).toEqual([
      'image-no-tag',
      'image-no-tag',
      'user-root',
    ]);
    if (first === undefined || second === undefined || root === undefined) throw new Error('none');
    const foreign: Diagnostic = { ...second, source: 'other' };
    const beside: Diagnostic = { ...root, range: second.range };
    const [action] = await client.actions(uri, rangeOf(twice, 'redis'), {
      diagnostics: [first, second, root, foreign, beside],
    });
    expect(action?.diagnostics).toEqual([second]);
  });

  it('have a title that fits a menu', async () => {
    const name = `registry.example.com/${'long/'.repeat(40)}name:1`;
    const client = await opened(`FROM ${name}\n`);
    const [action] = await client.actions(uri, rangeOf(`FROM ${name}`, name));
    expect(action?.title).toMatch(/^Pin registry\.example\.com\/long\/.*… to its digest$/);
    expect(action?.title.length).toBeLessThan(110);
  });

  it.each(['FROM py\\\nthon:${V}\n', 'ARG V\nFROM a/\\\n  # b\n${V}/c:1\n'])(
    'have a title of one line: %j',
    async (broken) => {
      const client = await opened(broken);
      const [action] = await client.actions(uri, {
        start: { line: 0, character: 0 },
        end: { line: 9, character: 0 },
      });
      expect(action?.title).toMatch(
        /^(?:Pin [^\n\r]+ to its digest|Why can't [^\n\r]+ be pinned\?)$/,
      );
    },
  );
});

describe('an image behind a variable', () => {
  const text = 'ARG BASE=python:3.8\nFROM $BASE\n';

  it.each(['python:3.8', '$BASE'])(
    'is pinned from `%s`, where the default stands',
    async (place) => {
      const client = await opened(text);
      const [action] = await client.actions(uri, rangeOf(text, place));
      expect(action).toMatchObject({
        title: 'Pin python:3.8 to its digest',
        data: { start: 'ARG BASE='.length },
      });
    },
  );

  it('that is not known has an action that will tell why, and is not preferred', async () => {
    const unknown = 'ARG VERSION\nFROM python:$VERSION\n';
    const client = await opened(unknown);
    expect(await client.actions(uri, rangeOf(unknown, 'python'))).toEqual([
      {
        title: "Why can't python:$VERSION be pinned?",
        kind: 'quickfix',
        data: { kind: 'pin', uri, version: 1, start: unknown.indexOf('python') },
      },
    ]);
  });
});

describe('the action for the whole file', () => {
  const text = 'FROM redis\nFROM python:3.8\n';
  const top = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

  it.each([['source'], ['source.pinImages'], ['source.pinImages.seaworthy'], ['']])(
    'is there for those who ask for `%s`',
    async (only) => {
      const client = await opened(text);
      expect(await client.actions(uri, top, { only: [only] })).toEqual([
        {
          title: pinAllTitle,
          kind: 'source.pinImages.seaworthy',
          data: { kind: 'pin-all', uri, version: 1 },
        },
      ]);
    },
  );

  it.each([
    [undefined, ['Pin redis to its digest (no fixed version)']],
    [['quickfix'], ['Pin redis to its digest (no fixed version)']],
    [
      ['quickfix', 'source'],
      ['Pin redis to its digest (no fixed version)', pinAllTitle],
    ],
    [['refactor'], []],
    [['source.organizeImports'], []],
    [['source.pin'], []],
    [['quickfix.other'], []],
    [[], []],
  ])('is told apart by kind: %j', async (only, expected) => {
    const client = await opened(text);
    const context = only === undefined ? {} : { only };
    const actions = await client.actions(uri, rangeOf(text, 'redis'), context);
    expect(titles(pins(actions))).toEqual(expected);
  });

  it.each(['FROM scratch\n', `FROM a@${sampleDigest}\n`, 'ARG V\nFROM a:$V\n'])(
    'is not there when there is nothing that it could pin: %j',
    async (nothing) => {
      const client = await opened(nothing);
      expect(await client.actions(uri, top, { only: ['source'] })).toEqual([]);
    },
  );
});

describe('a list of actions', () => {
  it('asks no registry, and neither do opening and changing', async () => {
    const digests = recordingRegistry();
    const client = await connect({ capabilities: modernClient }, { createRegistry: () => digests });
    const text = 'FROM redis\nFROM python:3.8\n';
    client.open(uri, text);
    await client.pull(uri);
    client.change(uri, 2, { text: `${text}\n` });
    await client.pull(uri);
    const all = await client.actions(uri, rangeOf(text, 'redis'), { only: ['quickfix', 'source'] });
    const actions = pins(all);
    expect(actions).toHaveLength(2);
    expect(actions.every((action) => !('edit' in action))).toBe(true);
    expect(digests.asked).toEqual([]);
  });

  it('is empty for what is not ours', async () => {
    const client = await connect({ capabilities: modernClient });
    client.open('file:///notes.md', 'FROM redis\n', 'markdown');
    expect(await client.actions('file:///notes.md', rangeOf('FROM redis', 'redis'))).toEqual([]);
    expect(await client.actions('file:///closed', rangeOf('FROM redis', 'redis'))).toEqual([]);
  });

  it.each([
    [{ registry: { enabled: false } }, {}, /`seaworthy\.registry\.enabled` is off\. .+\.$/],
    [{}, { isTrusted: false }, /Trust the workspace to pin images\.$/],
  ])('tells why no registry may be asked: %j %j', async (settings, initializationOptions, why) => {
    const client = await opened('FROM redis\n', { settings, initializationOptions });
    const all = await client.actions(uri, rangeOf('FROM redis', 'redis'), {
      only: ['quickfix', 'source'],
    });
    const actions = pins(all);
    expect(actions).toHaveLength(2);
    for (const action of actions) {
      expect(action).not.toHaveProperty('isPreferred');
      await expect(client.resolve(action)).rejects.toThrow(why);
    }
  });

  it('comes as commands for a client that cannot resolve edits', async () => {
    const client = await connect({ capabilities: { textDocument: { codeAction: {} } } });
    expect(client.server.capabilities.codeActionProvider).toMatchObject({ resolveProvider: false });
    client.open(uri, 'FROM redis\n');
    const [action] = await client.actions(uri, rangeOf('FROM redis', 'redis'));
    expect(action).toMatchObject({
      title: 'Pin redis to its digest (no fixed version)',
      command: {
        title: 'Pin redis to its digest (no fixed version)',
        command: 'seaworthy.applyPin',
        arguments: [{ kind: 'pin', uri, version: 1, start: 5 }],
      },
    });
    expect(action).not.toHaveProperty('data');
  });
});
