import { explainReferenceError } from '../analysis/reference-sentences.ts';
import { serviceCard, type ServiceCard } from '../analysis/service-card.ts';
import type { ImageOccurrence } from '../model/document-model.ts';
import { platformName, type Platform } from '../reference/platform.ts';
import { parsePlatform } from '../reference/platform-match.ts';
import { canonicalName, parseReference, type ImageReference } from '../reference/reference.ts';
import { tagKey } from '../reference/image-keys.ts';
import type { Requirement } from '../settings/policy.ts';
import { fail, ok, type Result } from '../text/result.ts';
import { touches } from '../text/span.ts';
import type { ReportSubject } from './protocol.ts';
import type { Session, Snapshot } from './session.ts';

/** An image that is to be looked into, with what the document says of it. */
export interface ReportedImage {
  readonly reference: ImageReference;
  /** What `--platform` or `platform` asks for. */
  readonly platform: Platform | undefined;
  /** The Compose service that uses it. */
  readonly service: ServiceCard | undefined;
  /** What the team requires of images here. */
  readonly requirements: readonly Requirement[];
  /** The same for the same image, platform and service. */
  readonly id: string;
}

/** Checks what comes from a client; undefined when it says nothing of an image. */
export function readReportSubject(data: unknown): ReportSubject | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const { uri, offset, image } = data as Readonly<Record<string, unknown>>;
  const isPlace = typeof uri === 'string' && Number.isSafeInteger(offset) && Number(offset) >= 0;
  if (!isPlace && typeof image !== 'string') return undefined;
  return {
    ...(isPlace && { uri, offset: Number(offset) }),
    ...(typeof image === 'string' && { image }),
  };
}

/** The subject of an occurrence, for a link or a command that is followed later. */
export function subjectOf({ uri }: Snapshot, { span, image }: ImageOccurrence): ReportSubject {
  const written = image.kind === 'reference' ? { image: image.reference.written } : {};
  return { uri, offset: span.start, ...written };
}

/** Finds the image that is meant; fails with a sentence when there is none of which anything could be known. */
export async function findSubject(
  session: Session,
  { uri, offset, image }: ReportSubject,
): Promise<Result<ReportedImage, string>> {
  const snapshot = uri === undefined ? undefined : await session.snapshot(uri);
  const named = image === undefined ? undefined : parseReference(image);
  if (snapshot !== undefined && offset !== undefined) {
    const occurrence = occurrenceAt(snapshot, offset);
    const found = occurrence?.image.kind === 'reference' ? occurrence.image.reference : undefined;
    const isMeant = named === undefined || (named.ok && isSameImage(named.value, found));
    if (occurrence !== undefined && found !== undefined && isMeant)
      return ok(inDocument(snapshot, occurrence, found));
    if (occurrence !== undefined && named === undefined) return fail(notNamed);
  }
  if (image === undefined || named === undefined) return fail(nowhere);
  if (!named.ok) return fail(explainReferenceError(image, named.error));
  return ok(reported(named.value, undefined, undefined, []));
}

/** The image that stands at a place or is used there; when it need not be exact, else the first of the same line. */
export function occurrenceAt(
  { report, lines }: Snapshot,
  offset: number,
  how: 'exactly' | 'nearby' = 'nearby',
): ImageOccurrence | undefined {
  const { images } = report.model;
  const own = images.filter(({ span }) => span.start <= report.source.text.length);
  const place = { start: offset, end: offset };
  const { line } = lines.positionAt(offset);
  return (
    own.find(({ span }) => touches(span, place)) ??
    own.find(({ uses }) => uses.some((use) => touches(use, place))) ??
    own.find(({ span }) => how === 'nearby' && lines.positionAt(span.start).line === line)
  );
}

const nowhere = 'There is no image here. Put the cursor on one, and ask again.';
const notNamed =
  'Which image this is, is not in the file, or no registry has it: there is nothing to look into.';

function inDocument(
  { report, options }: Snapshot,
  { platform, container }: ImageOccurrence,
  reference: ImageReference,
): ReportedImage {
  const user = container === undefined ? undefined : report.model.containers[container];
  const service =
    user?.kind === 'service' && user.name !== undefined
      ? serviceCard(report.model, user.name)
      : undefined;
  return reported(reference, parsePlatform(platform ?? ''), service, options.policy.require);
}

function reported(
  reference: ImageReference,
  platform: Platform | undefined,
  service: ServiceCard | undefined,
  requirements: readonly Requirement[],
): ReportedImage {
  const name = `${tagKey(reference)}@${reference.digest ?? ''}`;
  const id = [
    reference.tag === undefined && reference.digest !== undefined
      ? `${canonicalName(reference)}@${reference.digest}`
      : name,
    platform === undefined ? '' : platformName(platform),
    service?.service ?? '',
  ].join(' ');
  return { reference, platform, service, requirements, id };
}

function isSameImage(one: ImageReference, other: ImageReference | undefined): boolean {
  return other !== undefined && tagKey(one) === tagKey(other) && one.digest === other.digest;
}
