import { parseDocument } from 'yaml';
import { isNestedTooDeeply } from '../text/nesting.ts';
import { readRegistries, type RegistrySettings } from './registry-settings.ts';

export interface ReadRegistries {
  readonly registries: RegistrySettings['registries'];
  /** One sentence for each thing that was left out. */
  readonly problems: readonly string[];
  /** Whether the file is there and cannot be read, so that nobody knows what it forbids. */
  readonly isBroken: boolean;
}

const maximalAliases = 100;

/**
 * Reads a person's own `registries.yaml`, which says of each registry what `seaworthy.registries` says in
 * an editor. Never throws; a text that is not YAML, or no table, is broken.
 */
export function readRegistriesFile(text: string, path: string): ReadRegistries {
  const problems: string[] = [];
  try {
    if (isNestedTooDeeply(text)) throw new Error('it nests too deeply');
    const document = parseDocument(text, { prettyErrors: false, logLevel: 'silent' });
    const [error] = document.errors;
    if (error !== undefined) throw error;
    const raw: unknown = document.toJS({ maxAliasCount: maximalAliases });
    if (raw !== null && (typeof raw !== 'object' || Array.isArray(raw)))
      throw new Error('it must be a table of registries');
    return { registries: readRegistries(raw, path, problems), problems, isBroken: false };
  } catch (cause) {
    const [reason = ''] = String(cause instanceof Error ? cause.message : cause).split('\n', 1);
    const problem = `${path} is not a valid table of registries, so none is asked: ${reason}`;
    return { registries: {}, problems: [problem], isBroken: true };
  }
}
