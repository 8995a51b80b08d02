import type { FactKind, FactStore } from '../../registry/cache/fact-store.ts';
import { isObject, objectIn } from '../../registry/json.ts';
import { parseRoot, type RootDocument } from './documents.ts';
import { maximalRootBytes } from './roots.ts';
import type { SeenVersions } from './trust-data.ts';

/** What is kept of a repository at a server that was believed: nothing older counts from then on. */
export interface KnownRoot {
  /** The root as it came. */
  readonly text: string;
  readonly document: RootDocument;
  readonly versions: SeenVersions;
}

/** The form in which a store keeps them. */
export interface KnownRootFact {
  readonly root: string;
  readonly versions: SeenVersions;
}

const maximalRoles = 10;

/** How a store keeps roots and knows a sound one. */
export const knownRoots: FactKind<KnownRootFact> = {
  name: 'notary-roots',
  version: 1,
  // As JSON in JSON, each quotation mark takes two characters.
  maximalBytes: 3 * maximalRootBytes,
  parse(value) {
    if (!isObject(value) || typeof value['root'] !== 'string') return undefined;
    const versions = Object.entries(objectIn(value, 'versions'));
    if (versions.length > maximalRoles || parseRoot(value['root']) === undefined) return undefined;
    if (!versions.every(([, version]) => Number.isSafeInteger(version))) return undefined;
    return { root: value['root'], versions: Object.fromEntries(versions) as SeenVersions };
  },
};

export type KnownRoots = FactStore<KnownRootFact>;

export async function recallRoot(roots: KnownRoots, key: string): Promise<KnownRoot | undefined> {
  const fact = await roots.read(key);
  const document = fact && parseRoot(fact.root);
  return fact && document && { text: fact.root, document, versions: fact.versions };
}

/**
 * Keeps what was believed, if that is news. Another process may have seen newer metadata meanwhile, or another root for the first
 * time: what it kept stays. False when that is another root, so that what was believed must be judged by it.
 */
export async function keepRoot(
  roots: KnownRoots,
  key: string,
  seen: KnownRoot,
  before: KnownRoot | undefined,
): Promise<boolean> {
  const kept = await recallRoot(roots, key);
  if (kept !== undefined && before === undefined) return kept.text === seen.text;
  const isNewer = kept === undefined || seen.document.version > kept.document.version;
  const versions = newest(kept?.versions ?? {}, seen.versions);
  const fact = { root: isNewer ? seen.text : kept.text, versions };
  const isNews =
    kept === undefined ||
    JSON.stringify(fact) !== JSON.stringify({ root: kept.text, versions: kept.versions });
  if (isNews) await roots.write(key, fact);
  return true;
}

function newest(one: SeenVersions, other: SeenVersions): SeenVersions {
  const merged: Record<string, number> = { ...one };
  for (const [role, version] of Object.entries(other))
    merged[role] = Math.max(version, merged[role] ?? 0);
  return merged;
}
