import type { PinObstacle, SyntaxProblem, SyntaxProblemCode } from '../model/document-model.ts';
import type { VariableIntroduction } from './introduce-variable.ts';
import type { PinAllResult, UnpinResult } from './pins.ts';
import { explainRegistryError } from './registry-sentences.ts';
import type { RuleFailure } from './report.ts';
import { counted, listed } from '../text/words.ts';

/** What was to be done with a digest. */
export type PinAttempt = 'pin' | 'unpin' | 'update' | 'look at';

/** Why no edit can pin this image here, and what can be done. */
export function explainObstacle(
  name: string,
  obstacle: PinObstacle,
  attempt: PinAttempt = 'pin',
): string {
  return `Can't ${attempt} \`${name}\`: ${obstacleReason(obstacle)}`;
}

/** The reason alone, for whoever has named the image already. */
export function obstacleReason(obstacle: PinObstacle): string {
  switch (obstacle.code) {
    case 'partly-variable':
      return `${variableName(obstacle)} holds only a part of it. Put the whole reference, with its tag, into one variable or into this line.`;
    case 'shared-variable':
      return `${variableName(obstacle)} is also a part of another reference, which a digest would break. Give each its own variable.`;
    case 'no-default':
      return `${variableName(obstacle)} has no default here, so the image is not known. Pin it where the variable is set.`;
    case 'split-digest':
      return 'its digest has quotes, escapes or line ends inside. Write it in one piece.';
    case 'built-here':
      return 'it is built on the machine that runs it, or never pulled, so no registry knows its digest. Pin the images that it is built from.';
  }
}

function variableName({ variable }: { readonly variable: string }): string {
  return variable === '' ? 'a variable' : `\`${variable}\``;
}

/** What introducing a variable does, for whoever chooses to. */
export function introductionTitle({ name, reference }: VariableIntroduction): string {
  return `Put \`${reference.written}\` into one variable, \`${name}\`, which can be pinned`;
}

/** What a person must know who sets the variables from outside. */
export function explainIntroduction({ name, replaced }: VariableIntroduction): string {
  const old = listed(replaced.map((variable) => `\`${variable}\``));
  const verb = replaced.length === 1 ? 'chooses' : 'choose';
  return `${old} no longer ${verb} this image, as a build argument or in the environment: who sets ${replaced.length === 1 ? 'it' : 'them'} must set \`${name}\` to the whole reference instead.`;
}

/** The outcome of pinning a whole file, with the name of everything that was left as it was. */
export function summarizePinAll(result: PinAllResult): string {
  return summarizePins([result], 'this file');
}

/** The outcome of pinning `place`, "this file" or "the workspace": a result for each of its files. */
export function summarizePins(results: readonly PinAllResult[], place: string): string {
  const pinned = results.flatMap(({ changes }) => changes).length;
  const left = results.flatMap(({ failed, blocked }) => [...failed, ...blocked]).length;
  const total = pinned + left;
  const heading =
    total === 0
      ? `There is no image to pin in ${place}.`
      : `Pinned ${pinned} of ${counted(total, 'image')}${acrossFiles(results)}.`;
  return paragraph(heading, [...results.flatMap(explainLeftovers), ...explainBuilt(results)]);
}

/** Why each image that was left as it was could not be pinned; the same sentence once, however often it stands there. */
export function explainLeftovers({
  failed,
  blocked,
}: Pick<PinAllResult, 'failed' | 'blocked'>): readonly string[] {
  const sentences = [
    ...failed.map(({ image, error }) => explainRegistryError(image.reference, error)),
    ...blocked.map(({ name, obstacle }) => explainObstacle(name, obstacle)),
  ];
  return [...new Set(sentences)];
}

function explainBuilt(results: readonly PinAllResult[]): readonly string[] {
  const names = new Set(results.flatMap(({ built }) => built.map(({ name }) => `\`${name}\``)));
  if (names.size === 0) return [];
  return [
    `Left alone, because no registry knows the digest of what is built here or never pulled: ${listed([...names])}.`,
  ];
}

/** Why images keep their digests, and which have nothing left that says a version. */
export function explainUnpins({ changes, blocked }: UnpinResult): readonly string[] {
  const bare = changes.filter(({ image }) => image.reference.tag === undefined);
  const names = [...new Set(bare.map(({ image }) => `\`${image.name}\``))];
  return [
    ...(names.length === 0
      ? []
      : [
          `Without a tag these mean \`latest\` now: ${listed(names)}. Give each the tag that you want.`,
        ]),
    ...new Set(blocked.map(({ name, obstacle }) => explainObstacle(name, obstacle, 'unpin'))),
  ];
}

/** Says in how many files something changed, when there were several. */
export function acrossFiles(results: readonly { readonly changes: readonly unknown[] }[]): string {
  const changed = results.filter(({ changes }) => changes.length > 0).length;
  return results.length < 2 ? '' : ` in ${counted(changed, 'file')}`;
}

/** A heading with lines below it, each once. */
export function paragraph(heading: string, lines: readonly string[]): string {
  return [heading, ...new Set(lines)].join('\n');
}

/** What hinders a file from being read, at the place where it does. */
export function explainSyntaxProblem({ code }: Pick<SyntaxProblem, 'code'>): string {
  return `This is not valid YAML: ${syntaxReason(code)}. Compose refuses such a file, and what stands behind this place may be misread here; correct it and check again.`;
}

function syntaxReason(code: SyntaxProblemCode): string {
  switch (code) {
    case 'yaml-indentation':
      return 'the indentation does not fit the lines before, or a bracket or brace is not closed';
    case 'yaml-tab':
      return 'a line is indented with a tab, where YAML wants spaces';
    case 'yaml-missing-character':
      return 'a quote, bracket, comma or colon is missing';
    case 'yaml-too-deep':
      return 'it is nested too deeply to be read';
    case 'yaml-other':
      return 'nothing of this form can stand here';
  }
}

/** A rule that broke: said once for a rule, as it breaks on the next text too. */
export function explainRuleFailure({ rule, message }: RuleFailure): string {
  return `The rule \`${rule}\` broke, so its findings are missing; all others are complete. Please report this: ${message}`;
}
