import { obstacleReason } from '../../analysis/sentences.ts';
import { shortDigest } from '../../reference/digest.ts';
import { counted } from '../../text/words.ts';
import type { PinComplaint, WayOut } from './verdicts.ts';

/** What is wrong with an image, and what to do. */
export function explainComplaint(complaint: PinComplaint): string {
  switch (complaint.kind) {
    case 'not-pinned':
      return 'it is not pinned, so another image can come under its name; pin it with `seaworthy pin --write`.';
    case 'not-pinnable':
      return `it is not pinned, and cannot be pinned here; ${obstacleReason(complaint.obstacle)}`;
    case 'outdated':
      return complaint.isOnePlatform
        ? 'it is pinned to the image of one platform alone, of several that its tag stands for; pin them all with `seaworthy pin --update --write`.'
        : `its tag stands for another image now, \`${shortDigest(complaint.to)}\`; move the pin with \`seaworthy pin --update --write\`.`;
    case 'gone': {
      const what = complaint.platform === undefined ? '' : ` for ${complaint.platform}`;
      return `the registry no longer has the pinned image${what}, so it cannot be pulled; ${wayOutOf[complaint.way]}`;
    }
  }
}

const wayOutOf: Readonly<Record<WayOut, string>> = {
  update: 'move the pin with `seaworthy pin --update --write`.',
  'update-early':
    'what its tag stands for now is too young for `--cooldown`: wait, or move the pin with `seaworthy pin --update --cooldown 0 --write`.',
  'other-tag': 'choose a tag that is there, and pin that.',
  'push-again': 'push it again, or tell those who run the registry.',
};

/** How all images together stand. */
export interface CheckTotals {
  readonly images: number;
  readonly complaints: readonly PinComplaint[];
  /** Of how many images nothing could be found out. */
  readonly unknown: number;
}

export function summarizeCheck({ images, complaints, unknown }: CheckTotals): string {
  if (images === 0) return 'There is no image to check.';
  const count = (...kinds: readonly PinComplaint['kind'][]): number =>
    complaints.filter(({ kind }) => kinds.includes(kind)).length;
  const parts = [
    part(count('not-pinned', 'not-pinnable'), 'not pinned'),
    part(count('outdated'), 'outdated'),
    part(count('gone'), 'gone'),
    part(unknown, 'could not be checked'),
  ].flat();
  return parts.length === 0
    ? `${counted(images, 'image')}: all pinned, none outdated or gone.`
    : `${counted(images, 'image')}: ${parts.join(', ')}.`;
}

function part(count: number, words: string): readonly string[] {
  return count === 0 ? [] : [`${count} ${words}`];
}
