import { canonicalName, effectiveTag, type ImageReference } from './reference.ts';

/** Under which a tag is asked for and remembered, however it is spelled and without a digest: `docker.io/library/python:3.14`. */
export function tagKey(reference: ImageReference): string {
  return `${canonicalName(reference)}:${effectiveTag(reference)}`;
}

/** Under which a pin is remembered: the tag, if one is written, and the digest. */
export function pinKey(reference: ImageReference): string {
  const { tag, digest } = reference;
  const tagged = tag === undefined ? '' : `:${tag}`;
  return `${canonicalName(reference)}${tagged}@${digest ?? ''}`;
}

/** Under which what was found out about an image is kept: its digest, if one is written, else its tag. */
export function imageKey(reference: ImageReference): string {
  return reference.digest === undefined ? tagKey(reference) : pinKey(reference);
}
