import type { ImageReference } from '../../server/src/reference/reference.ts';
import { registryError, type RegistryErrorCode } from '../../server/src/registry/errors.ts';
import type { ImageRegistry } from '../../server/src/registry/image-registry.ts';
import { fail } from '../../server/src/text/result.ts';
import { deferred } from './deferred.ts';
import { anyImage } from './pinning.ts';
import { partialRegistry } from './registries.ts';

/** A registry that remembers what it was asked for. */
export interface RecordingRegistry extends ImageRegistry {
  /** The references as they were written. */
  readonly asked: readonly string[];
}

/** Knows every image but those that `failures` names, by their reference. */
export function recordingRegistry(
  failures: Readonly<Record<string, RegistryErrorCode>> = {},
): RecordingRegistry {
  const asked: string[] = [];
  const registry = partialRegistry({
    resolve(reference, signal) {
      asked.push(reference.written);
      const code = failures[reference.written];
      return code === undefined
        ? anyImage.resolve(reference, signal)
        : Promise.resolve(fail(registryError(code, reference.registry)));
    },
  });
  return { ...registry, asked };
}

/** A registry that answers when it is told to. */
export interface HeldRegistry extends ImageRegistry {
  /** Resolves as soon as it is asked for an image. */
  readonly reached: Promise<ImageReference>;
  /** Lets it answer, this time and from now on. */
  release(): void;
}

/** Knows every image, but answers only after `release`; an aborted signal ends the wait as `cancelled`. */
export function heldRegistry(): HeldRegistry {
  const reached = deferred<ImageReference>();
  const released = deferred<undefined>();
  const registry = partialRegistry({
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
  });
  return {
    ...registry,
    reached: reached.promise,
    release: () => {
      released.resolve(undefined);
    },
  };
}
