import type {
  ImageFacts,
  OriginFacts,
  PublisherFacts,
  ScanFacts,
  SignatureFacts,
  VulnerabilitySeverity,
} from '../reference/image-facts.ts';
import type { ImageReference } from '../reference/reference.ts';
import { quotedName } from '../text/quoted-name.ts';
import { dayOf } from '../text/day.ts';
import { durationInWords, listed } from '../text/words.ts';
import type { CatalogueFacts } from './catalogue.ts';
import type { QuestionId, Source, Verdict } from './questions/answer.ts';
import { publisherOf } from './questions/publisher.ts';
import { listOf, notAsked, tableOfOwners } from './questions/sources.ts';
import { shownText } from './shown-values.ts';

/** What is known of an image without asking anybody. */
export interface KnownImage {
  readonly reference: ImageReference;
  readonly catalogue: CatalogueFacts;
  /** What was found out before; undefined when nobody has asked. */
  readonly facts: ImageFacts | undefined;
}

/** One of the questions answered in a few words. `text` is plain, and may be shown as it is. */
export interface SummaryLine {
  readonly question: QuestionId;
  readonly label: string;
  readonly text: string;
  readonly verdict: Verdict;
  readonly source: Source;
}

/** The first four questions, each in a line. `now` in milliseconds since 1970-01-01 UTC. */
export function summarizeImage(image: KnownImage, now: number): readonly SummaryLine[] {
  const { facts } = image;
  return [
    publisherLine(image, now),
    originLine(facts?.origin, now),
    scanLine(facts?.scan, now),
    signatureLine(facts?.signature, now),
  ];
}

/** The one thing that is most worth doing, as a sentence; undefined when there is nothing. */
export function adviceFor({ reference, catalogue, facts }: KnownImage): string | undefined {
  if (facts?.signature?.level === 'failed')
    return 'Do not use it before you know why its signature does not hold.';
  if (catalogue.deprecation !== undefined) return catalogue.deprecation.sentence;
  const closable = facts?.scan === undefined ? 0 : sumOf(facts.scan.fixable, gravest);
  if (closable > 0)
    return `Move to a newer tag, or update the packages: ${closable} of the graver ones ${closable === 1 ? 'has' : 'have'} a fix.`;
  if (catalogue.official?.isListed === false && reference.digest === undefined)
    return 'Take a tag that is still rebuilt.';
  return reference.digest === undefined
    ? 'Pin it to its digest, so that it stays what you have looked at.'
    : undefined;
}

/** The numbers of a scan as they stand above an image: `2 critical, 5 high; 4 fixable (Trivy, 2 days ago)`. */
export function scanInWords(scan: ScanFacts, now: number): string {
  return `${countsOf(scan)} (${shownText(scan.scanner, 40)}, ${ago(scan.at, now)})`;
}

function publisherLine({ reference, catalogue, facts }: KnownImage, now: number): SummaryLine {
  const line = { question: 'who-made-it', label: 'Made by' } as const;
  const { official, officialDate, deprecation, deprecationDate } = catalogue;
  const own = publisherOf({ reference, catalogue }, undefined);
  const list = listOf('the list of official images', officialDate);
  if (deprecation !== undefined)
    return {
      ...line,
      text: `${own.name}, and given up`,
      verdict: 'bad',
      source: listOf('the list of images that were given up', deprecationDate),
    };
  if (official !== undefined) {
    const isOld = official.isListed === false;
    const state = isOld ? 'the tag is not among those that are rebuilt' : 'the tag is rebuilt';
    const text = official.isListed === undefined ? own.name : `${own.name}; ${state}`;
    return { ...line, text, verdict: isOld ? 'note' : 'good', source: list };
  }
  if (own.kind === 'known-owner')
    return { ...line, text: own.name, verdict: 'good', source: tableOfOwners };
  return { ...line, ...askedPublisher(facts?.publisher, own.name, now) };
}

function askedPublisher(
  publisher: PublisherFacts | undefined,
  account: string,
  now: number,
): Pick<SummaryLine, 'text' | 'verdict' | 'source'> {
  const name = shownText(publisher?.name ?? account, 80);
  const source: Source =
    publisher === undefined
      ? notAsked
      : { kind: 'registry-api', words: `the registry, ${ago(publisher.at, now)}` };
  switch (publisher?.kind) {
    case 'verified':
      return { text: `${name}, verified by the registry`, verdict: 'good', source };
    case 'sponsored':
      return { text: `${name}, sponsored by the registry`, verdict: 'good', source };
    default: {
      const text = `the account ${quotedName(name)}; whose it is, is not known`;
      return { text, verdict: 'unknown', source };
    }
  }
}

function originLine(origin: OriginFacts | undefined, now: number): SummaryLine {
  const line = { question: 'what-is-in-it', label: 'Age' } as const;
  const { created, pushed } = origin ?? {};
  const parts = [
    ...(created === undefined ? [] : [`built ${ago(created, now)}`]),
    ...(pushed === undefined ? [] : [`pushed ${ago(pushed, now)}`]),
  ];
  if (origin === undefined || parts.length === 0)
    return { ...line, text: 'not known', verdict: 'unknown', source: notAsked };
  const source: Source = { kind: 'registry', words: `the registry, ${ago(origin.at, now)}` };
  return { ...line, text: parts.join(', '), verdict: 'note', source };
}

function scanLine(scan: ScanFacts | undefined, now: number): SummaryLine {
  const line = { question: 'what-is-really-in-it', label: 'Vulnerabilities' } as const;
  if (scan === undefined)
    return { ...line, text: 'not scanned', verdict: 'unknown', source: notAsked };
  const { scanner, scannerVersion = '', database, endOfLife, knownExploited = 0, at } = scan;
  const used = knownExploited === 0 ? '' : `; ${knownExploited} used in attacks`;
  const ended = endOfLife === undefined ? '' : `; ${quotedName(endOfLife)} gets no more updates`;
  const data = database === undefined ? '' : `, data of ${dayOf(database)}`;
  const isGrave = sumOf(scan.counts, gravest) > 0 || knownExploited > 0 || endOfLife !== undefined;
  return {
    ...line,
    text: `${countsOf(scan)}${used}${ended}`,
    verdict: isGrave ? 'bad' : 'good',
    source: {
      kind: 'scanner',
      words: `${shownText(`${scanner} ${scannerVersion}`, 60)}${data}, ${ago(at, now)}`,
    },
  };
}

function signatureLine(signature: SignatureFacts | undefined, now: number): SummaryLine {
  const line = { question: 'is-it-what-i-think', label: 'Signature' } as const;
  if (signature === undefined)
    return { ...line, text: 'not looked for', verdict: 'unknown', source: notAsked };
  const { level, signers, isExpected, isComplete, at } = signature;
  const source: Source = { kind: 'registry', words: `the registry, ${ago(at, now)}` };
  switch (level) {
    case 'verified': {
      const names = listed(signers.slice(0, shownSigners).map(quotedName));
      const remark = isExpected === true ? '' : '; nobody has said who should sign';
      return {
        ...line,
        text: `verified, by ${names}${remark}`,
        verdict: isExpected === true ? 'good' : 'note',
        source: { kind: 'verified-signature', words: `checked ${ago(at, now)}` },
      };
    }
    case 'failed':
      return { ...line, text: 'there is one, and it does not hold', verdict: 'bad', source };
    case 'present':
      return { ...line, text: 'there is one that nobody could check', verdict: 'note', source };
    case 'none': {
      const text = isComplete ? 'none found' : 'none found where it could be looked for';
      return { ...line, text, verdict: 'unknown', source };
    }
  }
}

const shownSigners = 3;
const gravest: readonly VulnerabilitySeverity[] = ['critical', 'high'];
const lighter: readonly VulnerabilitySeverity[] = ['medium', 'low', 'negligible', 'unknown'];

/** The grave ones, each with its number; where there are none, how many others there are. */
function countsOf({ counts, fixable }: ScanFacts): string {
  const grave = gravest.filter((severity) => counts[severity] > 0);
  const shown = grave.length > 0 ? grave : lighter.filter((severity) => counts[severity] > 0);
  if (shown.length === 0) return 'none known';
  const numbers = shown.map((severity) => `${counts[severity]} ${severityWords[severity]}`);
  const closable = sumOf(fixable, shown);
  return `${numbers.join(', ')}; ${closable === 0 ? 'none' : closable} fixable`;
}

const severityWords: Readonly<Record<VulnerabilitySeverity, string>> = {
  critical: 'critical',
  high: 'high',
  medium: 'medium',
  low: 'low',
  negligible: 'negligible',
  unknown: 'of unknown severity',
};

function sumOf(counts: ScanFacts['counts'], severities: readonly VulnerabilitySeverity[]): number {
  return severities.reduce((sum, severity) => sum + counts[severity], 0);
}

function ago(time: number, now: number): string {
  const age = now - time;
  return age < aMinute ? 'just now' : `${durationInWords(age)} ago`;
}

const aMinute = 60_000;
