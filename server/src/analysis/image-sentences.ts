import { isSamePlatform } from '../reference/platform-match.ts';
import { platformName, type Platform } from '../reference/platform.ts';
import { isRoot } from '../rules/effective-user.ts';
import { aDay, dayOf } from '../text/day.ts';
import type { Compared, ImageComparison, NamedChange, Pair } from './image-comparison.ts';
import { shownText } from './shown-values.ts';
import { counted, listed, sizeInWords } from '../text/words.ts';

const anHour = 60 * 60_000;
/** Longer texts are cut in a sentence; the pages have them whole. */
const maximalQuoted = 80;

/**
 * What an update changes, in two sentences for a person who decides on it: first what may break or betray (the user, what is
 * run, the ports, where it comes from), then age, layers, size, packages and variables.
 */
export function summarizeUpdate(comparison: ImageComparison): string {
  const serious = seriousChanges(comparison);
  const first =
    serious.length === 0
      ? 'User, entry point, command and exposed ports stay the same.'
      : sentence(serious);
  const others = otherFacts(comparison);
  return others.length === 0 ? first : `${first} ${sentence(others)}`;
}

/** The user that a container of the image has, when nothing else is set. */
export function userInWords(user: string, platform: Platform | undefined): string {
  if (user === '') return platform?.os === 'windows' ? 'the default' : 'root';
  return isRoot(user) && platform?.os !== 'windows' ? 'root' : quoted(user);
}

function seriousChanges(comparison: ImageComparison): readonly string[] {
  const { platform, entrypoint, command, source, base } = comparison;
  return [
    platformChange(platform),
    userChange(comparison),
    change('the entry point', entrypoint),
    change('the command', command),
    ...portChanges(comparison),
    toldChange('the source code', source),
    toldChange('the base image', base),
  ].filter((clause) => clause !== undefined);
}

function platformChange({ before, after }: Pair<Platform | undefined>): string | undefined {
  if (before === undefined || after === undefined || isSamePlatform(before, after))
    return undefined;
  return `it is for ${shownText(platformName(after))}, yours for ${shownText(platformName(before))}`;
}

function userChange({ user, platform }: ImageComparison): string | undefined {
  const before = userInWords(user.before, platform.before);
  const after = userInWords(user.after, platform.after);
  if (before !== after) return `the user changes from ${before} to ${after}`;
  return user.isSame || before === 'root' ? undefined : unseenChange('the user');
}

function portChanges({ ports: { added, removed } }: ImageComparison): readonly string[] {
  return [
    ...(added.length > 0 ? [`it also exposes ${listed(added)}`] : []),
    ...(removed.length > 0 ? [`it no longer exposes ${listed(removed)}`] : []),
  ];
}

/** Where a text is cut or hidden, its beginning may look the same. */
function change(what: string, { before, after, isSame }: Compared): string | undefined {
  if (isSame) return undefined;
  const [was, is] = [quoted(before), quoted(after)];
  return was === is ? unseenChange(what) : `${what} changes from ${was} to ${is}`;
}

function unseenChange(what: string): string {
  return `${what} changes in a part that is not shown here`;
}

/** For what an image need not tell: that it is told now is no change. */
function toldChange(what: string, compared: Compared): string | undefined {
  if (compared.before === '') return undefined;
  return compared.after === '' ? `${what} is no longer told` : change(what, compared);
}

function otherFacts(comparison: ImageComparison): readonly string[] {
  const { packages, environment, workingDirectory } = comparison;
  return [
    ageFact(comparison),
    baseFact(comparison),
    layerFact(comparison),
    sizeFact(comparison),
    packages && packageFact(packages),
    change('the working directory', workingDirectory),
    environment.length === 0
      ? undefined
      : `${counted(environment.length, 'environment variable')} ${environment.length === 1 ? 'differs' : 'differ'}`,
  ].filter((clause) => clause !== undefined);
}

function ageFact({ created: { before, after } }: ImageComparison): string | undefined {
  if (after === undefined) return undefined;
  const built = `built ${dayOf(after)}`;
  if (before === undefined) return built;
  const distance = Math.abs(after - before);
  if (distance < anHour) return `${built}, within an hour of yours`;
  const span =
    distance < 2 * aDay
      ? counted(Math.round(distance / anHour), 'hour')
      : counted(Math.round(distance / aDay), 'day');
  return after > before
    ? `${built}, ${span} after yours`
    : `${built}, ${span} before yours, so it is the older one`;
}

function baseFact({ base, baseDigest }: ImageComparison): string | undefined {
  const isKnown = baseDigest.before !== '' && baseDigest.after !== '';
  if (!base.isSame || !isKnown || baseDigest.isSame) return undefined;
  return base.after === '' ? 'on another base image' : `on another build of ${quoted(base.after)}`;
}

function layerFact({ layers: { shared, after } }: ImageComparison): string | undefined {
  if (after === 0) return undefined;
  if (shared === 0) return 'no layer is the same';
  if (shared < after) return `${shared} of ${counted(after, 'layer')} ${isOrAre(shared)} the same`;
  return after === 1 ? 'its only layer is the same' : `all ${after} layers are the same`;
}

function sizeFact({ size: { before, after } }: ImageComparison): string {
  const size = `${sizeInWords(after)} compressed`;
  if (before === after) return `${size} as before`;
  return `${size}, ${sizeInWords(Math.abs(after - before))} ${after > before ? 'more' : 'less'}`;
}

function packageFact(packages: readonly NamedChange[]): string {
  const count = (is: (change: NamedChange) => boolean): number => packages.filter(is).length;
  const parts = [
    [count(isDifferent), 'in another version'],
    [count(isNew), 'new'],
    [count(isGone), 'gone'],
  ] as const;
  const told = parts.filter(([number]) => number > 0).map(([number, what]) => `${number} ${what}`);
  return told.length === 0 ? 'the same packages' : `packages: ${listed(told)}`;
}

function isDifferent({ before, after }: NamedChange): boolean {
  return before !== undefined && after !== undefined;
}

function isNew({ before }: NamedChange): boolean {
  return before === undefined;
}

function isGone({ after }: NamedChange): boolean {
  return after === undefined;
}

function isOrAre(number: number): string {
  return number === 1 ? 'is' : 'are';
}

function quoted(text: string): string {
  return text === '' ? 'none' : `\`${shownText(text, maximalQuoted)}\``;
}

function sentence(clauses: readonly string[]): string {
  const text = clauses.join('; ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
