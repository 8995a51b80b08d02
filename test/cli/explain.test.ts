import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { explainPage } from '../../server/src/cli/explain-page.ts';
import type { CliPorts } from '../../server/src/cli/ports.ts';
import { rules } from '../../server/src/rules/index.ts';
import { ruleUrl } from '../../server/src/rules/rule.ts';
import { command, noTerminal, type Outcome } from '../support/command-line.ts';

const pages = new URL('../../docs/rules/', import.meta.url);

function readRulePage(rule: string): Promise<string> {
  return readFile(new URL(`${rule}.md`, pages), 'utf8');
}

const terminal = { ...noTerminal, isOutput: true, isErrors: true, columns: 80 };

function explain(words: readonly string[], ports: Partial<CliPorts> = {}): Promise<Outcome> {
  return command(['explain', ...words], { readRulePage, ...ports });
}

describe('seaworthy explain', () => {
  it('gives the page as it is where no person reads', async () => {
    expect(await explain(['image-latest-tag'])).toEqual({
      code: 0,
      output: await readRulePage('image-latest-tag'),
      errors: '',
    });
  });

  it('makes it readable on a terminal', async () => {
    const { output } = await explain(['image-latest-tag'], { terminal });
    expect(output.startsWith('image-latest-tag — Image with the tag latest\n\n')).toBe(true);
    expect(output).toContain('\n    FROM --platform=linux/amd64 «python:latest» AS app\n');
    expect(output).not.toMatch(/^#|```|<!--|\]\(|\| /m);
  });

  it('finds a rule by its id in another tool, and says so', async () => {
    const { code, output, errors } = await explain(['dl3007']);
    expect({ code, errors }).toEqual({
      code: 0,
      errors: '`DL3007` of hadolint is `image-latest-tag` here.\n',
    });
    expect(output).toContain('# image-latest-tag');
  });

  it('says when that is only similar', async () => {
    const { errors } = await explain(['S6596']);
    expect(errors).toMatch(/^`S6596` of sonar is similar to `image-[\w-]+` here\./);
  });

  it('names all rules that one of another tool is split into', async () => {
    const split = rules
      .flatMap(({ meta }) => meta.equivalents)
      .find(
        ({ id, tool }, _, all) =>
          all.filter((other) => other.id === id && other.tool === tool).length > 1,
      );
    const { code, errors } = await explain([split?.id ?? '']);
    expect(code).toBe(0);
    expect(errors).toMatch(/ here\. See also `[\w-]+`/);
  });

  it.each([
    [
      'image-latest-tga',
      'There is no rule `image-latest-tga`. Did you mean `image-latest-tag`? `seaworthy rules` lists all.\n',
    ],
    ['zzz', 'There is no rule `zzz`. `seaworthy rules` lists all.\n'],
  ])('does not know %s and says what is near', async (name, errors) => {
    expect(await explain([name])).toEqual({ code: 2, output: '', errors });
  });

  it('does not take a name for a path or an escape', async () => {
    const readNothing = (): Promise<string> => Promise.reject(new Error('nothing is to be read'));
    const { code, errors } = await explain(['../../../etc/\u001b[2Jpasswd'], {
      readRulePage: readNothing,
    });
    expect(code).toBe(2);
    expect(errors.trimEnd()).not.toMatch(/\p{Cc}/u);
  });

  it('says where the page is when it is not at hand', async () => {
    const absent = { readRulePage: () => Promise.resolve(undefined) };
    expect(await explain(['user-root'], absent)).toEqual({
      code: 2,
      output: '',
      errors: `The page of \`user-root\` is missing here; it is at ${ruleUrl('user-root')}.\n`,
    });
  });

  it('tells the facts as data', async () => {
    const { output } = await explain(['--format', 'json', 'image-latest-tag']);
    expect(JSON.parse(output)).toMatchObject({
      version: 1,
      id: 'image-latest-tag',
      severity: 'warning',
      profile: 'recommended',
      languages: ['dockerfile', 'compose'],
      equivalents: expect.arrayContaining([
        { tool: 'hadolint', id: 'DL3007', isExact: true },
      ]) as unknown,
      url: ruleUrl('image-latest-tag'),
    });
  });
});

describe('a page on a terminal', () => {
  const options = { url: ruleUrl('a-rule'), hasColours: false, columns: 40 };

  it('has links as text with their addresses, those to other rules as names', () => {
    expect(
      explainPage('See [docs](https://example.com/a), [`user-root`](user-root.md)\n', options),
    ).toBe('See docs (https://example.com/a),\n`user-root`\n');
    expect(explainPage('[configuration](../configuration.md#x)', options)).toBe(
      'configuration\n(https://github.com/seaworthy/seaworthy/blob/main/docs/configuration.md#x)\n',
    );
  });

  it('breaks lines between words, in lists below the text', () => {
    expect(explainPage(`- ${'word '.repeat(10).trim()}`, options)).toBe(
      '- word word word word word word word\n  word word word\n',
    );
  });

  it('has tables in columns', () => {
    expect(explainPage('| A | B |\n| --- | --- |\n| long cell | `x` |\n', options)).toBe(
      'A          B\nlong cell  `x`\n',
    );
  });

  it('leaves code as it is written, and indents it', () => {
    expect(explainPage('```yaml\na: |\n\n  **b** # [c](d)\n```\n', options)).toBe(
      '    a: |\n\n      **b** # [c](d)\n',
    );
  });

  it('is in colours where they are wanted', () => {
    const coloured = explainPage('# Title\n\nA `code` and **more**.\n', {
      ...options,
      hasColours: true,
    });
    expect(coloured).toBe(
      '\u001b[1mTitle\u001b[22m\n\nA \u001b[36mcode\u001b[39m and \u001b[1mmore\u001b[22m.\n',
    );
  });

  it('is known for all rules: nothing of Markdown is left', async () => {
    const names = (await readdir(pages)).filter((name) =>
      rules.some(({ id }) => name === `${id}.md`),
    );
    expect(names).toHaveLength(rules.length);
    for (const name of names) {
      const page = explainPage(await readFile(new URL(name, pages), 'utf8'), {
        ...options,
        columns: 80,
      });
      const text = page.replaceAll(/^ {4}.*$/gm, '').replaceAll(/`[^`\n]*`/g, '');
      expect(text, name).not.toMatch(/\]\(|\*\*|^\||^#/m);
    }
  });
});
