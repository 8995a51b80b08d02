import { parseDocument } from 'yaml';
import { isNestedTooDeeply } from '../text/nesting.ts';
import { fail, ok, type Result } from '../text/result.ts';

const maximalAliases = 100;

/**
 * Reads the text of a file of the person's own, a table in YAML, of whose values nothing is known yet; null for an empty one.
 * Fails with the reason, a few words. Never throws.
 */
export function readOwnTable(text: string): Result<unknown, string> {
  try {
    if (isNestedTooDeeply(text)) return fail('it nests too deeply');
    const document = parseDocument(text, { prettyErrors: false, logLevel: 'silent' });
    const [error] = document.errors;
    if (error !== undefined) throw error;
    return ok(document.toJS({ maxAliasCount: maximalAliases }));
  } catch (cause) {
    const [reason = ''] = String(cause instanceof Error ? cause.message : cause).split('\n', 1);
    return fail(reason);
  }
}
