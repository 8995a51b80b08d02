import { parseDigest } from '../../reference/digest.ts';
import type { ResolvedDigest } from '../digest-resolver.ts';
import { manifestMediaType } from '../manifest.ts';
import type { FactKind } from './fact-store.ts';

/** What tags stood for, as a store keeps it. */
export const digestFacts: FactKind<ResolvedDigest> = { name: 'digests', version: 1, parse };

function parse(value: unknown): ResolvedDigest | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const fields: Readonly<Record<string, unknown>> = { ...value };
  const digest = parseDigest(textOf(fields['digest']));
  const mediaType = manifestMediaType(textOf(fields['mediaType']));
  const resolvedAt = fields['resolvedAt'];
  const isTime = typeof resolvedAt === 'number' && Number.isSafeInteger(resolvedAt);
  if (!digest.ok || !mediaType.ok || !isTime) return undefined;
  return { digest: digest.value, mediaType: mediaType.value, resolvedAt };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
