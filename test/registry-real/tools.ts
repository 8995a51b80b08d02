import { createHash } from 'node:crypto';
import { missingRealTools } from '../support/real-tools.ts';
import { run } from '../support/tools.ts';

const missing = missingRealTools();

if (missing.length > 0 && process.env['CI'] === 'true')
  throw new Error(`these tests need ${missing.join(', ')}`);

/** Whether the suites are left out because a tool is missing; where `CI` is `true` that is an error. */
export const isSkipped = missing.length > 0;

/** A suite's title, which tells what is missing when it is left out. */
export function titled(title: string): string {
  return isSkipped ? `${title} (skipped: needs ${missing.join(', ')})` : title;
}

/** What another program says the image's digest is. */
export async function digestBySkopeo(
  parameters: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<string> {
  const raw = await run('skopeo', ['inspect', '--raw', ...parameters], environment);
  return `sha256:${createHash('sha256').update(raw).digest('hex')}`;
}
