import { pinKey } from '../reference/image-keys.ts';
import type { ImageReference } from '../reference/reference.ts';
import type { Report } from './report.ts';

/** Each distinct image with a digest that the reports name, wherever that is written. */
export function distinctPins(reports: readonly Report[]): readonly ImageReference[] {
  const distinct = new Map<string, ImageReference>();
  for (const { model } of reports)
    for (const { image } of model.images) {
      if (image.kind !== 'reference' || image.reference.digest === undefined) continue;
      const key = pinKey(image.reference);
      if (!distinct.has(key)) distinct.set(key, image.reference);
    }
  return [...distinct.values()];
}
