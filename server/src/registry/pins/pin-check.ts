import type { Digest } from '../../reference/digest.ts';
import { pinKey, tagKey } from '../../reference/image-keys.ts';
import {
  pinFactsLifetime,
  type MovedTag,
  type PinFacts,
  type PinnedImage,
  type TagFacts,
} from '../../reference/pin-facts.ts';
import type { Platform } from '../../reference/platform.ts';
import type { ImageReference } from '../../reference/reference.ts';
import { aDay } from '../../text/day.ts';
import { fail, ok, type Result } from '../../text/result.ts';
import type { FactStore } from '../cache/fact-store.ts';
import type { ResolvedDigest } from '../digest-resolver.ts';
import { registryError } from '../errors.ts';
import { isSameImage } from '../image-source.ts';
import type { CheckFailure, PinRecord, TagSighting } from '../pin-knowledge.ts';
import type { ImageRecord } from './image-record.ts';
import { askWithin, isLasting, learnImage, type Asking } from './image-memory.ts';
import { noteSighting } from './sightings.ts';

export interface PinStores {
  readonly pins: FactStore<PinRecord>;
  /** By digest alone. */
  readonly images: FactStore<ImageRecord>;
  readonly sightings: FactStore<TagSighting>;
}

/** How long it counts that the platforms of an index were there, in milliseconds. */
const platformsLifetime = 7 * aDay;

/** What `isGone` sends. */
const requestsForCertainty = 2;

/** Failures without an answer: whoever asks again asks for the first time. */
const unanswered: ReadonlySet<CheckFailure['code']> = new Set([
  'no-budget',
  'cancelled',
  'proxy',
  'timeout',
  'unreachable',
]);

/**
 * Asks an image's registry what became of its pin. One request (HEAD) tells where the tag stands, and when that is
 * the pinned digest it is all; another tells whether the digest is there. What a digest names is looked at once and kept, and
 * once a week the manifests of an index's platforms are looked for. The attempt is noted before the first request, so
 * that other windows leave the image alone.
 */
export async function checkPin(
  reference: ImageReference,
  stores: PinStores,
  asking: Asking,
): Promise<Result<PinFacts, CheckFailure>> {
  const { digest, registry } = reference;
  if (digest === undefined)
    return fail(registryError('refused', registry, { detail: 'no digest' }));
  const key = pinKey(reference);
  const known = await stores.pins.read(key);
  const before = known ?? { attemptedAt: 0, facts: undefined, platformsCheckedAt: undefined };
  const attemptedAt = asking.now();
  await stores.pins.write(key, { ...before, attemptedAt });
  const found = await findOut({ reference, digest, stores, before, asking });
  if (found.ok) await stores.pins.write(key, { ...found.value, attemptedAt });
  else if (unanswered.has(found.error.code)) await stores.pins.write(key, before);
  return found.ok ? ok(found.value.facts) : found;
}

/** What one check is about. */
interface Check {
  readonly reference: ImageReference;
  readonly digest: Digest;
  readonly stores: PinStores;
  readonly before: PinRecord;
  readonly asking: Asking;
}

interface Found {
  readonly facts: PinFacts;
  readonly platformsCheckedAt: number | undefined;
}

async function findOut(check: Check): Promise<Result<Found, CheckFailure>> {
  const { digest, stores, reference, asking, before } = check;
  const checkedAt = asking.now();
  const standing = await standingOfTag(check);
  if (!standing.ok) return standing;
  const tagDigest = standing.value.kind === 'stands' ? standing.value.for.digest : undefined;

  const isThere =
    tagDigest === digest ? ok(true) : await isStillThere(check, tagDigest && reference.tag);
  if (!isThere.ok) return isThere;
  const image = isThere.value
    ? await learnImage(stores.images, reference, digest, asking)
    : undefined;
  if (image?.ok === false) return image;

  const tag = await tagFacts(check, standing.value, image?.value);
  if (!tag.ok) return tag;
  if (image === undefined) {
    const facts: PinFacts = { checkedAt, pinned: { kind: 'missing' }, tag: tag.value };
    return ok({ facts, platformsCheckedAt: before.platformsCheckedAt });
  }
  const { missing, platformsCheckedAt } = await missingPlatforms(check, image.value);
  const facts = { checkedAt, pinned: pinnedImage(image.value, missing), tag: tag.value };
  return ok({ facts, platformsCheckedAt });
}

type Standing =
  | { readonly kind: 'stands'; readonly for: ResolvedDigest }
  | { readonly kind: 'missing' }
  /** There is no tag, or what it stands for cannot be read. */
  | { readonly kind: 'untold' };

async function standingOfTag({
  reference,
  asking,
}: Check): Promise<Result<Standing, CheckFailure>> {
  if (reference.tag === undefined) return ok({ kind: 'untold' });
  const { registry, signal } = asking;
  const resolved = await askWithin(asking, 1, () => registry.resolve(reference, signal));
  if (resolved.ok) return ok({ kind: 'stands', for: resolved.value });
  if (resolved.error.code === 'not-found') return ok({ kind: 'missing' });
  return isLasting(resolved.error) ? ok({ kind: 'untold' }) : resolved;
}

/** Whether the registry has the pinned manifest; that it has not is only believed when it is certain. */
async function isStillThere(
  { reference, digest, asking }: Check,
  shown: string | undefined,
): Promise<Result<boolean, CheckFailure>> {
  const { registry, signal } = asking;
  const isThere = await askWithin(asking, 1, () => registry.exists(reference, digest, signal));
  if (!isThere.ok || isThere.value) return isThere;
  const isGone = await askWithin(asking, requestsForCertainty, () =>
    registry.isGone(reference, digest, shown, signal),
  );
  return isGone.ok ? ok(!isGone.value) : isGone;
}

async function tagFacts(
  { reference, digest, stores, asking }: Check,
  standing: Standing,
  pinned: ImageRecord | undefined,
): Promise<Result<TagFacts | undefined, CheckFailure>> {
  if (standing.kind === 'missing') return ok({ kind: 'missing' });
  if (standing.kind === 'untold') return ok(undefined);
  const current = standing.for;
  const sighting = await noteSighting(stores.sightings, tagKey(reference), current);
  if (current.digest === digest) return ok({ kind: 'current' });
  const image = await learnImage(stores.images, reference, current.digest, asking);
  if (!image.ok) return isLasting(image.error) ? ok(undefined) : image;
  const seenAt = sighting.digest === current.digest ? sighting.since : current.resolvedAt;
  return ok(movedTag(digest, pinned, current.digest, image.value, seenAt));
}

function movedTag(
  pinnedDigest: Digest,
  pinned: ImageRecord | undefined,
  digest: Digest,
  image: ImageRecord,
  seenAt: number,
): MovedTag {
  const { images, created, version } = image;
  return {
    kind: 'moved',
    digest,
    isIndex: images !== undefined,
    platforms: platformsOf(image),
    listsPinned: images?.some((one) => one.digest === pinnedDigest) === true,
    isSameContent:
      pinned !== undefined &&
      isSameImage({ digest: pinnedDigest, ...pinned }, { digest, ...image }),
    seenAt,
    created,
    version,
  };
}

function pinnedImage(image: ImageRecord, missing: readonly Platform[]): PinnedImage {
  const { images, platform, created, version } = image;
  if (images === undefined) return { kind: 'manifest', platform, created, version };
  return { kind: 'index', platforms: platformsOf(image), missing, created, version };
}

function platformsOf({ images = [] }: ImageRecord): readonly Platform[] {
  return images.flatMap(({ platform }) => platform ?? []);
}

/** The platforms whose manifests are gone; what was found last time, while it counts, when nobody can or need look again. */
async function missingPlatforms(
  { reference, digest: pinned, asking, before }: Check,
  { images = [] }: ImageRecord,
): Promise<{
  readonly missing: readonly Platform[];
  readonly platformsCheckedAt: number | undefined;
}> {
  const { registry, allow, now, signal } = asking;
  const { platformsCheckedAt, facts } = before;
  const age = now() - (platformsCheckedAt ?? Number.NEGATIVE_INFINITY);
  const isKnown = age >= 0 && age < platformsLifetime;
  const stillCounts = facts?.pinned.kind === 'index' && age >= 0 && age < pinFactsLifetime;
  const last = { missing: stillCounts ? facts.pinned.missing : [], platformsCheckedAt };
  const platforms = images.filter(({ platform }) => platform !== undefined);
  if (isKnown || platforms.length === 0 || !(await allow(platforms.length))) return last;
  const missing: Platform[] = [];
  for (const { platform, digest } of platforms) {
    const isThere = await registry.exists(reference, digest, signal);
    if (!isThere.ok) return last;
    if (isThere.value || platform === undefined) continue;
    const isGone = await askWithin(asking, requestsForCertainty, () =>
      registry.isGone(reference, digest, pinned, signal),
    );
    if (!isGone.ok) return last;
    if (isGone.value) missing.push(platform);
  }
  return { missing, platformsCheckedAt: now() };
}
