import type { Digest } from '../reference/digest.ts';
import type { MovedTag, PinFacts, PinnedImage, TagFacts } from '../reference/pin-facts.ts';
import type { Platform } from '../reference/platform.ts';
import type { RuleContext } from './rule.ts';

/** What the examples of the rules about pins are read with. */

/** The pinned digest of the examples, and the one that its tag stands for. */
export const samplePin: Digest =
  'sha256:4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f4b1c9c5f';
export const sampleNext: Digest =
  'sha256:e03a6f1de03a6f1de03a6f1de03a6f1de03a6f1de03a6f1de03a6f1de03a6f1d';

export const amd64: Platform = { os: 'linux', architecture: 'amd64' };
export const arm64: Platform = { os: 'linux', architecture: 'arm64' };
const platforms: readonly Platform[] = [amd64, arm64];

/** An index for two platforms that was built on 2026-10-28. */
export const sampleIndex: Extract<PinnedImage, { kind: 'index' }> = {
  kind: 'index',
  platforms,
  missing: [],
  created: Date.UTC(2026, 9, 28),
  version: '3.14.1-trixie',
};

/** The image for one platform alone. */
export const sampleManifest: Extract<PinnedImage, { kind: 'manifest' }> = {
  kind: 'manifest',
  platform: amd64,
  created: Date.UTC(2026, 9, 28),
  version: undefined,
};

/** The tag stands for an index that was built twelve days after the pinned one. */
export const sampleMove: MovedTag = {
  kind: 'moved',
  digest: sampleNext,
  isIndex: true,
  platforms,
  listsPinned: false,
  isSameContent: false,
  seenAt: Date.UTC(2026, 10, 20),
  created: Date.UTC(2026, 10, 9),
  version: '3.14.2-trixie',
};

/** A context that knows this of everything that is pinned to `samplePin`. */
export function knowing(
  pinned: PinnedImage,
  tag: TagFacts | undefined,
): Pick<RuleContext, 'pinFacts'> {
  const facts: PinFacts = { checkedAt: Date.UTC(2026, 10, 22), pinned, tag };
  return { pinFacts: ({ digest }) => (digest === samplePin ? facts : undefined) };
}
