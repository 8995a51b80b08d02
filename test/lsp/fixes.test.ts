import { describe, expect, it } from 'vitest';
import type { CodeAction, Range, TextDocumentEdit } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { sampleFiles } from '../support/files.ts';
import { connect, modernClient, type LanguageClient } from '../support/language-client.ts';

const uri = 'file:///project/Dockerfile';
const everywhere: Range = {
  start: { line: 0, character: 0 },
  end: { line: 1000, character: 0 },
};

const sudo = 'FROM alpine:3.22\nRUN sudo apk add curl\nUSER 1000\n';

async function actionsIn(
  text: string,
  options: { readonly client?: LanguageClient; readonly only?: readonly string[] } = {},
): Promise<readonly CodeAction[]> {
  const client = options.client ?? (await connect({ capabilities: modernClient }));
  client.open(uri, text);
  const only = options.only === undefined ? {} : { only: [...options.only] };
  return client.actions(uri, everywhere, only);
}

/** The text after an action's edits of the document. */
function applied(text: string, { edit }: CodeAction): string {
  const changes = (edit?.documentChanges ?? []) as TextDocumentEdit[];
  const own = changes.filter((change) => change.textDocument.uri === uri);
  const edits = own.flatMap((change) =>
    change.edits.map((item) =>
      'snippet' in item
        ? { range: item.range, newText: item.snippet.value.replace(/\$\{1:([^}]*)\}/, '$1') }
        : item,
    ),
  );
  return TextDocument.applyEdits(TextDocument.create(uri, 'dockerfile', 1, text), edits);
}

function titled(actions: readonly CodeAction[], title: RegExp): CodeAction {
  const action = actions.find((candidate) => title.test(candidate.title));
  if (action === undefined) throw new Error(`none of: ${actions.map((a) => a.title).join('; ')}`);
  return action;
}

describe('a fix', () => {
  it('that is safe is preferred and touches only what it must', async () => {
    const action = titled(await actionsIn(sudo), /sudo/);
    expect(action).toMatchObject({ kind: 'quickfix', isPreferred: true });
    expect(applied(sudo, action)).toBe(sudo.replace('sudo ', ''));
  });

  it('that is not safe is offered, not preferred, and not made in bulk', async () => {
    const text = 'FROM alpine:3.22\nRUN chmod 777 /srv\nUSER 1000\n';
    const action = titled(await actionsIn(text), /755/);
    expect(action.isPreferred).toBeUndefined();
    expect(applied(text, action)).toBe(text.replace('777', '755'));
    expect(await actionsIn(text, { only: ['source.fixAll'] })).toEqual([]);
  });

  it.each([['source'], ['source.fixAll'], ['source.fixAll.seaworthy']])(
    'that is safe is made with all others when the editor asks for %s',
    async (only) => {
      const text = `${sudo}RUN sudo ls && sudo cat /x\n`;
      const actions = await actionsIn(text, { only: [only] });
      const all = titled(actions, /all safe fixes/);
      expect(all.kind).toBe('source.fixAll.seaworthy');
      expect(applied(text, all)).toBe(sudo.replace('sudo ', '') + 'RUN sudo ls && sudo cat /x\n');
    },
  );

  it('may write to a file beside the document', async () => {
    const files = sampleFiles({
      'file:///project/.env': 'A=b\n',
      'file:///project/.dockerignore': 'node_modules',
    });
    const capabilities = {
      ...modernClient,
      workspace: {
        ...modernClient.workspace,
        workspaceEdit: { documentChanges: true, resourceOperations: ['create' as const] },
      },
    };
    const client = await connect({ capabilities, folders: ['file:///project'] }, { files });
    const text = 'FROM alpine:3.22\nCOPY . /app\nUSER 1000\n';
    const action = titled(await actionsIn(text, { client }), /\.dockerignore/);
    expect(action.edit?.documentChanges).toEqual([
      { kind: 'create', uri: 'file:///project/.dockerignore', options: { ignoreIfExists: true } },
      {
        textDocument: { uri: 'file:///project/.dockerignore', version: null },
        edits: [
          {
            range: { start: { line: 0, character: 12 }, end: { line: 0, character: 12 } },
            newText: '\n.env\n',
          },
        ],
      },
    ]);
  });

  it("writes to the ignore file that counts, which may be the Dockerfile's own", async () => {
    const files = sampleFiles({
      'file:///project/.env': 'A=b\n',
      'file:///project/Dockerfile.dockerignore': 'node_modules\n',
    });
    const capabilities = {
      ...modernClient,
      workspace: {
        ...modernClient.workspace,
        workspaceEdit: { documentChanges: true, resourceOperations: ['create' as const] },
      },
    };
    const client = await connect({ capabilities, folders: ['file:///project'] }, { files });
    const actions = await actionsIn('FROM alpine:3.22\nCOPY . /app\nUSER 1000\n', { client });
    const { edit } = titled(actions, /to `Dockerfile\.dockerignore`/);
    expect(edit?.documentChanges).toMatchObject([
      { kind: 'create', uri: 'file:///project/Dockerfile.dockerignore' },
      { edits: [{ newText: '.env\n' }] },
    ]);
  });
});

describe('ignoring', () => {
  it.each<[string, string, string]>([
    [
      'an instruction',
      'FROM alpine:3.22\nUSER root\n',
      'FROM alpine:3.22\n# seaworthy: ignore[user-root] -- why this is accepted\nUSER root\n',
    ],
    [
      'a line of a continued instruction',
      'FROM scratch\nENV A=1 \\\n    DB_PASSWORD=hunter22\n',
      'FROM scratch\nENV A=1 \\\n    # seaworthy: ignore[secret-in-env] -- why this is accepted\n    DB_PASSWORD=hunter22\n',
    ],
    [
      'a command in a here-document',
      'FROM alpine:3.22\nRUN <<EOF\nls\nsudo make\nEOF\nUSER 1000\n',
      'FROM alpine:3.22\n# seaworthy: ignore[sudo-used] -- why this is accepted\nRUN <<EOF\nls\nsudo make\nEOF\nUSER 1000\n',
    ],
    [
      'the first line below directives',
      '# syntax=docker/dockerfile:1.7\nFROM redis\n',
      '# syntax=docker/dockerfile:1.7\n# seaworthy: ignore[image-no-tag] -- why this is accepted\nFROM redis\n',
    ],
  ])('%s writes a comment above it that does what it says', async (_, text, expected) => {
    const client = await connect({ capabilities: modernClient });
    const action = titled(await actionsIn(text, { client }), /^Ignore .* here/);
    const resolved = await client.resolve(action);
    expect(applied(text, resolved)).toBe(expected);
  });

  it('in the whole file keeps the directives at the top', async () => {
    const text = '# escape=`\n# check=error=true\n\nFROM redis\n';
    const client = await connect({ capabilities: modernClient });
    const action = titled(await actionsIn(text, { client }), /^Ignore .* in this file/);
    const resolved = await client.resolve(action);
    const after = applied(text, resolved);
    expect(after.startsWith('# escape=`\n# check=error=true\n')).toBe(true);
    expect(after).toContain('# seaworthy: ignore-file[image-no-tag] -- ');
    client.change(uri, 2, { text: after });
    expect(await client.pull(uri)).toMatchObject({ items: [] });
  });

  it('leaves the reason to write where the client has snippets', async () => {
    const capabilities = {
      ...modernClient,
      workspace: {
        ...modernClient.workspace,
        workspaceEdit: { documentChanges: true, snippetEditSupport: true },
      },
    };
    const client = await connect({ capabilities });
    const action = titled(await actionsIn('FROM redis\n', { client }), /^Ignore .* here/);
    const { edit } = await client.resolve(action);
    expect(edit?.documentChanges).toMatchObject([
      {
        edits: [
          {
            snippet: {
              kind: 'snippet',
              value: '# seaworthy: ignore[image-no-tag] -- ${1:why this is accepted}\n',
            },
          },
        ],
      },
    ]);
  });
});

describe('a hover', () => {
  it('says why it matters and what to do, with the page', async () => {
    const client = await connect({ capabilities: modernClient });
    client.open(uri, 'FROM redis\n');
    const hover = await client.connection.sendRequest('textDocument/hover', {
      textDocument: { uri },
      position: { line: 0, character: 6 },
    });
    expect(hover).toMatchObject({
      contents: { kind: 'markdown' },
      range: { start: { line: 0, character: 5 }, end: { line: 0, character: 10 } },
    });
    expect(JSON.stringify(hover)).toContain('docs/rules/image-no-tag.md');
  });

  it('is silent where nothing is found', async () => {
    const client = await connect({ capabilities: modernClient });
    client.open(uri, 'FROM scratch\n');
    const hover = await client.connection.sendRequest('textDocument/hover', {
      textDocument: { uri },
      position: { line: 0, character: 6 },
    });
    expect(hover).toBeNull();
  });
});

describe('what is missing at one service', () => {
  const compose = 'file:///project/compose.yaml';
  const text = 'services:\n  web:\n    image: nginx:1.29\n';

  it('is one diagnostic', async () => {
    const client = await connect({
      capabilities: modernClient,
      settings: { profile: 'strict', rules: { 'image-not-pinned': 'off' } },
    });
    client.open(compose, text, 'yaml');
    const report = await client.pull(compose);
    expect(report).toMatchObject({
      kind: 'full',
      items: [{ range: { start: { line: 1, character: 2 }, end: { line: 1, character: 5 } } }],
    });
    if (report.kind === 'full')
      expect(report.items[0]?.message).toMatch(/cap_drop.*no-new-privileges.*read_only.*limits/);
  });
});

describe('what Docker shows already', () => {
  const text = 'FROM scratch\nENV DB_PASSWORD=hunter22\n';
  const codes = async (client: LanguageClient): Promise<number> => {
    client.open(uri, text);
    const report = await client.pull(uri);
    return report.kind === 'full' ? report.items.length : -1;
  };

  it.each<[string, boolean, number]>([
    ['auto', false, 1],
    ['auto', true, 0],
    ['always', false, 0],
    ['never', true, 1],
  ])('with %s and its extension present: %s', async (deferral, hasDockerChecks, expected) => {
    const client = await connect({
      capabilities: modernClient,
      initializationOptions: { hasDockerChecks },
      settings: { deferToDockerBuildChecks: deferral },
    });
    expect(await codes(client)).toBe(expected);
  });
});
