import type { MappedText } from '../text/mapped-text.ts';
import type { NestedDraft, PipelineDraft } from './draft.ts';

/** Reads one text of PowerShell from left to right. */
export interface PowershellReader {
  readonly source: MappedText;
  readonly text: string;
  /** Where blocks stand that were read. */
  readonly substitutions: Set<number>;
  /** Reads commands up to a closer, which stays; handed in, as words contain lists and lists contain words. */
  readonly readList: (
    reader: PowershellReader,
    closer: ')' | '}' | undefined,
  ) => readonly PipelineDraft[];
  at: number;
  depth: number;
  /** Where the scripts in the words of the present command go. */
  nested: NestedDraft[];
}
