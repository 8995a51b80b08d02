import type { DocumentModel, ImageOccurrence } from '../model/document-model.ts';
import type { ImageFacts } from '../reference/image-facts.ts';
import type { ImageReference } from '../reference/reference.ts';
import { mayBeCovered } from './image-patterns.ts';
import type { ImageRequirement, RuleContext } from './rule.ts';

/** An image whose registry and name are known. */
export interface NamedImage {
  readonly occurrence: ImageOccurrence;
  readonly reference: ImageReference;
}

/** The images of a document that no unknown variable takes part in. */
export function* namedImages({ images }: DocumentModel): Generator<NamedImage> {
  for (const occurrence of images) {
    const { image } = occurrence;
    if (image.kind === 'reference') yield { occurrence, reference: image.reference };
  }
}

/** An image of which something was found out not too long ago. */
export interface ExaminedImage extends NamedImage {
  readonly facts: ImageFacts;
}

export function* examinedImages(
  document: DocumentModel,
  { imageFacts }: RuleContext,
): Generator<ExaminedImage> {
  for (const image of namedImages(document)) {
    const facts = imageFacts(image.reference);
    if (facts !== undefined) yield { ...image, facts };
  }
}

type Measure = ImageRequirement['measures'][number];

/** Whether one of the requirements that cover an image names the measure. */
export function isRequired(
  requirements: readonly ImageRequirement[],
  measure: Measure,
  reference: ImageReference,
): boolean {
  return requirements.some(
    ({ images, measures }) => measures.includes(measure) && mayBeCovered(images, reference),
  );
}

/** The images of a document for which the configuration requires the measure. */
export function* requiredImages(
  document: DocumentModel,
  { requirements }: RuleContext,
  measure: Measure,
): Generator<NamedImage> {
  if (requirements.length === 0) return;
  for (const image of namedImages(document))
    if (isRequired(requirements, measure, image.reference)) yield image;
}

/** What to do about an image that nobody has looked at. */
export const howToAsk = 'Run `seaworthy check --online`, or open the image report.';
