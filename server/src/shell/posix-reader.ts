import type { MappedText } from '../text/mapped-text.ts';
import {
  maximalDepth,
  type CommandDraft,
  type NestedDraft,
  type PipelineDraft,
  type ReadContext,
  type RedirectionDraft,
} from './draft.ts';

/** What ends a list of commands: a parenthesis, or a reserved word where a command could stand. */
export type Closer = ')' | '}' | 'fi' | 'done' | 'esac';

/** Reads commands up to a closer, which stays, or to the end of the text. */
export type ReadList = (
  reader: PosixReader,
  closer: Closer | undefined,
) => readonly PipelineDraft[];

/** Reads one text of a POSIX shell from left to right. */
export interface PosixReader {
  readonly source: MappedText;
  readonly text: string;
  readonly substitutions: Set<number>;
  /** Handed in, as words contain lists and lists contain words. */
  readonly readList: ReadList;
  at: number;
  depth: number;
  /** Where the scripts in the words of the present command go. */
  nested: NestedDraft[];
  /** The here-documents that begin behind the end of this line. */
  readonly awaited: AwaitedDocument[];
}

/** A here-document whose redirection was read, but not yet its text. */
export interface AwaitedDocument {
  readonly redirection: RedirectionDraft;
  readonly command: CommandDraft;
  readonly delimiter: string;
  readonly isQuoted: boolean;
  readonly stripTabs: boolean;
}

export function createReader(
  source: MappedText,
  { depth, substitutions }: ReadContext,
  readList: ReadList,
): PosixReader {
  return {
    source,
    text: source.text,
    substitutions,
    readList,
    at: 0,
    depth,
    nested: [],
    awaited: [],
  };
}

export function canNest({ depth }: PosixReader): boolean {
  return depth < maximalDepth;
}

const backslash = 92;
const newline = 10;

/** Skips blanks and continued line ends. */
export function skipBlanks(reader: PosixReader): void {
  const { text } = reader;
  for (;;) {
    const code = text.charCodeAt(reader.at);
    if (code === 32 || code === 9 || code === 13) reader.at++;
    else if (code === backslash && text.charCodeAt(reader.at + 1) === newline) reader.at += 2;
    else return;
  }
}

/** Skips a comment; the line end stays. */
export function skipComment(reader: PosixReader): void {
  if (reader.text.charAt(reader.at) !== '#') return;
  const end = reader.text.indexOf('\n', reader.at);
  reader.at = end < 0 ? reader.text.length : end;
}
