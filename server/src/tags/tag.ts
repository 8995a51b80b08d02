import {
  channels,
  codeNames,
  commitWords,
  preReleaseStages,
  releaseWords,
  ripeChannels,
  systems,
} from '../data/tag-words.ts';
import { isTag } from '../reference/reference.ts';
import { compareText } from './compare.ts';
import { isArchitecture, attachedTag, isCommit, isCompactDate, isoDate } from './patterns.ts';

/**
 * What a tag says by the habits of those who publish images; no specification gives tags a meaning. Parts that
 * are not there are empty or undefined. Numbers of more than 15 digits are compared roughly.
 */
export interface TagParts {
  readonly tag: string;
  /** Whether the version has a `v` before it. */
  readonly hasV: boolean;
  /** `3.12.1` is 3, 12 and 1; `8u502`, as Java writes it, 8 and 502. */
  readonly version: readonly number[];
  readonly preRelease: PreRelease | undefined;
  /** Numbers behind the version that count its builds: 9 of `11.0.32_9`. */
  readonly revision: readonly number[];
  /** How ripe the release is that the tag moves along with: `latest`, `edge`. */
  readonly channel: string | undefined;
  /** All other words with their versions, in the order of the alphabet. */
  readonly words: readonly TagWord[];
  /** A build date: 20240115, and what counts the builds of that day. */
  readonly date: readonly number[];
  readonly architecture: string | undefined;
  readonly hasCommit: boolean;
  /** Whether it holds a signature, an attestation or the like of an image, not an image. */
  readonly isAttached: boolean;
}

export interface PreRelease {
  /** From the least to the most ripe, see `preReleaseStages`. */
  readonly stage: number;
  readonly numbers: readonly number[];
}

/** `alpine3.20` is alpine 3, 20; `bookworm` is debian 12. */
export interface TagWord {
  readonly word: string;
  readonly version: readonly number[];
}

/** The parts while they are found. */
type Draft = { -readonly [Part in keyof Omit<TagParts, 'words'>]: TagParts[Part] } & {
  words: { word: string; version: readonly number[] }[];
  /** What a number that follows belongs to. */
  last: 'version' | 'pre-release' | 'word' | 'other';
};

const none: readonly number[] = [];
const versionPattern = /^(v?)(\d+(?:\.\d+)*)(?:\.?([a-z]+)\.?(\d+(?:\.\d+)*)?)?$/;
const wordPattern = /^([a-z]+)\.?(\d+(?:\.\d+)*)$/;

/** Reads any text; what is no tag has no parts. Takes time linear in the length of the text. */
export function readTag(tag: string): TagParts {
  const draft = emptyDraft(tag);
  if (!isTag(tag)) return draft;
  const text = tag.toLowerCase();
  if (attachedTag.test(text)) return { ...draft, isAttached: true };

  const dated = isoDate.exec(text);
  if (dated !== null) draft.date = dateNumbers(dated[0]);
  const rest = dated === null ? text : text.replace(dated[0], '-');
  const segments = rest.split(/[-_]/);
  segments.forEach((segment, index) => readSegment(draft, segment, segments[index + 1]));
  if (draft.words.length > 1) draft.words.sort((a, b) => compareText(a.word, b.word));
  return draft;
}

function emptyDraft(tag: string): Draft {
  return {
    tag,
    hasV: false,
    version: none,
    preRelease: undefined,
    revision: none,
    channel: undefined,
    words: [],
    date: none,
    architecture: undefined,
    hasCommit: false,
    isAttached: false,
    last: 'other',
  };
}

/** Reads one part between two separators; the first reader that knows it has it. */
function readSegment(draft: Draft, written: string, next: string | undefined): void {
  const segment = written.includes('.') ? written.replace(/^\.+|\.+$/g, '') : written;
  if (segment === '') return;
  const known =
    readDate(draft, segment) ||
    readArchitecture(draft, segment, next) ||
    readCommit(draft, segment, next) ||
    readNumbers(draft, segment) ||
    readPreRelease(draft, segment) ||
    readChannel(draft, segment);
  if (!known) readWord(draft, segment);
}

function readDate(draft: Draft, segment: string): boolean {
  if (draft.date.length > 0 || !isCompactDate(segment)) return false;
  draft.date = dateNumbers(segment);
  draft.last = 'other';
  return true;
}

function readArchitecture(draft: Draft, segment: string, next: string | undefined): boolean {
  if (segment === 'linux' && next !== undefined && isArchitecture(next)) return true;
  if (!isArchitecture(segment) && !endsArchitecture(draft, segment)) return false;
  draft.architecture = (draft.architecture ?? '') + segment;
  draft.last = 'other';
  return true;
}

/** The second part of `arm-v7` and `x86_64`. */
function endsArchitecture({ architecture }: Draft, segment: string): boolean {
  if (architecture === undefined) return false;
  return architecture === 'x86' ? segment === '64' : /^v[5-9]$/.test(segment);
}

function readCommit(draft: Draft, segment: string, next: string | undefined): boolean {
  if (commitWords.has(segment) && next !== undefined && isCommit(next)) return true;
  if (!isCommit(segment)) return false;
  draft.hasCommit = true;
  draft.last = 'other';
  return true;
}

/** A version, or a number that belongs to what stands before it. */
function readNumbers(draft: Draft, segment: string): boolean {
  const found = versionPattern.exec(segment);
  if (found === null) return false;
  const [, v, digits = '', suffix, suffixDigits] = found;
  const numbers = numbersOf(digits);
  const word = draft.words.at(-1);
  if (draft.version.length > 0 || (word !== undefined && takesNumber(draft, word.word))) {
    if (v === 'v' || suffix !== undefined) return false;
    addNumbers(draft, numbers);
    return true;
  }
  draft.hasV = v === 'v';
  draft.version = numbers;
  draft.last = 'version';
  if (suffix !== undefined) readSuffix(draft, suffix, suffixDigits);
  return true;
}

/** Before a version is known, a number behind the name of a system is that system's. */
function takesNumber({ last, words }: Draft, word: string): boolean {
  return last === 'word' && systems.has(word) && words.at(-1)?.version.length === 0;
}

function addNumbers(draft: Draft, numbers: readonly number[]): void {
  const word = draft.words.at(-1);
  if (draft.last === 'word' && word !== undefined) word.version = [...word.version, ...numbers];
  else if (draft.last === 'pre-release' && draft.preRelease !== undefined)
    draft.preRelease = {
      ...draft.preRelease,
      numbers: [...draft.preRelease.numbers, ...numbers],
    };
  else draft.revision = [...draft.revision, ...numbers];
}

/** What stands at the version without a separator: `rc1`, `u502`, `Final`. */
function readSuffix(draft: Draft, suffix: string, digits: string | undefined): void {
  const numbers = numbersOf(digits);
  const stage = preReleaseStages.get(suffix);
  if (suffix === 'u') draft.version = [...draft.version, ...numbers];
  else if (stage !== undefined && (suffix.length > 1 || digits !== undefined))
    setPreRelease(draft, { stage, numbers });
  else if (!releaseWords.has(suffix) && suffix !== 'x') addWord(draft, suffix, numbers);
}

/** A pre-release stands right behind its version: elsewhere `dev` is a variant, and so is `b07` of a Java build. */
function readPreRelease(draft: Draft, segment: string): boolean {
  if (draft.last !== 'version' || draft.preRelease !== undefined) return false;
  const [, word = segment, digits] = wordPattern.exec(segment) ?? [];
  if (releaseWords.has(segment)) return true;
  const stage = preReleaseStages.get(word);
  const isLetter = word.length === 1;
  if (stage === undefined || (isLetter && digits === undefined)) return false;
  if (isLetter && /^\d+u\d/.test(draft.tag)) return false;
  setPreRelease(draft, { stage, numbers: numbersOf(digits) });
  return true;
}

function setPreRelease(draft: Draft, preRelease: PreRelease): void {
  draft.preRelease = preRelease;
  draft.last = 'pre-release';
}

function readChannel(draft: Draft, segment: string): boolean {
  if (draft.channel !== undefined || draft.version.length > 0) return false;
  if (!channels.has(segment) && !ripeChannels.has(segment)) return false;
  draft.channel = segment;
  draft.last = 'other';
  return true;
}

function readWord(draft: Draft, segment: string): void {
  const codeName = codeNames.get(segment);
  if (codeName !== undefined) {
    draft.words.push({ word: codeName.system, version: codeName.version });
    draft.last = 'other';
    return;
  }
  const [, word = segment, digits] = wordPattern.exec(segment) ?? [];
  addWord(draft, word, numbersOf(digits));
}

function addWord(draft: Draft, word: string, version: readonly number[]): void {
  draft.words.push({ word, version });
  draft.last = 'word';
}

function numbersOf(digits: string | undefined): readonly number[] {
  if (digits === undefined) return none;
  return digits.includes('.') ? digits.split('.').map(Number) : [Number(digits)];
}

/** `2024-01-15t20-20-20z` and `20240115.3` begin with 20240115. */
function dateNumbers(text: string): readonly number[] {
  const digits = text.replace(/\D/g, '');
  const serial = digits.slice(8);
  return serial === '' ? [Number(digits)] : [Number(digits.slice(0, 8)), Number(serial)];
}
