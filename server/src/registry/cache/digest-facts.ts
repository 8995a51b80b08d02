import { parseDigest } from '../../reference/digest.ts';
import type { ResolvedDigest } from '../digest-resolver.ts';
import { isObject, textIn } from '../json.ts';
import { manifestMediaType } from '../manifest.ts';
import type { FactKind } from './fact-store.ts';

/** What tags stood for, as a store keeps it. */
export const digestFacts: FactKind<ResolvedDigest> = { name: 'digests', version: 1, parse };

function parse(value: unknown): ResolvedDigest | undefined {
  if (!isObject(value)) return undefined;
  const digest = parseDigest(textIn(value, 'digest'));
  const mediaType = manifestMediaType(textIn(value, 'mediaType'));
  const resolvedAt = value['resolvedAt'];
  const isTime = typeof resolvedAt === 'number' && Number.isSafeInteger(resolvedAt);
  if (!digest.ok || !mediaType.ok || !isTime) return undefined;
  return { digest: digest.value, mediaType: mediaType.value, resolvedAt };
}
