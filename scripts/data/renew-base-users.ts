import type { BaseUser } from '../../server/src/data/base-users.ts';
import { parseReference } from '../../server/src/reference/reference.ts';
import type { FetchConfig } from './image-config.ts';

export interface Renewal {
  readonly entries: readonly BaseUser[];
  /** A line for each entry that changed or that could not be asked for. */
  readonly notes: readonly string[];
}

/**
 * Looks every entry of the table up that names one image, one after the other. What an entrypoint does
 * is not in a configuration: `drops` stays as long as the configuration says root.
 */
export async function renewBaseUsers(
  entries: readonly BaseUser[],
  fetchConfig: FetchConfig,
  day: string,
): Promise<Renewal> {
  const renewed: BaseUser[] = [];
  const notes: string[] = [];
  for (const entry of entries) {
    const reference = parseReference(entry.image);
    if (!reference.ok || entry.tags !== undefined) {
      renewed.push(entry);
      continue;
    }
    try {
      const { user } = await fetchConfig(reference.value);
      const found = /^(?:|root|0)(?::|$)/.test(user) ? 'root' : 'other';
      const isSame = found === entry.user || (found === 'root' && entry.user === 'drops');
      if (!isSame) notes.push(`${entry.image}: ${entry.user} is now ${found} (${user})`);
      renewed.push({ ...entry, user: isSame ? entry.user : found, checked: day });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      notes.push(`${entry.image}: not asked, ${reason}`);
      renewed.push(entry);
    }
  }
  return { entries: renewed, notes };
}
