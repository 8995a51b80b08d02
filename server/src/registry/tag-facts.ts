import { parseDigest, type Digest } from '../reference/digest.ts';
import { likelyTime } from './time.ts';
import type { ListedTag } from './tag-source.ts';

/** What is told of a tag beside its name; what is not told is undefined. */
export type ToldFacts = {
  readonly [Fact in Exclude<keyof ListedTag, 'tag'>]?: ListedTag[Fact] | undefined;
};

/** A tag with those facts that are told. */
export function listedTag(
  tag: string,
  { digest, pushedAt, sizes = [], size }: ToldFacts = {},
): ListedTag {
  return {
    tag,
    ...(digest !== undefined && { digest }),
    ...(pushedAt !== undefined && { pushedAt }),
    ...(sizes.length > 0 && { sizes }),
    ...(size !== undefined && { size }),
  };
}

/** A digest in an answer; undefined unless it is a sound one. */
export function readDigest(value: unknown): Digest | undefined {
  const parsed = typeof value === 'string' ? parseDigest(value) : undefined;
  return parsed?.ok === true ? parsed.value : undefined;
}

/** Bytes in an answer, as a number or in decimal digits; undefined unless there are some. */
export function readSize(value: unknown): number | undefined {
  const size = readInteger(value);
  return size !== undefined && size > 0 ? size : undefined;
}

/**
 * When something was pushed, told in milliseconds or seconds since 1970-01-01 UTC, as a number or in decimal digits. In
 * milliseconds; undefined when nothing can have been pushed then.
 */
export function readPushTime(
  value: unknown,
  unit: 'milliseconds' | 'seconds',
  now: number,
): number | undefined {
  const count = readInteger(value);
  if (count === undefined) return undefined;
  return likelyTime(unit === 'seconds' ? count * 1000 : count, now);
}

function readInteger(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : undefined;
}
