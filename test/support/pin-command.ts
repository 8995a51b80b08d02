import type { CliPorts } from '../../server/src/cli/ports.ts';
import type { ImageRegistry } from '../../server/src/registry/image-registry.ts';
import type { PinKnowledge } from '../../server/src/registry/pin-knowledge.ts';
import { memoryImageKnowledge, noTools } from './examining.ts';
import { memoryKnowledge } from './pin-knowledge.ts';
import { anyImage, sampleDigest } from './pinning.ts';
import { partialRegistry } from './registries.ts';
import { today } from './rule-examples.ts';

/** The ports of a command line that asks this registry, on the day of the tests. */
export function asking(
  registry: ImageRegistry,
  pins: PinKnowledge = memoryKnowledge(),
): Partial<CliPorts> {
  return {
    createRegistry: () => registry,
    createPins: () => pins,
    createTools: () => noTools,
    openImageKnowledge: () => memoryImageKnowledge(),
    now: () => Date.parse(today),
  };
}

/** A text whose digests are shortened to `@…` for reading. */
export function readable(text: string): string {
  return text.replaceAll(`@${sampleDigest}`, '@…');
}

/** Knows every image, but does something else before it answers. */
export function answeringAfter(disturb: () => Promise<void> | void): ImageRegistry {
  return partialRegistry({
    async resolve(reference, signal) {
      await disturb();
      return anyImage.resolve(reference, signal);
    },
  });
}
