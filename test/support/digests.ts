import type { ImageReference } from '../../server/src/reference/reference.ts';
import type { DigestResolver } from '../../server/src/registry/digest-resolver.ts';
import { registryError, type RegistryErrorCode } from '../../server/src/registry/errors.ts';
import { fail } from '../../server/src/text/result.ts';
import { deferred } from './deferred.ts';
import { anyImage } from './pinning.ts';

/** A resolver that remembers what it was asked for. */
export interface RecordingResolver extends DigestResolver {
  /** The references as they were written. */
  readonly asked: readonly string[];
}

/** Knows every image but those that `failures` names, by their reference. */
export function recordingResolver(
  failures: Readonly<Record<string, RegistryErrorCode>> = {},
): RecordingResolver {
  const asked: string[] = [];
  return {
    asked,
    resolve(reference, signal) {
      asked.push(reference.written);
      const code = failures[reference.written];
      return code === undefined
        ? anyImage.resolve(reference, signal)
        : Promise.resolve(fail(registryError(code, reference.registry)));
    },
  };
}

/** A resolver that answers when it is told to. */
export interface HeldResolver extends DigestResolver {
  /** Resolves as soon as it is asked for an image. */
  readonly reached: Promise<ImageReference>;
  /** Lets it answer, this time and from now on. */
  release(): void;
}

/** Knows every image, but answers only after `release`; an aborted signal ends the wait as `cancelled`. */
export function heldResolver(): HeldResolver {
  const reached = deferred<ImageReference>();
  const released = deferred<undefined>();
  return {
    reached: reached.promise,
    release: () => {
      released.resolve(undefined);
    },
    async resolve(reference, signal) {
      reached.resolve(reference);
      const aborted = new Promise((resolve) => {
        signal.addEventListener('abort', resolve, { once: true });
      });
      await Promise.race([released.promise, aborted]);
      return signal.aborted
        ? fail(registryError('cancelled', reference.registry))
        : anyImage.resolve(reference, signal);
    },
  };
}
