import type { Result } from '../../text/result.ts';
import type { RegistryError } from '../errors.ts';
import type { HttpAnswer, HttpRequest } from '../network/transport.ts';

export interface RetryLimits {
  /** Times that one request is sent at most. */
  readonly tries: number;
  /** Milliseconds before the second try; each further wait is twice as long. */
  readonly firstWait: number;
  /** Milliseconds that all waits for one request may take together. */
  readonly patience: number;
}

export const retryLimits: RetryLimits = { tries: 3, firstWait: 500, patience: 10_000 };

/** What has been done for one request so far. */
export interface Effort {
  /** Times that it was sent. */
  readonly tries: number;
  /** Milliseconds waited between them. */
  readonly waited: number;
  /** Whether it was sent again because there was no answer. */
  readonly wasRepeated: boolean;
  /** Whether the host has ever answered. */
  readonly isKnownHost: boolean;
}

type Outcome = Result<HttpAnswer, RegistryError>;

/** Statuses that say "later" and not "no" (RFC 6585, 4; RFC 9110, 15.6.3 to 15.6.5). */
const laterStatuses: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** How Node tells that the other side hung up. */
const brokenConnections: ReadonlySet<string | undefined> = new Set([
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ERR_STREAM_PREMATURE_CLOSE',
]);

/**
 * Milliseconds to wait before the request is sent again, or undefined when its outcome has to do.
 * - 429, 502, 503 and 504 are repeated after a time that doubles and varies by a quarter, or after `Retry-After`
 *   if that is longer and within patience.
 * - A timeout is repeated once, at once, and so is what a broken connection ended, if the host has answered before: servers
 *   close a kept connection when they like.
 * - Everything else is an answer; a POST is never repeated, as it may have been obeyed, nor what is optional.
 */
export function waitBeforeRetry(
  { method, isOptional = false }: HttpRequest,
  outcome: Outcome,
  effort: Effort,
  random: () => number,
  { tries: maximalTries, firstWait, patience }: RetryLimits = retryLimits,
): number | undefined {
  const { tries, waited } = effort;
  if (method === 'POST' || isOptional || tries >= maximalTries) return undefined;
  if (!outcome.ok) return isWorthAnother(outcome.error, effort) ? 0 : undefined;
  const { status, retryAfter = 0 } = outcome.value;
  if (!laterStatuses.has(status)) return undefined;
  const grown = firstWait * 2 ** (tries - 1) * (0.75 + random() / 2);
  const wait = Math.max(grown, retryAfter);
  return waited + wait <= patience ? wait : undefined;
}

function isWorthAnother(
  { code, detail }: RegistryError,
  { wasRepeated, isKnownHost }: Effort,
): boolean {
  const isBroken = code === 'unreachable' && brokenConnections.has(detail);
  return !wasRepeated && (code === 'timeout' || (isBroken && isKnownHost));
}
