import type { ImageInspection } from '../../analysis/image-inspection.ts';
import { explainRegistryError } from '../../analysis/registry-sentences.ts';

/** What could not be found out and why, a sentence each. */
export function unknownsOf(inspection: ImageInspection): readonly string[] {
  const { reference, details, tags, tagNow } = inspection;
  const failed = [
    ['The image of the platform', details],
    ['What the tag stands for now', tagNow],
    ['Which tags there are', tags],
  ] as const;
  return failed.flatMap(([what, answer]) =>
    answer === undefined || answer.ok
      ? []
      : [`${what}: ${explainRegistryError(reference, answer.error, 'look at')}`],
  );
}
