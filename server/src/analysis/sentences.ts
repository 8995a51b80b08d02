import type { PinObstacle } from '../model/document-model.ts';
import type { PinAllResult } from './pins.ts';
import { explainRegistryError } from './registry-sentences.ts';
import type { RuleFailure } from './report.ts';
import { counted } from './words.ts';

/** Why no edit can pin this image here, and what can be done. */
export function explainObstacle(name: string, obstacle: PinObstacle): string {
  const variable = obstacle.variable === '' ? 'a variable' : `\`${obstacle.variable}\``;
  switch (obstacle.code) {
    case 'partly-variable':
      return `Can't pin \`${name}\`: ${variable} holds only a part of it. Put the whole reference, with its tag, into one variable or into this line.`;
    case 'shared-variable':
      return `Can't pin \`${name}\`: ${variable} is also a part of another reference, which a digest would break. Give each its own variable.`;
    case 'no-default':
      return `Can't pin \`${name}\`: ${variable} has no default here, so the image is not known. Pin it where the variable is set.`;
    case 'other-file':
      return `Can't pin \`${name}\`: ${variable} has its value in another file, such as \`.env\`. Put the digest there.`;
  }
}

/** The outcome of pinning a whole file, with the name of everything that was left as it was. */
export function summarizePinAll(result: PinAllResult): string {
  const { pinned, failed, blocked } = result;
  const total = pinned.length + failed.length + blocked.length;
  if (total === 0) return 'There is no image to pin in this file.';
  const heading = `Pinned ${pinned.length} of ${counted(total, 'image')}.`;
  return [heading, ...explainLeftovers(result)].join('\n');
}

/** Why each image that was left as it was could not be pinned; the same sentence once, however often it stands there. */
export function explainLeftovers({ failed, blocked }: PinAllResult): readonly string[] {
  const sentences = [
    ...failed.map(({ offer, error }) => explainRegistryError(offer.reference, error)),
    ...blocked.map(({ name, obstacle }) => explainObstacle(name, obstacle)),
  ];
  return [...new Set(sentences)];
}

/** A rule that broke: said once for a rule, as it breaks on the next text too. */
export function explainRuleFailure({ rule, message }: RuleFailure): string {
  return `The rule \`${rule}\` broke, so its findings are missing; all others are complete. Please report this: ${message}`;
}
