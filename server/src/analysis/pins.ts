import type { ImageOccurrence, PinObstacle } from '../model/document-model.ts';
import { canonicalName, effectiveTag, type ImageReference } from '../reference/reference.ts';
import type { Digest } from '../reference/digest.ts';
import type { DigestResolver, ResolvedDigest } from '../registry/digest-resolver.ts';
import type { RegistryError } from '../registry/errors.ts';
import { fail, ok, type Result } from '../text/result.ts';
import { touches, type Span } from '../text/span.ts';
import type { TextEdit } from '../text/text-edit.ts';
import { workInLanes, type LaneLimits } from './lanes.ts';
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

/** Every image of the report that could have a digest and has none; those of other files are pinned there. */
export function pinOffers({ source, model }: Report): readonly PinOffer[] {
  return model.images.flatMap((occurrence) => {
    if (occurrence.span.start > source.text.length) return [];
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
  return resolved.ok ? ok(insertion(offset, resolved.value.digest)) : resolved;
}

function insertion(offset: number, digest: Digest): TextEdit {
  return { span: { start: offset, end: offset }, newText: `@${digest}` };
}

export interface PinAllResult {
  readonly edits: readonly TextEdit[];
  readonly pinned: readonly ReadyPin[];
  readonly failed: readonly { readonly offer: ReadyPin; readonly error: RegistryError }[];
  readonly blocked: readonly Extract<PinOffer, { kind: 'blocked' }>[];
}

/** Told how many distinct images are done, and which is asked for now. */
export type PinProgress = (done: number, total: number, name: string) => void;

/**
 * Pins every image of a report, each distinct one asked for once. What fails is named in the result
 * and keeps its text; the others are pinned.
 */
export async function pinAll(
  report: Report,
  digests: DigestResolver,
  signal: AbortSignal,
  onProgress: PinProgress = () => undefined,
): Promise<PinAllResult> {
  const offers = pinOffers(report);
  const ready = offers.filter((offer) => offer.kind === 'ready');
  const answers = await askForEach(ready, digests, signal, onProgress);

  const edits: TextEdit[] = [];
  const pinned: ReadyPin[] = [];
  const failed: { offer: ReadyPin; error: RegistryError }[] = [];
  for (const offer of ready) {
    const answer = answers.get(imageKey(offer));
    if (answer === undefined) continue;
    if (answer.ok) {
      edits.push(insertion(offer.offset, answer.value.digest));
      pinned.push(offer);
    } else {
      failed.push({ offer, error: answer.error });
    }
  }
  return { edits, pinned, failed, blocked: offers.filter((offer) => offer.kind === 'blocked') };
}

type Answer = Result<ResolvedDigest, RegistryError>;

/** How many images are asked for at a time: one more of each registry than the client sends requests to one host, so that the next is ready. */
const askedAtOnce: LaneLimits = { each: 5, all: 16 };

/** Asks for each distinct image once; a registry that refuses further requests is asked no more. */
async function askForEach(
  offers: readonly ReadyPin[],
  digests: DigestResolver,
  signal: AbortSignal,
  onProgress: PinProgress,
): Promise<ReadonlyMap<string, Answer>> {
  const distinct = firstOfEach(offers);
  const answers = new Map<string, Answer>();
  const refusals = new Map<string, RegistryError>();

  const ask = async ({ reference }: ReadyPin): Promise<Answer> => {
    const refusal = refusals.get(reference.registry);
    if (refusal !== undefined) return fail(refusal);
    const answer = await digests.resolve(reference, signal);
    if (!answer.ok && answer.error.code === 'rate-limited')
      refusals.set(reference.registry, answer.error);
    return answer;
  };
  const work = async (offer: ReadyPin): Promise<void> => {
    onProgress(answers.size, distinct.length, offer.name);
    answers.set(imageKey(offer), await ask(offer));
  };
  await workInLanes(distinct, ({ reference }) => reference.registry, askedAtOnce, work);
  return answers;
}

/** One offer for each image that must be asked for. */
function firstOfEach(offers: readonly ReadyPin[]): readonly ReadyPin[] {
  const seen = new Set<string>();
  return offers.filter((offer) => {
    const key = imageKey(offer);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function imageKey({ reference }: ReadyPin): string {
  return `${canonicalName(reference)}:${effectiveTag(reference)}`;
}
