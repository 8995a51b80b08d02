import { parseDigest } from '../reference/digest.ts';
import { canonicalName, type ImageReference } from '../reference/reference.ts';
import { fail, type Result } from '../text/result.ts';
import type { ArtifactSource } from './artifact-source.ts';
import { createFlights } from './cache/flights.ts';
import { registryError, type RegistryError } from './errors.ts';
import { createRecent } from './recent.ts';

/** What an examination asks for more than once: signatures and attestations lie in the same places. */
export type SharedArtifacts = Pick<ArtifactSource, 'fetchManifest' | 'listReferrers'>;

/** As long as one examination takes, in milliseconds; whoever looks again after that wants a new answer. */
const lifetime = 10_000;
const maximalEntries = 100;
const maximalBytes = 256 * 1024;

/** Tags that tools derive from a digest: `sha256-….sig`, `.att`, `.sbom`, and the one for referrers. */
const derivedTag = /^sha(?:256|512)-[0-9a-f]{64,128}(?:\.[a-z]+)?$/;

/**
 * The same source, which asks once for all who want the same manifest of an artifact or the same list of referrers within ten
 * seconds. What tags of people stand for is always asked anew. `uptime` gives milliseconds from any origin and never goes back.
 */
export function withSharedArtifacts(
  source: SharedArtifacts,
  uptime: () => number = () => performance.now(),
): SharedArtifacts {
  const manifests = createShared<Awaited<ReturnType<SharedArtifacts['fetchManifest']>>>(uptime);
  const lists = createShared<Awaited<ReturnType<SharedArtifacts['listReferrers']>>>(uptime);
  return {
    fetchManifest(reference, version, signal) {
      if (!parseDigest(version).ok && !derivedTag.test(version))
        return source.fetchManifest(reference, version, signal);
      const key = `${canonicalName(reference)}@${version}`;
      return manifests.take(
        key,
        reference,
        signal,
        (shared) => source.fetchManifest(reference, version, shared),
        (got) => (got.ok ? got.value.bytes.length <= maximalBytes : isAbsent(got.error)),
      );
    },
    listReferrers(reference, digest, filter, signal) {
      const key = `${canonicalName(reference)}@${digest} ${filter.artifactType ?? ''}`;
      return lists.take(
        key,
        reference,
        signal,
        (shared) => source.listReferrers(reference, digest, filter, shared),
        (got) => got.ok,
      );
    },
  };
}

interface Shared<T> {
  take(
    key: string,
    reference: ImageReference,
    signal: AbortSignal,
    ask: (signal: AbortSignal) => Promise<T>,
    isKept: (answer: T) => boolean,
  ): Promise<T>;
}

function createShared<T extends Result<unknown, RegistryError>>(uptime: () => number): Shared<T> {
  const flights = createFlights<T>();
  const kept = createRecent<{ readonly answer: T; readonly at: number }>(maximalEntries);
  return {
    async take(key, reference, signal, ask, isKept) {
      const last = kept.get(key);
      if (last !== undefined && uptime() - last.at < lifetime) return last.answer;
      const answer = await flights.join(key, signal, async (shared) => {
        const got = await ask(shared);
        if (isKept(got)) kept.set(key, { answer: got, at: uptime() });
        return got;
      });
      return answer ?? (fail(registryError('cancelled', reference.registry)) as T);
    },
  };
}

function isAbsent({ code }: RegistryError): boolean {
  return code === 'not-found';
}
