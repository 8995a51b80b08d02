import { aDay } from '../text/day.ts';

const rfc3339 = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/i;

/** Before the first container images: what tools write that make the same bytes every time, such as the epoch. */
const earliest = Date.UTC(2013, 0, 1);
/** How far clocks may differ. */
const tolerance = aDay;

/**
 * Reads a time as images and registries tell it (RFC 3339), in milliseconds since 1970-01-01 UTC; undefined when it is none
 * that a build or a push can have had: from before there were images, or from the future.
 */
export function readTime(text: string, now: number): number | undefined {
  const [, seconds = '', fraction = '', zone = ''] = rfc3339.exec(text) ?? [];
  return likelyTime(Date.parse(`${seconds}${fraction.slice(0, 4)}${zone}`.toUpperCase()), now);
}

/** A time in milliseconds since 1970-01-01 UTC; undefined when no build or push can have had it. */
export function likelyTime(time: number, now: number): number | undefined {
  return time >= earliest && time <= now + tolerance ? time : undefined;
}
