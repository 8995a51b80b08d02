import { parseDocument } from 'yaml';
import { isNestedTooDeeply } from '../text/nesting.ts';
import { readRegistries, type RegistrySettings } from './registry-settings.ts';

export interface ReadRegistries {
  readonly registries: RegistrySettings['registries'];
  /** One sentence for each thing that was left out. */
  readonly problems: readonly string[];
}

const maximalAliases = 100;

/**
 * Reads a person's own `registries.yaml`, which says of each registry what `seaworthy.registries` says in
 * an editor. Never throws; a text that is not YAML says nothing.
 */
export function readRegistriesFile(text: string, path: string): ReadRegistries {
  const problems: string[] = [];
  try {
    if (isNestedTooDeeply(text)) throw new Error('it nests too deeply');
    const document = parseDocument(text, { prettyErrors: false, logLevel: 'silent' });
    const [error] = document.errors;
    if (error !== undefined) throw error;
    const raw: unknown = document.toJS({ maxAliasCount: maximalAliases });
    return { registries: readRegistries(raw, path, problems), problems };
  } catch (cause) {
    const [reason = ''] = String(cause instanceof Error ? cause.message : cause).split('\n', 1);
    return { registries: {}, problems: [`${path} is not valid YAML, so it is ignored: ${reason}`] };
  }
}
