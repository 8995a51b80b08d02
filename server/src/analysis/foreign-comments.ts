import type { Language, Note } from '../model/document-model.ts';
import type { Rule, Tool } from '../rules/rule.ts';
import type { HonouredTool } from '../settings/policy.ts';
import type { Silencer } from './suppressions.ts';

/** What a comment of another linter says: which of its rules, and whether for the whole file. */
interface ForeignIgnore {
  readonly ids: readonly string[];
  readonly isForFile: boolean;
}

/**
 * The comments of other linters, as far as each rule that they name has one of ours that says exactly
 * the same. Each is read as its own tool reads it.
 */
export function foreignSilencers(
  notes: readonly Note[],
  language: Language,
  tools: readonly HonouredTool[],
  rules: readonly Rule[],
): readonly Silencer[] {
  return notes.flatMap((note) =>
    tools.flatMap((tool) => {
      const ignore = readers[tool](note, language);
      if (ignore === undefined) return [];
      const silenced = rules.filter((rule) => ignore.ids.some((id) => isExactly(rule, tool, id)));
      const scope = ignore.isForFile ? undefined : note.scope;
      if (silenced.length === 0 || (!ignore.isForFile && scope === undefined)) return [];
      return [{ scope, rules: silenced, reason: `silenced for ${tool}: ${note.text}` }];
    }),
  );
}

function isExactly({ meta }: Rule, tool: Tool, id: string): boolean {
  return meta.equivalents.some(
    (equivalent) => equivalent.isExact && equivalent.tool === tool && equivalent.id === id,
  );
}

const readers: Readonly<
  Record<HonouredTool, (note: Note, language: Language) => ForeignIgnore | undefined>
> = {
  hadolint({ text }) {
    const [, global, list] = /^hadolint\s+(global\s+)?ignore\s*=\s*([\w,\s]+)/.exec(text) ?? [];
    return list === undefined ? undefined : { ids: namesIn(list), isForFile: global !== undefined };
  },
  buildkit({ text, isAtTop, scope }) {
    const [, list] = /^check\s*=\s*(?:[^;]*;)*?\s*skip\s*=\s*([\w,\s]+)/i.exec(text) ?? [];
    return list === undefined
      ? undefined
      : { ids: namesIn(list), isForFile: isAtTop && scope === undefined };
  },
  trivy({ text }) {
    const ids = [...text.matchAll(/\btrivy:ignore:([\w-]+)/g)].map(([, id = '']) =>
      id
        .replace(/^AVD-/, '')
        .replace(/^DS-?0*(\d+)$/, (_, digits: string) => `DS-${digits.padStart(4, '0')}`),
    );
    return ids.length === 0 ? undefined : { ids, isForFile: false };
  },
  checkov({ text }, language) {
    const [, id] = /^checkov:skip=(\w+)/.exec(text) ?? [];
    return id === undefined ? undefined : { ids: [id], isForFile: language === 'dockerfile' };
  },
};

function namesIn(list: string): readonly string[] {
  return list.split(/[\s,]+/).filter((name) => name !== '');
}
