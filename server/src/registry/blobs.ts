import type { Digest } from '../reference/digest.ts';
import { ok, type Result } from '../text/result.ts';
import type { RegistryError } from './errors.ts';
import { hasDigest } from './manifest.ts';
import { mismatch } from './manifests.ts';
import {
  askForOk,
  contentCoding,
  invalidAnswer,
  type RemoteRepository,
} from './remote-repository.ts';

export interface BlobLimits {
  /** Bytes that the blob may have: its descriptor's `size`, if that is not too many. */
  readonly maximalSize: number;
}

/**
 * Fetches a blob (distribution specification, "Pulling blobs") and checks its bytes; `digest-mismatch` when they are
 * others, `too-large` when they are more than allowed. Registries keep blobs elsewhere, so a redirect may
 * lead to another host, which gets no authorization.
 */
export async function fetchBlobBytes(
  repository: RemoteRepository,
  digest: Digest,
  { maximalSize }: BlobLimits,
  signal: AbortSignal,
): Promise<Result<Uint8Array, RegistryError>> {
  const request = {
    method: 'GET',
    path: `blobs/${digest}`,
    accept: '*/*',
    maximalBody: maximalSize,
    mayLeaveOrigin: true,
  } as const;
  const answer = await askForOk(repository, request, signal);
  if (!answer.ok) return answer;
  const coding = contentCoding(answer.value);
  if (coding !== undefined) return invalidAnswer(answer.value, coding);
  const { body } = answer.value;
  return hasDigest(body, digest) ? ok(body) : mismatch(answer.value, digest);
}
