import { parseDigest, type Digest } from '../../reference/digest.ts';
import { parseReference, type ImageReference } from '../../reference/reference.ts';
import type { ImageRegistry } from '../../registry/image-registry.ts';
import type { ImageInspection } from '../image-inspection.ts';
import { claimOf } from './claims.ts';
import type { BaseImage } from './examination.ts';

type BaseRegistry = Pick<ImageRegistry, 'resolve' | 'entry'>;

/**
 * The image that this one says it was built on, and what that name stands for now. At most two requests, and only to the
 * registry that is asked for the image itself, as a publisher's words decide about no other. Never rejects.
 */
export async function baseImageOf(
  inspection: ImageInspection,
  registry: BaseRegistry,
  signal: AbortSignal,
): Promise<BaseImage | undefined> {
  const name = claimOf(inspection, 'base');
  if (name === undefined) return undefined;
  const claimed = parseDigest(claimOf(inspection, 'baseDigest') ?? '');
  const digest = claimed.ok ? claimed.value : undefined;
  const parsed = parseReference(name);
  if (!parsed.ok) return { name, digest, now: { kind: 'not-a-reference' } };
  if (parsed.value.registry !== inspection.reference.registry)
    return { name, digest, now: { kind: 'other-registry' } };
  return { name, digest, now: await currentBase(parsed.value, digest, registry, signal) };
}

async function currentBase(
  reference: ImageReference,
  claimed: Digest | undefined,
  registry: BaseRegistry,
  signal: AbortSignal,
): Promise<BaseImage['now']> {
  if (reference.tag === undefined && reference.digest !== undefined)
    return { kind: 'known', digest: reference.digest };
  const now = await registry.resolve(reference, signal);
  if (!now.ok) return { kind: 'failed', error: now.error };
  const { digest } = now.value;
  if (claimed === undefined || claimed === digest) return { kind: 'known', digest };
  // Some builders name the image of their platform, some the index that it stands in.
  const entry = await registry.entry(reference, digest, signal);
  const images = entry.ok && entry.value.kind === 'index' ? entry.value.images : [];
  const isInside = images.some((image) => image.digest === claimed);
  return { kind: 'known', digest: isInside ? claimed : digest };
}
