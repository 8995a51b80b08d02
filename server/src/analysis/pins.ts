import type { ImageOccurrence, PinObstacle } from '../model/document-model.ts';
import { canonicalName, effectiveTag, type ImageReference } from '../reference/reference.ts';
import type { DigestResolver } from '../registry/digest-resolver.ts';
import type { RegistryError } from '../registry/errors.ts';
import { fail, ok, type Result } from '../text/result.ts';
import { touches, type Span } from '../text/span.ts';
import type { TextEdit } from '../text/text-edit.ts';
import type { Report } from './report.ts';

/** An image without a digest, with all that pinning it takes; made without any request. */
export type PinOffer = {
  /** The reference as it is written, or the word when the reference is not known. */
  readonly name: string;
  readonly occurrence: ImageOccurrence;
} & (
  | { readonly kind: 'ready'; readonly reference: ImageReference; readonly offset: number }
  | { readonly kind: 'blocked'; readonly obstacle: PinObstacle }
);

export type ReadyPin = Extract<PinOffer, { kind: 'ready' }>;

/** Every image of the report that could have a digest and has none. */
export function pinOffers({ model }: Report): readonly PinOffer[] {
  return model.images.flatMap((occurrence) => {
    const offer = offerFor(occurrence);
    return offer === undefined ? [] : [offer];
  });
}

/** The offers for what stands at `span`: the reference itself or a word that uses it. */
export function pinOffersAt(report: Report, span: Span): readonly PinOffer[] {
  return pinOffers(report).filter(({ occurrence }) =>
    [occurrence.span, ...occurrence.uses].some((place) => touches(place, span)),
  );
}

function offerFor(occurrence: ImageOccurrence): PinOffer | undefined {
  const { image, written } = occurrence;
  switch (image.kind) {
    case 'reference': {
      const { reference, site } = image;
      if (reference.digest !== undefined) return undefined;
      const name = reference.written;
      return site.kind === 'insert'
        ? { kind: 'ready', name, occurrence, reference, offset: site.offset }
        : { kind: 'blocked', name: written, occurrence, obstacle: site.obstacle };
    }
    case 'partly-known':
      if (image.tail.digest !== undefined) return undefined;
      return blocked(occurrence, image.variable);
    case 'unknown':
      return image.variable === '' ? undefined : blocked(occurrence, image.variable);
    default:
      return undefined;
  }
}

function blocked(occurrence: ImageOccurrence, variable: string): PinOffer {
  const obstacle: PinObstacle = { code: 'no-default', variable };
  return { kind: 'blocked', name: occurrence.written, occurrence, obstacle };
}

/** Asks the image's own registry and gives the one insertion that pins it. */
export async function resolvePin(
  { reference, offset }: ReadyPin,
  digests: DigestResolver,
  signal: AbortSignal,
): Promise<Result<TextEdit, RegistryError>> {
  const resolved = await digests.resolve(reference, signal);
  if (!resolved.ok) return fail(resolved.error);
  return ok({ span: { start: offset, end: offset }, newText: `@${resolved.value.digest}` });
}

export interface PinAllResult {
  readonly edits: readonly TextEdit[];
  readonly pinned: readonly ReadyPin[];
  readonly failed: readonly { readonly offer: ReadyPin; readonly error: RegistryError }[];
  readonly blocked: readonly Extract<PinOffer, { kind: 'blocked' }>[];
}

/** Registries are asked for at most this many images at a time. */
const parallelRequests = 4;

/**
 * Pins every image of a report, each distinct one asked for once. What fails is named in the result
 * and keeps its text; the others are pinned. `onProgress` hears how many distinct images are done.
 */
export async function pinAll(
  report: Report,
  digests: DigestResolver,
  signal: AbortSignal,
  onProgress: (done: number, total: number, name: string) => void = () => undefined,
): Promise<PinAllResult> {
  const offers = pinOffers(report);
  const ready = offers.filter((offer) => offer.kind === 'ready');
  const distinct = firstOfEach(ready);
  const answers = new Map<string, Result<TextEdit, RegistryError>>();
  let next = 0;

  const work = async (): Promise<void> => {
    for (let offer = distinct[next++]; offer !== undefined; offer = distinct[next++]) {
      answers.set(imageKey(offer), await resolvePin(offer, digests, signal));
      onProgress(answers.size, distinct.length, offer.name);
    }
  };
  await Promise.all(Array.from({ length: parallelRequests }, work));

  const edits: TextEdit[] = [];
  const pinned: ReadyPin[] = [];
  const failed: { offer: ReadyPin; error: RegistryError }[] = [];
  for (const offer of ready) {
    const answer = answers.get(imageKey(offer));
    if (answer === undefined) continue;
    if (!answer.ok) {
      failed.push({ offer, error: answer.error });
      continue;
    }
    const { offset } = offer;
    edits.push({ span: { start: offset, end: offset }, newText: answer.value.newText });
    pinned.push(offer);
  }
  return { edits, pinned, failed, blocked: offers.filter((offer) => offer.kind === 'blocked') };
}

/** One offer for each image that must be asked for. */
function firstOfEach(offers: readonly ReadyPin[]): readonly ReadyPin[] {
  const seen = new Set<string>();
  return offers.filter((offer) => {
    const key = imageKey(offer);
    return !seen.has(key) && seen.add(key);
  });
}

function imageKey({ reference }: ReadyPin): string {
  return `${canonicalName(reference)}:${effectiveTag(reference)}`;
}
