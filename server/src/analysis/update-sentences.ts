import type { SkippedImage, SkipReason, UpdateResult } from './pin-updates.ts';
import { explainRegistryError } from './registry-sentences.ts';
import { acrossFiles, explainObstacle, paragraph } from './sentences.ts';
import { counted, listed } from '../text/words.ts';

/** The outcome of moving the pins of `place`, "this file" or "the workspace": a result for each of its files. */
export function summarizeUpdates(results: readonly UpdateResult[], place: string): string {
  const updated = results.flatMap(({ changes }) => changes).length;
  const current = results.flatMap((result) => result.current).length;
  const skipped = results.flatMap((result) => result.skipped);
  const left = results.flatMap(({ failed, blocked }) => [...failed, ...blocked]).length;
  const total = updated + current + skipped.length + left;
  if (total === 0) return `There is no digest to update in ${place}.`;
  const heading =
    current === total
      ? `${counted(total, 'pin')} in ${place}: ${total === 1 ? 'it is what its tag stands' : 'all are what their tags stand'} for now.`
      : `Updated ${updated} of ${counted(total, 'pin')}${acrossFiles(results)}${currentClause(current)}.`;
  return paragraph(heading, [...explainSkipped(skipped), ...results.flatMap(explainUnmoved)]);
}

function currentClause(current: number): string {
  if (current === 0) return '';
  return current === 1
    ? '; 1 is what its tag stands for now'
    : `; ${current} are what their tags stand for now`;
}

/** Why each pin that was to move stayed where it is, though nobody chose so. */
export function explainUnmoved({
  failed,
  blocked,
}: Pick<UpdateResult, 'failed' | 'blocked'>): readonly string[] {
  return [
    ...failed.map(({ image, error }) => explainRegistryError(image.reference, error, 'update')),
    ...blocked.map(({ name, obstacle }) => explainObstacle(name, obstacle, 'update')),
  ];
}

/** Each reason once, with the images that it is about; `ageRule` is where the person has said how old images must be. */
export function explainSkipped(
  skipped: readonly SkippedImage[],
  ageRule = '`seaworthy.pin.minimumAge`',
): readonly string[] {
  const names = new Map<string, Set<string>>();
  for (const { image, reason } of skipped) {
    const sentence = skipReason(reason, ageRule);
    const named = names.get(sentence) ?? new Set<string>();
    named.add(`\`${image.name}\``);
    names.set(sentence, named);
  }
  return [...names].map(([sentence, named]) => `${sentence}: ${listed([...named])}.`);
}

function skipReason(reason: SkipReason, ageRule: string): string {
  switch (reason.kind) {
    case 'same-content':
      return 'Left alone, because only attestations or annotations changed and every image is the same';
    case 'too-young':
      return `Left alone, because the new image is ${ageOf(reason.age)} old, younger than ${ageRule} allows`;
    case 'age-unknown':
      return `Left alone, because the new image does not say when it was built and ${ageRule} asks for an age`;
    case 'no-tag':
      return 'Left alone, because there is no tag beside the digest that could be followed';
  }
}

function ageOf(days: number): string {
  return days === 0 ? 'less than a day' : counted(days, 'day');
}
