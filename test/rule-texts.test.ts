import { createRequire } from 'node:module';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { analysing } from '../scripts/programs.mjs';
import { rules } from '../server/src/rules/index.ts';
import type { Rule } from '../server/src/rules/rule.ts';

describe('the rules in a program', () => {
  let folder: string;
  let text: string;
  let bundled: readonly Rule[];

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'seaworthy-rules-'));
    const outfile = path.join(folder, 'rules.cjs');
    const entry = fileURLToPath(new URL('../server/src/rules/index.ts', import.meta.url));
    await build({ ...analysing, entryPoints: [entry], outfile, logLevel: 'silent' });
    text = await readFile(outfile, 'utf8');
    const load = createRequire(import.meta.url);
    bundled = (load(outfile) as { readonly rules: readonly Rule[] }).rules;
  });

  afterAll(() => rm(folder, { recursive: true }));

  it('are all there, with what the programs read', () => {
    const known = rules.map(({ id, meta: { title, why, remedy, languages, equivalents } }) => ({
      id,
      meta: { title, why, remedy, languages, equivalents },
    }));
    expect(bundled).toMatchObject(known);
  });

  it('have no texts that only the documentation and the tests read', () => {
    const left = rules.filter(({ meta }) => text.includes(meta.suppressWhen));
    expect(left).toEqual([]);
    expect(bundled.filter(({ meta }) => 'examples' in meta || 'checks' in meta)).toEqual([]);
  });
});
