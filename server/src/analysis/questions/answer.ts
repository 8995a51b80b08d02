/** The five questions that one should ask before using an image, in their order. */
export const questionIds = [
  'who-made-it',
  'what-is-in-it',
  'what-is-really-in-it',
  'is-it-what-i-think',
  'what-is-it-running-on',
] as const;
export type QuestionId = (typeof questionIds)[number];

/** As people ask them. */
export const questionTitles: Readonly<Record<QuestionId, string>> = {
  'who-made-it': 'Who made this?',
  'what-is-in-it': 'What is in it?',
  'what-is-really-in-it': "What's really in it?",
  'is-it-what-i-think': 'Is this what I think it is?',
  'what-is-it-running-on': 'What is it running on?',
};

/** How the things stand: nothing to do, worth knowing, something to do, or nobody knows. */
export type Verdict = 'good' | 'note' | 'bad' | 'unknown';

/** How something is known. */
export type SourceKind =
  /** Lists that Seaworthy carries, each with its day. */
  | 'offline-list'
  /** The registry's manifests, lists of tags and headers. */
  | 'registry'
  /** The registry's own API beside the distribution one. */
  | 'registry-api'
  /** Labels, annotations, history, attestations that nobody has checked. */
  | 'publisher-claim'
  | 'verified-signature'
  | 'content-trust'
  | 'scanner'
  /** A container engine on this machine. */
  | 'engine'
  /** The Dockerfile or Compose file. */
  | 'document'
  /** Nobody was asked, or the one who was did not answer. */
  | 'not-known';

export interface Source {
  readonly kind: SourceKind;
  /** In words for people, without a full stop: `the list of official images of 2026-08-21`. */
  readonly words: string;
}

/**
 * The answer to one question, ready to be written in any form. All texts may be shown as they are: single lines without
 * control characters, bounded, secrets hidden. They are plain text: who writes HTML or Markdown escapes them.
 */
export interface Answer {
  readonly question: QuestionId;
  /** As a person asks it: `Who made this?` */
  readonly title: string;
  readonly verdict: Verdict;
  /** The answer in a sentence or two. */
  readonly summary: string;
  readonly parts: readonly AnswerPart[];
}

export type AnswerPart = FactList | FactTable;

export interface FactList {
  readonly kind: 'facts';
  readonly title: string;
  readonly facts: readonly Fact[];
}

export interface Fact {
  /** A stable name for programs, in camel case, once for a question. */
  readonly id: string;
  readonly label: string;
  /** What is known; `not told` and the like where nothing is. */
  readonly value: string;
  /** Undefined in place of `value` for programs: what is not told or not known. */
  readonly isKnown: boolean;
  readonly verdict?: Verdict;
  /** An https or http address for people, which is also what `value` or a part of it shows. */
  readonly link?: string;
  readonly source: Source;
}

export interface FactTable {
  readonly kind: 'table';
  /** As a fact's. */
  readonly id: string;
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** How many rows are left out. */
  readonly omitted: number;
  readonly source: Source;
  /** Drawn beside it where pictures can be: a bar for each row by the numbers of one column. */
  readonly picture?: { readonly kind: 'layer-sizes' | 'severities'; readonly bars: readonly Bar[] };
}

export interface Cell {
  readonly text: string;
  readonly link?: string;
  readonly verdict?: Verdict;
}

export interface Bar {
  readonly label: string;
  /** Bytes or a count; never negative. */
  readonly amount: number;
  /** The amount in words: `12 MB`. */
  readonly words: string;
  readonly severity?: 'critical' | 'high' | 'medium' | 'low' | 'negligible' | 'unknown';
}
