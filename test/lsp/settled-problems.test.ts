import { describe, expect, it } from 'vitest';
import { connect, modernClient } from '../support/language-client.ts';
import { sampleDigest } from '../support/pinning.ts';
import { uri, wholeFile } from './image-client.ts';

const range = { start: { line: 0, character: 5 }, end: { line: 0, character: 10 } };
const pinned = `FROM redis:8@${sampleDigest}\n`;

describe('the actions that settle a problem', () => {
  // VS Code lists actions with a problem before those without, and so before what only silences it.
  it.each<[string, string, readonly string[]]>([
    [
      'FROM redis\n',
      'image-no-tag',
      [
        'Pin redis to its digest (no fixed version)',
        'Use the most descriptive tag of redis and pin it',
        'Use the most descriptive tag of redis',
      ],
    ],
    [
      'FROM redis:lts\n',
      'image-floating-tag',
      [
        'Pin redis:lts to its digest (no fixed version)',
        'Use the most descriptive tag of redis:lts and pin it',
        'Use the most descriptive tag of redis:lts',
      ],
    ],
    ['FROM redis:8\n', 'image-not-pinned', ['Pin redis:8 to its digest']],
    [pinned, 'image-digest-outdated', ['Update the pin of redis:8…']],
    [pinned, 'image-digest-missing', ['Update the pin of redis:8…']],
    [pinned, 'image-tag-mismatch', ['Update the pin of redis:8…']],
    [pinned, 'user-not-set', []],
  ])('name it: %j, %s', async (text, code, expected) => {
    const client = await connect({ capabilities: modernClient });
    client.open(uri, text);
    const problem = { source: 'seaworthy', code, range, message: '' };
    const actions = await client.actions(uri, wholeFile, { diagnostics: [problem] });
    const settling = actions.filter(
      ({ title, diagnostics = [] }) => diagnostics.length > 0 && !title.startsWith('Ignore'),
    );
    expect(
      settling.map(({ title }) => title).filter((title) => !title.startsWith('Use `')),
    ).toEqual(expected);
    for (const { diagnostics } of settling) expect(diagnostics).toEqual([problem]);
  });
});
