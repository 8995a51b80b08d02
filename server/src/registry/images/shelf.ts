import { parseDigest } from '../../reference/digest.ts';
import { canonicalName, type ImageReference } from '../../reference/reference.ts';
import { fail, ok, type Result } from '../../text/result.ts';
import { createFlights } from '../cache/flights.ts';
import { registryError, type RegistryError } from '../errors.ts';
import { createRecent } from '../recent.ts';

/** What was got of repositories by digest, which never changes, so many of the ones used last. */
export interface Shelf<T extends object | undefined> {
  /**
   * What stands under the version when that is a digest, else what `get` gives; who asks for the same at the same time
   * shares it. An aborted signal gives `cancelled`.
   */
  take(
    reference: ImageReference,
    version: string,
    signal: AbortSignal,
    get: (signal: AbortSignal) => Promise<Result<T, RegistryError>>,
  ): Promise<Result<T, RegistryError>>;
  /** Puts there what a digest names. */
  put(reference: ImageReference, digest: string, value: T & object): void;
}

export function createShelf<T extends object | undefined>(maximalSize: number): Shelf<T> {
  const known = createRecent<T & object>(maximalSize);
  const flights = createFlights<Result<T, RegistryError>>();
  return {
    async take(reference, version, signal, get) {
      const key = keyOf(reference, version);
      const value = parseDigest(version).ok ? known.get(key) : undefined;
      if (value !== undefined) return ok(value);
      const got = await flights.join(key, signal, get);
      return got ?? fail(registryError('cancelled', reference.registry));
    },
    put(reference, digest, value) {
      known.set(keyOf(reference, digest), value);
    },
  };
}

/** By repository too, as who may see one need not be allowed to see another with the same content. */
function keyOf(reference: ImageReference, version: string): string {
  return `${canonicalName(reference)}@${version}`;
}
