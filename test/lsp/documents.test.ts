import { describe, expect, it } from 'vitest';
import { connect, modernClient, type LanguageClient } from '../support/language-client.ts';

/** The rules that report the document. */
async function codesOf({ pull }: LanguageClient, uri: string): Promise<readonly unknown[]> {
  const report = await pull(uri);
  return report.kind === 'full' ? report.items.map(({ code }) => code) : [];
}

describe('a document is ours', () => {
  const compose = 'services:\n  a:\n    image: redis\n';

  it.each([
    ['dockerfile', 'file:///a/Dockerfile', 'FROM redis\n'],
    ['dockerfile', 'file:///a/any-name', 'FROM redis\n'],
    ['containerfile', 'file:///a/any-name', 'FROM redis\n'],
    ['dockercompose', 'file:///a/stack.yaml', compose],
    ['docker-compose', 'file:///a/stack.yaml', compose],
    ['yaml.docker-compose', 'file:///a/stack.yaml', compose],
    ['yaml', 'file:///a/compose.yaml', compose],
    ['yaml', 'file:///a/docker-compose.prod.yml', compose],
    ['yaml', 'file:///c%3A/work%20files/compose%2Eyaml', compose],
    ['yaml', 'vscode-vfs://github/team/app/compose.yaml?ref=main#L1', compose],
    ['yaml', 'untitled:compose.yaml', compose],
    ['yaml', 'file:///100%/compose.yaml', compose],
    ['dockerfile', 'untitled:Untitled-1', 'FROM redis\n'],
    ['plaintext', 'git:/a/Dockerfile?%7B%22ref%22%3A%22%22%7D', 'FROM redis\n'],
  ])('with the language %s as %s', async (languageId, uri, text) => {
    const client = await connect({ capabilities: modernClient });
    client.open(uri, text, languageId);
    expect(await codesOf(client, uri)).toEqual(['image-no-tag']);
  });

  it.each([
    ['yaml', 'file:///a/values.yaml'],
    ['yaml', 'file:///a/values.yaml?name=/compose.yaml'],
    ['yaml', 'untitled:Untitled-1'],
    ['markdown', 'file:///a/compose.yaml'],
    ['dockercompose2', 'file:///a/compose.yaml'],
    ['ignore', 'file:///a/Dockerfile.dockerignore'],
  ])('but not with the language %s as %s', async (languageId, uri) => {
    const client = await connect({ capabilities: modernClient });
    client.open(uri, `${compose}FROM redis\n`, languageId);
    expect(await codesOf(client, uri)).toEqual([]);
  });
});

describe('a document changes', () => {
  const uri = 'file:///a/Dockerfile';

  it('by parts, counted in UTF-16 units, in any order of lines', async () => {
    const client = await connect({ capabilities: modernClient });
    client.open(uri, '# 🚢🚢 x\r\nFROM redis\r\n');
    client.change(
      uri,
      2,
      { range: { start: { line: 1, character: 10 }, end: { line: 1, character: 10 } }, text: ':7' },
      { range: { start: { line: 0, character: 6 }, end: { line: 1, character: 0 } }, text: '\n' },
      {
        range: { start: { line: 1, character: 0 }, end: { line: 1, character: 0 } },
        text: 'FROM a\n',
      },
    );
    const report = await client.pull(uri);
    expect(report).toMatchObject({
      items: [
        {
          code: 'image-no-tag',
          range: { start: { line: 1, character: 5 }, end: { line: 1, character: 6 } },
        },
      ],
    });
  });

  it('letter by letter, and each state gets an answer', async () => {
    const client = await connect({ capabilities: modernClient });
    const text =
      '# syntax=docker/dockerfile:1\nARG B="redis\nFROM --platform=$X ${B:-a} AS é🚢\\\nRUN <<E\n';
    client.open(uri, '');
    let line = 0;
    let character = 0;
    for (const [index, letter] of [...text].entries()) {
      const at = { line, character };
      client.change(uri, index + 2, { range: { start: at, end: at }, text: letter });
      character += letter.length;
      if (letter === '\n') [line, character] = [line + 1, 0];
      expect((await client.pull(uri)).kind).toBe('full');
    }
  });
});
