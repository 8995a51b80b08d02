import { createHash } from 'node:crypto';
import { ok, type Result } from '../../text/result.ts';
import {
  parseList,
  parseTargets,
  type FileFacts,
  type SignedDocument,
  type Signers,
  type TargetsDocument,
} from './documents.ts';
import { refuse, type TrustFailure } from './failure.ts';
import type { NotaryKeys } from './keys.ts';
import type { MetadataSource } from './metadata-source.ts';
import type { TrustedRoot } from './roots.ts';
import { isSignedBy } from './signatures.ts';

/** The newest version of each role that was believed; the root is kept whole in its own place. */
export type SeenVersions = Readonly<Record<string, number>>;

/** Where a tag is looked up: one role's targets, of which it may have signed them. */
export interface TargetList {
  readonly role: string;
  readonly targets: ReadonlyMap<string, FileFacts>;
}

/** All of a repository that is believed now. */
export interface TrustData {
  /** In the order in which Docker looks a tag up. */
  readonly lists: readonly TargetList[];
  readonly versions: SeenVersions;
  /** When the first of the documents expires, in milliseconds since 1970-01-01 UTC. */
  readonly expires: number;
}

/** The delegation that Docker signs tags in; it reads no other. */
const releases = 'targets/releases';

const maximalTimestampBytes = 64 * 1_024;
const maximalSnapshotBytes = 1_024 * 1_024;
const maximalTargetsBytes = 16 * 1_024 * 1_024;

/** What one document is judged by. */
interface Judgement {
  readonly role: string;
  readonly keys: NotaryKeys;
  readonly signers: Signers;
  readonly seen: SeenVersions;
  readonly now: number;
}

/**
 * Reads what a believed root vouches for (The Update Framework, 5.4 to 5.7): timestamp, snapshot, targets and what they delegate to
 * `targets/releases`. Each must be signed by those who may, be no older than before and not have run out, and be of
 * the length and the hashes that the one before says.
 */
export async function readTrustData(
  source: MetadataSource,
  { document: root, bytes: rootBytes }: TrustedRoot,
  seen: SeenVersions,
  now: number,
): Promise<Result<TrustData, TrustFailure>> {
  const { keys, signers } = root;
  const judged = { keys, seen, now };

  const got = await source.get('timestamp', maximalTimestampBytes);
  if (!got.ok) return got;
  if (got.value === 'absent') return refuse('tampered', 'timestamp');
  const timestamp = judge(
    got.value === 'oversized' ? undefined : parseList(got.value, 'Timestamp'),
    { ...judged, role: 'timestamp', signers: signers.timestamp },
  );
  if (!timestamp.ok) return timestamp;

  const snapshotBytes = await fetchListed(
    source,
    'snapshot',
    timestamp.value.files,
    maximalSnapshotBytes,
  );
  if (!snapshotBytes.ok) return snapshotBytes;
  const snapshot = judge(parseList(snapshotBytes.value, 'Snapshot'), {
    ...judged,
    role: 'snapshot',
    signers: signers.snapshot,
  });
  if (!snapshot.ok) return snapshot;
  const { files } = snapshot.value;
  const rootFacts = files.get('root');
  if (rootFacts === undefined || !isOf(rootBytes, rootFacts)) return refuse('tampered', 'root');

  const targetsBytes = await fetchListed(source, 'targets', files, maximalTargetsBytes);
  if (!targetsBytes.ok) return targetsBytes;
  const targets = judge(parseTargets(targetsBytes.value), {
    ...judged,
    role: 'targets',
    signers: signers.targets,
  });
  if (!targets.ok) return targets;

  const released = await readReleases(source, targets.value, files, judged);
  if (!released.ok) return released;

  const documents = {
    timestamp: timestamp.value,
    snapshot: snapshot.value,
    targets: targets.value,
    ...(released.value !== undefined && { [releases]: released.value.document }),
  };
  return ok({
    lists: [
      ...(released.value === undefined ? [] : [released.value.list]),
      { role: 'targets', targets: targets.value.targets },
    ],
    versions: Object.fromEntries(
      Object.entries(documents).map(([role, { version }]) => [role, version]),
    ),
    expires: Math.min(root.expires, ...Object.values(documents).map(({ expires }) => expires)),
  });
}

interface Released {
  readonly document: TargetsDocument;
  readonly list: TargetList;
}

/** What `targets/releases` signed; undefined when there is no such delegation, or nothing was signed by it yet. */
async function readReleases(
  source: MetadataSource,
  { delegations }: TargetsDocument,
  files: ReadonlyMap<string, FileFacts>,
  judged: Omit<Judgement, 'role' | 'signers'>,
): Promise<Result<Released | undefined, TrustFailure>> {
  const delegation = delegations.find(({ role }) => role === releases);
  if (delegation === undefined) return ok(undefined);
  // A server that may sign the snapshot must not bring back older signatures by leaving these out.
  if (!files.has(releases))
    return judged.seen[releases] === undefined ? ok(undefined) : refuse('rollback', releases);
  const bytes = await fetchListed(source, releases, files, maximalTargetsBytes);
  if (!bytes.ok) return bytes;
  const { keys, signers, paths } = delegation;
  const document = judge(parseTargets(bytes.value), { ...judged, role: releases, keys, signers });
  if (!document.ok) return document;
  const targets = new Map(
    [...document.value.targets].filter(([tag]) => paths.some((path) => tag.startsWith(path))),
  );
  return ok({ document: document.value, list: { role: releases, targets } });
}

/** Gets a document by the hash that another one names, so that what is published meanwhile disturbs nothing. */
async function fetchListed(
  source: MetadataSource,
  role: string,
  files: ReadonlyMap<string, FileFacts>,
  maximalBytes: number,
): Promise<Result<Uint8Array, TrustFailure>> {
  const facts = files.get(role);
  const [algorithm, hash] = facts?.digests[0].split(':') ?? [];
  if (facts === undefined || algorithm !== 'sha256' || facts.length > maximalBytes)
    return refuse('malformed', role);
  const got = await source.get(`${role}.${hash ?? ''}`, facts.length);
  if (!got.ok) return got;
  const isSame = typeof got.value === 'object' && isOf(got.value, facts);
  return isSame ? ok(got.value) : refuse('tampered', role);
}

/** The document, unless there is a reason not to believe it. */
function judge<T extends SignedDocument>(
  document: T | undefined,
  { role, keys, signers, seen, now }: Judgement,
): Result<T, TrustFailure> {
  if (document === undefined) return refuse('malformed', role);
  if (!isSignedBy(document, keys, signers)) return refuse('tampered', role);
  if (document.version < (seen[role] ?? 0)) return refuse('rollback', role);
  return document.expires > now ? ok(document) : refuse('expired', role);
}

/** Whether bytes are those that were described. */
function isOf(bytes: Uint8Array, { length, digests }: FileFacts): boolean {
  if (bytes.length !== length) return false;
  return digests.every((digest) => {
    const algorithm = digest.startsWith('sha256:') ? 'sha256' : 'sha512';
    return digest === `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`;
  });
}
