import { missingTools } from '../support/tools.ts';

const missing = missingTools(['docker-registry', 'skopeo', 'htpasswd']);

if (missing.length > 0 && process.env['CI'] === 'true')
  throw new Error(`these tests need ${missing.join(', ')}`);

/** Whether the suites are left out because a tool is missing; where `CI` is `true` that is an error. */
export const isSkipped = missing.length > 0;

/** A suite's title, which tells what is missing when it is left out. */
export function titled(title: string): string {
  return isSkipped ? `${title} (skipped: needs ${missing.join(', ')})` : title;
}
