import { fail, ok, type Result } from '../../text/result.ts';
import { parseRoot, type RootDocument } from './documents.ts';
import { refuse, type TrustFailure } from './failure.ts';
import type { MetadataSource } from './metadata-source.ts';
import { rootSigners } from './root-certificates.ts';
import { isSignedBy } from './signatures.ts';

/** A root that is believed, and the bytes that it was read from. */
export interface TrustedRoot {
  readonly document: RootDocument;
  readonly bytes: Uint8Array;
}

/** Bytes that a root may have; it is kept on disk. */
export const maximalRootBytes = 256 * 1_024;
const maximalHandOvers = 100;

/**
 * Finds the root to believe now: the newest one of the server, if the known root handed over to it through every root
 * between (The Update Framework, 5.3), or without a known one the newest as it is, which is trust on first use.
 * Metadata that was seen before and is gone is a `rollback`: leaving it out must not pass for an unsigned repository.
 */
export async function findRoot(
  source: MetadataSource,
  known: RootDocument | undefined,
  now: number,
): Promise<Result<TrustedRoot, TrustFailure>> {
  const got = await source.get('root', maximalRootBytes);
  if (!got.ok) return got;
  if (got.value === 'oversized') return refuse('malformed', 'root');
  if (got.value === 'absent')
    return known === undefined ? fail({ kind: 'no-metadata' }) : refuse('rollback', 'root');
  const newest = readRoot(got.value, source.name);
  if (!newest.ok) return newest;
  const document = newest.value;
  const handedOver = known === undefined ? ok(document) : await handOver(source, known, document);
  if (!handedOver.ok) return handedOver;
  const isCurrent =
    document.expires > now &&
    isSignedBy(document, document.keys, rootSigners(document, source.name, now));
  return isCurrent ? ok({ document, bytes: got.value }) : refuse('expired', 'root');
}

/** Walks from the known root to the newest, one version after the other. */
async function handOver(
  source: MetadataSource,
  known: RootDocument,
  newest: RootDocument,
): Promise<Result<RootDocument, TrustFailure>> {
  const versions = newest.version - known.version;
  if (versions < 0) return refuse(isEarlier(newest, known) ? 'rollback' : 'wrong-root', 'root');
  if (versions === 0)
    return known.message.equals(newest.message) ? ok(newest) : refuse('wrong-root', 'root');
  if (versions > maximalHandOvers) return refuse('wrong-root', 'root');
  let current = known;
  for (let version = known.version + 1; version < newest.version; version++) {
    const got = await source.get(`${version}.root`, maximalRootBytes);
    if (!got.ok) return got;
    if (got.value === 'oversized') return refuse('malformed', 'root');
    if (got.value === 'absent') return refuse('wrong-root', 'root');
    const next = readRoot(got.value, source.name);
    if (!next.ok) return next;
    if (next.value.version !== version || !isHandedOver(current, next.value))
      return refuse('wrong-root', 'root');
    current = next.value;
  }
  return isHandedOver(current, newest) ? ok(newest) : refuse('wrong-root', 'root');
}

/** A root that is sound in itself: signed by its own keys, which are certificates for this repository. */
function readRoot(bytes: Uint8Array, name: string): Result<RootDocument, TrustFailure> {
  const root = parseRoot(bytes);
  if (root === undefined) return refuse('malformed', 'root');
  const { keys, signers } = root;
  if (!isSignedBy(root, keys, signers.root)) return refuse('tampered', 'root');
  return isSignedBy(root, keys, rootSigners(root, name)) ? ok(root) : refuse('wrong-root', 'root');
}

/** Whether an older root was one of the repository's: those who sign now signed it, or those of it signed the root of now. */
function isEarlier(old: RootDocument, known: RootDocument): boolean {
  return isHandedOver(known, old) || isHandedOver(old, known);
}

/** Whether those who may sign the one root signed the other; certificates that ran out since still count. */
function isHandedOver(from: RootDocument, to: RootDocument): boolean {
  return isSignedBy(to, from.keys, from.signers.root);
}
