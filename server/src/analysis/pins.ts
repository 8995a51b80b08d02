import { pinEdit, unpinEdit } from '../model/pin-edits.ts';
import type { Digest } from '../reference/digest.ts';
import type { DigestResolver } from '../registry/digest-resolver.ts';
import type { RegistryError } from '../registry/errors.ts';
import { ok, type Result } from '../text/result.ts';
import type { TextEdit } from '../text/text-edit.ts';
import { askForEach, type Answers, type PinProgress } from './distinct-images.ts';
import {
  builtImages,
  pinnedImages,
  pinOffers,
  type BlockedImage,
  type PinOffer,
  type ReadyImage,
} from './pin-offers.ts';
import type { Report } from './report.ts';
import { withoutShared } from './shared-environment.ts';

/** What a person decides about pins. */
export interface PinOptions {
  /** Whether the tag stays before the digest, where people read it and from where it can be followed. */
  readonly keepsTag: boolean;
}

export const defaultPinOptions: PinOptions = { keepsTag: true };

/** One digest that comes, goes or is replaced. */
export interface PinChange {
  readonly image: ReadyImage;
  /** Of the model's text: behind the document's end it is in another file. */
  readonly edit: TextEdit;
  readonly from: Digest | undefined;
  readonly to: Digest | undefined;
}

export interface FailedImage {
  readonly image: ReadyImage;
  readonly error: RegistryError;
}

export interface PinAllResult {
  readonly changes: readonly PinChange[];
  readonly failed: readonly FailedImage[];
  readonly blocked: readonly BlockedImage[];
  /** Left alone with good reason: what is built here has no digest in a registry. */
  readonly built: readonly BlockedImage[];
}

/** The edits of all changes, of the model's text. */
export function editsOf({ changes }: Pick<PinAllResult, 'changes'>): readonly TextEdit[] {
  return changes.map(({ edit }) => edit);
}

/** Asks the image's own registry and gives the one edit that pins it. */
export async function resolvePin(
  { reference, version }: ReadyImage,
  digests: DigestResolver,
  signal: AbortSignal,
  { keepsTag }: PinOptions = defaultPinOptions,
): Promise<Result<TextEdit, RegistryError>> {
  const resolved = await digests.resolve(reference, signal);
  return resolved.ok ? ok(pinEdit(version, resolved.value.digest, keepsTag)) : resolved;
}

/** Pins every image of a report; see `pinReports`. */
export async function pinAll(
  report: Report,
  digests: DigestResolver,
  signal: AbortSignal,
  onProgress?: PinProgress,
  options = defaultPinOptions,
): Promise<PinAllResult> {
  const results = await pinReports([report], digests, signal, onProgress, () => options);
  return results[0] ?? nothingToPin;
}

const nothingToPin: PinAllResult = { changes: [], failed: [], blocked: [], built: [] };

/**
 * Pins every image of several reports, each distinct one of all of them asked for once; gives a result for each
 * report, in order. What fails is named in the result and keeps its text, and so does what would break another of
 * the reports; the others are pinned. Never rejects; what was not reached when `signal` aborts has failed as
 * `cancelled`.
 */
export async function pinReports(
  reports: readonly Report[],
  digests: DigestResolver,
  signal: AbortSignal,
  onProgress: PinProgress = () => undefined,
  optionsOf: (report: Report) => PinOptions = () => defaultPinOptions,
): Promise<readonly PinAllResult[]> {
  const offersOf = withoutShared(reports, reports.map(pinOffers));
  const references = offersOf.flat().flatMap((offer) => (isReady(offer) ? offer.reference : []));
  const answers = await askForEach(references, digests, signal, onProgress);
  return reports.map((report, index) => ({
    ...pinWith(answers, offersOf[index] ?? [], optionsOf(report)),
    built: builtImages(report),
  }));
}

function pinWith(
  answers: Answers,
  offers: readonly PinOffer[],
  { keepsTag }: PinOptions,
): Omit<PinAllResult, 'built'> {
  const changes: PinChange[] = [];
  const failed: FailedImage[] = [];
  const blocked: BlockedImage[] = [];
  for (const offer of offers) {
    if (!isReady(offer)) {
      blocked.push(offer);
      continue;
    }
    const answer = answers(offer.reference);
    if (!answer.ok) {
      failed.push({ image: offer, error: answer.error });
      continue;
    }
    const to = answer.value.digest;
    const edit = pinEdit(offer.version, to, keepsTag);
    changes.push({ image: offer, edit, from: undefined, to });
  }
  return { changes, failed, blocked };
}

function isReady(offer: PinOffer): offer is ReadyImage {
  return offer.kind === 'ready';
}

export interface UnpinResult {
  readonly changes: readonly PinChange[];
  readonly blocked: readonly BlockedImage[];
}

/** Takes the digests of a report away; no registry is asked. A reference without a tag means `latest` then. */
export function unpinAll(report: Report): UnpinResult {
  const pinned = pinnedImages(report);
  return {
    changes: pinned.flatMap((image) => {
      const edit = image.kind === 'ready' ? unpinEdit(image.version) : undefined;
      if (image.kind !== 'ready' || edit === undefined) return [];
      return [{ image, edit, from: image.digest, to: undefined }];
    }),
    blocked: pinned.filter((image) => image.kind === 'blocked'),
  };
}
