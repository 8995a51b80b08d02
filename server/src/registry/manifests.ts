import { parseDigest, type Digest } from '../reference/digest.ts';
import { fail, ok, type Result } from '../text/result.ts';
import { tokenServerDetail } from './authorization/token.ts';
import { registryError, type RegistryError } from './errors.ts';
import { parseJsonObject } from './json.ts';
import {
  acceptedManifests,
  digestOfBytes,
  hasDigest,
  manifestMediaType,
  maximalManifestSize,
} from './manifest.ts';
import type { HttpAnswer } from './network/transport.ts';
import {
  askForOk,
  contentCoding,
  invalidAnswer,
  type RemoteRepository,
} from './remote-repository.ts';

/** What a tag stands for at the moment of the answer. */
export interface TagTarget {
  readonly digest: Digest;
  readonly mediaType: string;
}

/** A manifest or index as it came over the wire, its bytes checked against its digest. */
export interface ManifestBytes extends TagTarget {
  readonly bytes: Uint8Array;
}

/** What an answer says of its body; both may be missing on HEAD. */
interface Description {
  readonly digest: Digest | undefined;
  readonly mediaType: string | undefined;
}

/** Statuses that some servers have for HEAD alone: not known, not wanted, or stopped by a firewall. */
const headMayBeUnwanted: ReadonlySet<number | undefined> = new Set([400, 403, 405, 501]);

/**
 * Finds out which digest a tag stands for (distribution specification, "Pulling manifests"): by HEAD, which
 * Docker Hub does not count as a pull, and by GET where HEAD does not tell.
 *
 * The digest in HEAD's answer is the registry's word, and only its form is checked. That is the trust that
 * every pull of a tag puts in its registry; whoever pulls by the digest checks the bytes against it. The bytes of
 * GET are always checked here. A 404 on HEAD is an answer, and so is a 401: asking again would offer
 * a wrong password once more.
 */
export async function resolveTag(
  repository: RemoteRepository,
  tag: string,
  signal: AbortSignal,
): Promise<Result<TagTarget, RegistryError>> {
  const head = await askForManifest(repository, 'HEAD', tag, signal);
  if (!head.ok && !isForHeadAlone(head.error)) return head;
  if (head.ok) {
    const { digest, mediaType } = head.value.description;
    if (digest !== undefined && mediaType !== undefined) return ok({ digest, mediaType });
  }
  const got = await fetchManifestBytes(repository, tag, signal);
  return got.ok ? ok({ digest: got.value.digest, mediaType: got.value.mediaType }) : got;
}

/** What a token server refuses, it refuses whatever the method. */
function isForHeadAlone({ status, detail }: RegistryError): boolean {
  return headMayBeUnwanted.has(status) && detail !== tokenServerDetail;
}

/**
 * Fetches a manifest or index by its tag or digest. The bytes have the digest that was asked for, else the one
 * that the registry tells, else their own; `digest-mismatch` when they have not.
 */
export async function fetchManifestBytes(
  repository: RemoteRepository,
  version: string,
  signal: AbortSignal,
): Promise<Result<ManifestBytes, RegistryError>> {
  const got = await askForManifest(repository, 'GET', version, signal);
  if (!got.ok) return got;
  const { answer, description } = got.value;
  const { body: bytes } = answer;
  if (description.mediaType === undefined) return invalidAnswer(answer, 'no content type');
  const coding = contentCoding(answer);
  if (coding !== undefined) return invalidAnswer(answer, coding);

  const wanted = parseDigest(version);
  const promised = wanted.ok ? wanted.value : description.digest;
  if (promised === undefined && !isManifest(bytes, description.mediaType))
    return invalidAnswer(answer, 'no manifest');
  const digest = promised ?? digestOfBytes(bytes, 'sha256');
  return hasDigest(bytes, digest)
    ? ok({ digest, mediaType: description.mediaType, bytes })
    : mismatch(answer, digest);
}

/**
 * Whether the repository has the manifest or index of a tag or digest (distribution specification, "Checking if
 * content exists in the registry"): by HEAD, and by GET where HEAD does not tell. 404 is "no", also from registries
 * that say so of a repository which is not there, or not for everyone.
 */
export async function hasManifest(
  repository: RemoteRepository,
  version: string,
  signal: AbortSignal,
): Promise<Result<boolean, RegistryError>> {
  const head = await askForManifest(repository, 'HEAD', version, signal);
  if (head.ok) {
    const { answer, description } = head.value;
    const wanted = parseDigest(version);
    const isOther = wanted.ok && (description.digest ?? wanted.value) !== wanted.value;
    return isOther ? mismatch(answer, wanted.value) : ok(true);
  }
  const settled = isForHeadAlone(head.error)
    ? await fetchManifestBytes(repository, version, signal)
    : head;
  if (settled.ok) return ok(true);
  return isAbsence(settled.error) ? ok(false) : settled;
}

/** Whether it was the registry that said "not found", and of what was asked for. */
export function isAbsence({ code, detail }: RegistryError): boolean {
  return code === 'not-found' && detail !== tokenServerDetail;
}

/**
 * Whether bytes that nobody has given a digest for are at least a whole manifest of the type that was told
 * (OCI image specification, "Image Manifest"), so that no error page or broken answer gets one.
 */
function isManifest(bytes: Uint8Array, mediaType: string): boolean {
  const fields = parseJsonObject(bytes);
  return fields?.['schemaVersion'] === 2 && (fields['mediaType'] ?? mediaType) === mediaType;
}

/** The bytes that came do not have the digest that was promised. */
export function mismatch(
  { url, status }: HttpAnswer,
  promised: Digest,
): { readonly ok: false; readonly error: RegistryError } {
  return fail(registryError('digest-mismatch', url.host, { status, detail: promised }));
}

async function askForManifest(
  repository: RemoteRepository,
  method: 'HEAD' | 'GET',
  version: string,
  signal: AbortSignal,
): Promise<Result<{ answer: HttpAnswer; description: Description }, RegistryError>> {
  const request = {
    method,
    path: `manifests/${version}`,
    accept: acceptedManifests,
    maximalBody: maximalManifestSize,
    mayLeaveOrigin: true,
  };
  const answer = await askForOk(repository, request, signal);
  if (!answer.ok) return answer;
  const description = describe(answer.value);
  return description.ok
    ? ok({ answer: answer.value, description: description.value })
    : description;
}

function describe(answer: HttpAnswer): Result<Description, RegistryError> {
  const { url, status, header } = answer;
  const contentType = header('content-type');
  const mediaType = contentType === undefined ? ok(undefined) : manifestMediaType(contentType);
  if (!mediaType.ok)
    return fail(registryError(mediaType.error, url.host, { status, detail: contentType }));

  const written = header('docker-content-digest');
  const digest = written === undefined ? ok(undefined) : parseDigest(written);
  if (!digest.ok) return invalidAnswer(answer, `Docker-Content-Digest: ${written ?? ''}`);
  return ok({ digest: digest.value, mediaType: mediaType.value });
}
