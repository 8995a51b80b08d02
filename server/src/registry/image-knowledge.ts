import type { ImageFacts } from '../reference/image-facts.ts';
import type { ImageReference } from '../reference/reference.ts';

/** The port to what this machine has found out about images, for those who must not ask. Nothing of it rejects. */
export interface ImageKnowledge {
  /** What was last found out about what a reference stands for, by whichever process, without any request. */
  recall(reference: ImageReference): Promise<ImageFacts | undefined>;
  /** Keeps what was found out: of the same digest the parts that are told, and the others as they were. */
  note(reference: ImageReference, facts: ImageFacts): Promise<void>;
}
