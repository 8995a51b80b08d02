import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { hardeningBlock, type HardeningBlock } from '../../server/src/analysis/hardening-block.ts';
import { rules } from '../../server/src/rules/index.ts';
import { applyEdits } from '../../server/src/text/text-edit.ts';
import { readMarks } from '../support/markers.ts';
import { findingsOf, model } from './hardening.ts';

type Tree = Readonly<Record<string, unknown>>;

const ownKeys = new Set(['cap_drop', 'security_opt', 'read_only', 'tmpfs']);
const limitKeys = new Set(['mem_limit', 'cpus', 'pids_limit']);

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A tree without what a block may change, and without what is empty then. */
function without(value: unknown, keys: ReadonlySet<string>): unknown {
  if (!isTree(value)) return value;
  const { resources, limits, ...rest } = value;
  const below = { resources: without(resources, keys), limits: isTree(limits) ? {} : limits };
  const kept = Object.entries({ ...rest, ...below }).filter(
    ([key, inner]) => !keys.has(key) && inner !== undefined && !(isTree(inner) && isEmpty(inner)),
  );
  return Object.fromEntries(kept);
}

function isEmpty(tree: Tree): boolean {
  return Object.keys(tree).length === 0;
}

/** The file as YAML means it, without what a block may change in a service, and the lists of that. */
function meaningOf(text: string, name: string): { readonly rest: unknown; readonly lists: Tree } {
  const file = parse(text, { merge: true, logLevel: 'error' }) as {
    services: Record<string, Tree>;
  };
  const { deploy, ...service } = file.services[name] ?? {};
  const rest = without(service, new Set([...ownKeys, ...limitKeys]));
  const lists = Object.entries(service).filter(([key]) => ownKeys.has(key));
  return {
    rest: [
      { ...file, services: { ...file.services, [name]: rest } },
      without(deploy, limitKeys) ?? {},
    ],
    lists: Object.fromEntries(lists),
  };
}

/** What must still be there of a list. */
function kept(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value.filter((item) => item !== 'no-new-privileges:false') : [];
}

const examples = rules
  .flatMap(({ id, meta }) =>
    meta.examples.map(({ text, language }, index) => ({
      name: `${id} ${index + 1}`,
      language,
      text: readMarks(text).text,
    })),
  )
  .filter(({ language, text }) => language === 'compose' && blocksOf(text).length > 0);

function blocksOf(text: string): readonly (readonly [service: string, HardeningBlock])[] {
  const document = model(text);
  return document.containers.flatMap(({ kind, name = '' }) => {
    const block = kind === 'service' ? hardeningBlock(document, name) : undefined;
    return block === undefined ? [] : [[name, block] as const];
  });
}

describe.each(examples)('the services of example $name', (example) => {
  it.each(['\n', '\r\n'])(
    'have what the strict rules ask for, and all else as before, with %j',
    (end) => {
      const text = example.text.replaceAll('\n', end);
      for (const [name, block] of blocksOf(text)) {
        const after = applyEdits(text, block.edits);
        expect(findingsOf(after, name)).toHaveLength(block.left.length);
        expect(after.replaceAll(end, '')).not.toMatch(/[\r\n]/);
        const was = meaningOf(text, name);
        const is = meaningOf(after, name);
        expect(is.rest).toEqual(was.rest);
        for (const [key, value] of Object.entries(was.lists))
          expect(kept(is.lists[key])).toEqual(expect.arrayContaining([...kept(value)]));
      }
    },
  );
});
