import type { Language } from '../../server/src/model/document-model.ts';
import { composeHead, composeServices } from './corpus-compose.ts';
import { dockerfileStages } from './corpus-dockerfile.ts';

/** A file for measurements and the line in its middle, a comment, at whose end it is edited. */
export interface Sample {
  readonly language: Language;
  readonly text: string;
  readonly editLine: number;
}

/** Lines that the samples have. */
export const sizes = [100, 500, 2_000, 8_000, 50_000] as const;

const editComment = '# edited here: ';

/** A file of exactly `lines` lines that looks like people's files; the same for each call. */
export function createSample(language: Language, lines: number): Sample {
  const head = language === 'compose' ? composeHead : [];
  const blocks = language === 'compose' ? composeServices : dockerfileStages;
  const written = [...head];
  let editLine = 0;
  for (let index = 0; ; index++) {
    if (editLine === 0 && written.length >= lines / 2) editLine = written.push(editComment) - 1;
    const block = blocks[index % blocks.length]?.(index) ?? [];
    if (written.length + block.length > lines) break;
    written.push(...block);
  }
  while (written.length < lines) written.push('# The end.');
  return { language, text: written.join('\n') + '\n', editLine };
}

/** The text after typing `character` at the end of the edited line. */
export function typeInto({ language, text, editLine }: Sample, character: string): Sample {
  const lines = text.split('\n');
  lines[editLine] = `${lines[editLine] ?? ''}${character}`;
  return { language, text: lines.join('\n'), editLine };
}

/** The column at the end of the edited line, in UTF-16 code units. */
export function editColumn({ text, editLine }: Sample): number {
  return text.split('\n')[editLine]?.length ?? 0;
}
