import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { contributions } from './painter.ts';

const folder = new URL('../../syntaxes/', import.meta.url);
const files = (await readdir(folder)).filter((name) => name.endsWith('.json'));
const grammars = await Promise.all(
  files.map(async (file) => ({
    file,
    text: await readFile(new URL(file, folder), 'utf8'),
  })),
);

describe.each(grammars)('$file', ({ text }) => {
  const entries = entriesOf(JSON.parse(text));

  it('only matches within a line, so that it can never run away with the rest of the file', () => {
    const keys = new Set(entries.map(([key]) => key));
    for (const multiLine of ['begin', 'end', 'while']) expect(keys).not.toContain(multiLine);
    expect(keys).toContain('match');
  });

  it('ends every scope it gives in .seaworthy', () => {
    const names = entries.flatMap(([key, value]) =>
      key === 'name' && typeof value === 'string' && !value.startsWith('Seaworthy: ')
        ? value.split(' ')
        : [],
    );
    expect(names.filter((name) => !name.endsWith('.seaworthy'))).toEqual([]);
    expect(names).not.toEqual([]);
  });
});

describe('the manifest', () => {
  it('contributes every grammar under its own scope name', () => {
    const declared = grammars.map(({ file, text }) => ({
      path: `./syntaxes/${file}`,
      scopeName: (JSON.parse(text) as { scopeName: string }).scopeName,
    }));
    const contributed = contributions.map(({ path, scopeName }) => ({ path, scopeName }));
    expect(new Set(contributed)).toEqual(new Set(declared));
  });

  it('injects exactly the grammars that have a selector, into the host that it names', () => {
    for (const { file, text } of grammars) {
      const { injectionSelector } = JSON.parse(text) as { injectionSelector?: string };
      const host = injectionSelector && /source\.\w+/.exec(injectionSelector)?.[0];
      const { injectTo } = contributions.find(({ path }) => path.endsWith(`/${file}`)) ?? {};
      expect(injectTo, file).toEqual(host === undefined ? undefined : [host]);
    }
  });
});

/** Every key with its value, at any depth. */
function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) => [
    [key, inner] as const,
    ...entriesOf(inner),
  ]);
}
