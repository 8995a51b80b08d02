import type { UpdateVerdict } from '../../analysis/pin-updates.ts';
import type { PinObstacle } from '../../model/document-model.ts';
import type { Digest } from '../../reference/digest.ts';
import type { PinFacts, TagFacts } from '../../reference/pin-facts.ts';
import { isSamePlatform, parsePlatform } from '../../reference/platform-match.ts';
import { platformName, type Platform } from '../../reference/platform.ts';

/** What was found out about a pinned image, by a check and without further requests. */
export interface KnownPin {
  readonly facts: PinFacts;
  /** Whether to follow the tag; undefined where it has not moved. */
  readonly update: UpdateVerdict | undefined;
}

/** What is wrong with an image. */
export type PinComplaint =
  | { readonly kind: 'not-pinned' }
  /** It is not pinned, and no edit can pin it. */
  | { readonly kind: 'not-pinnable'; readonly obstacle: PinObstacle }
  | { readonly kind: 'outdated'; readonly to: Digest; readonly isOnePlatform: boolean }
  /** The registry no longer has the manifest, or not that of the platform which is asked for. */
  | { readonly kind: 'gone'; readonly platform: string | undefined; readonly way: WayOut };

/** What can be done about an image that is gone. */
export type WayOut = 'update' | 'update-early' | 'other-tag' | 'push-again';

/** What is wrong with a pinned image that is used for `platform`, `linux/arm64`; undefined when it is as it should be. */
export function complaintOf(
  { facts, update }: KnownPin,
  platform: string | undefined,
): PinComplaint | undefined {
  const { pinned, tag } = facts;
  const way = wayOut(tag, update);
  if (pinned.kind === 'missing') return { kind: 'gone', platform: undefined, way };
  if (pinned.kind === 'index') {
    const missing = missingPlatform(pinned, platform);
    if (missing !== undefined) return { kind: 'gone', platform: missing, way };
  }
  if (tag?.kind !== 'moved' || update?.kind !== 'update') return undefined;
  return { kind: 'outdated', to: tag.digest, isOnePlatform: tag.listsPinned };
}

/** The platform that is asked for counts; where none is, an index is gone when nothing is left of it. */
function missingPlatform(
  { platforms, missing }: { readonly platforms: readonly Platform[]; missing: readonly Platform[] },
  platform: string | undefined,
): string | undefined {
  const asked = parsePlatform(platform ?? '');
  const isGone =
    asked === undefined
      ? missing.length > 0 && missing.length >= platforms.length
      : missing.some((each) => isSamePlatform(each, asked));
  if (!isGone) return undefined;
  return asked === undefined ? 'any platform' : platformName(asked);
}

function wayOut(tag: TagFacts | undefined, update: UpdateVerdict | undefined): WayOut {
  switch (tag?.kind) {
    case 'moved':
      return update?.kind === 'update' ? 'update' : 'update-early';
    case 'current':
      return 'push-again';
    default:
      return 'other-tag';
  }
}
