import type { HttpAnswer } from './network/transport.ts';
import type { NoticeListener } from './notices.ts';
import { readRateLimit } from './patience/rate-limit.ts';
import { createRecent } from './recent.ts';
import { parseWarnings } from './warning.ts';

/** Reads what registries tell beside their answers. */
export type NoticeReader = (answer: HttpAnswer) => void;

const maximalWarnings = 500;
const maximalHosts = 200;

/** Tells each warning of a host once, and how many pulls are left whenever that has changed. */
export function createNoticeReader(listener: NoticeListener): NoticeReader {
  const warnings = createRecent<true>(maximalWarnings);
  const rateLimits = createRecent<string>(maximalHosts);

  return ({ url: { host }, header }) => {
    for (const text of parseWarnings(header('warning') ?? '')) {
      const key = `${host} ${text}`;
      if (warnings.get(key) === undefined) listener({ kind: 'warning', host, text });
      warnings.set(key, true);
    }
    const rateLimit = readRateLimit(header);
    if (rateLimit === undefined) return;
    const key = JSON.stringify(rateLimit);
    if (rateLimits.get(host) !== key) listener({ kind: 'rate-limit', host, ...rateLimit });
    rateLimits.set(host, key);
  };
}
