import { knownText, type Expansion } from './template.ts';

/** A user with its group, `1000:${GID}`: it counts as known when only the group depends on a variable. */
export function knownUser(expansion: Expansion): string | undefined {
  const unknown = expansion.findIndex(({ kind }) => kind === 'unknown');
  if (unknown < 0) return knownText(expansion);
  const before = knownText(expansion.slice(0, unknown));
  return before?.includes(':') === true ? before : undefined;
}
