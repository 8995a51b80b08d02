import type { HttpAnswer } from '../network/transport.ts';
import type { RateLimit } from '../notices.ts';

type Header = HttpAnswer['header'];

const prefixes = ['ratelimit', 'x-ratelimit'];

/**
 * How much a registry still allows: Docker Hub's `ratelimit-limit: 100;w=21600` and `ratelimit-remaining`, which
 * count pulls, and the fields of the same names, also with `X-`, with which others count requests.
 * `docker-ratelimit-source` tells the first from the second; its value, an address or a user, is not used.
 */
export function readRateLimit(header: Header): RateLimit | undefined {
  for (const prefix of prefixes) {
    const limit = readQuota(header(`${prefix}-limit`));
    const remaining = readQuota(header(`${prefix}-remaining`));
    if (limit === undefined || remaining === undefined) continue;
    const window = limit.window ?? remaining.window;
    return {
      remaining: remaining.amount,
      limit: limit.amount,
      ...(window !== undefined && { window }),
      ...(header('docker-ratelimit-source') === undefined && { counts: 'requests' as const }),
    };
  }
  return undefined;
}

interface Quota {
  readonly amount: number;
  /** Milliseconds. */
  readonly window: number | undefined;
}

/** Reads `100`, `100;w=21600` or the first of `100, 100;w=60;policy="x"`. */
function readQuota(field: string | undefined): Quota | undefined {
  const [, amount, window] =
    /^ *(\d{1,9})(?: *; *w=(\d{1,9}))?(?= *(?:[;,]|$))/.exec(field ?? '') ?? [];
  if (amount === undefined) return undefined;
  return {
    amount: Number(amount),
    window: window === undefined ? undefined : Number(window) * 1000,
  };
}
