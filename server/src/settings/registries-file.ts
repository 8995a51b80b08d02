import { readOwnTable } from './own-table.ts';
import { readRegistries, type RegistrySettings } from './registry-settings.ts';

export interface ReadRegistries {
  readonly registries: RegistrySettings['registries'];
  /** One sentence for each thing that was left out. */
  readonly problems: readonly string[];
  /** Whether the file is there and cannot be read, so that nobody knows what it forbids. */
  readonly isBroken: boolean;
}

/**
 * Reads a person's own `registries.yaml`, which says of each registry what `seaworthy.registries` says in
 * an editor. Never throws; a text that is not YAML, or no table, is broken.
 */
export function readRegistriesFile(text: string, path: string): ReadRegistries {
  const problems: string[] = [];
  const table = readOwnTable(text);
  if (table.ok && isTable(table.value))
    return { registries: readRegistries(table.value, path, problems), problems, isBroken: false };
  const reason = table.ok ? 'it must be a table of registries' : table.error;
  const problem = `${path} is not a valid table of registries, so none is asked: ${reason}`;
  return { registries: {}, problems: [problem], isBroken: true };
}

/** A file without anything in it is an empty table. */
function isTable(value: unknown): boolean {
  return value === null || (typeof value === 'object' && !Array.isArray(value));
}
