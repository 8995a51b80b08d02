import { parseInterpolation } from '../compose/interpolation.ts';
import { splitInstructions, type Instruction } from '../dockerfile/instructions.ts';
import type { ImageOccurrence } from '../model/document-model.ts';
import { expand, knownText } from '../model/template.ts';
import type { ImageReference } from '../reference/reference.ts';
import { verbatim } from '../text/mapped-text.ts';
import type { Span } from '../text/span.ts';
import type { TextEdit } from '../text/text-edit.ts';
import type { BlockedImage } from './pin-offers.ts';
import type { Report } from './report.ts';

/** A refactoring after which one variable holds a reference that text and variables make together now. */
export interface VariableIntroduction {
  readonly name: string;
  /** What the variable holds by default: what the file says today. */
  readonly reference: ImageReference;
  /** Of the document alone; they may touch but do not overlap. */
  readonly edits: readonly TextEdit[];
  /** The variables that no longer choose the image, as the author knows them. */
  readonly replaced: readonly string[];
}

/**
 * Gives the reference of an image, which cannot be pinned because it is put together, a variable of its own: an ARG
 * before the first FROM of a Dockerfile, a default in a Compose file. The same words elsewhere in the document use
 * it too. Undefined where a part has no default in this file, where `.env` decides, or where the word is not
 * written in one piece.
 */
export function introduceVariable(
  report: Report,
  { occurrence, obstacle }: BlockedImage,
): VariableIntroduction | undefined {
  const { image, written } = occurrence;
  if (obstacle.code !== 'partly-variable' || image.kind !== 'reference') return undefined;
  const { reference } = image;
  const { model, source } = report;
  const name = freeName(reference, model.text);
  const words = model.images
    .filter((other) => isSame(other, occurrence))
    .map((other) => wordOf(other, source.text))
    .filter((word) => word !== undefined);
  if (words.length === 0) return undefined;
  const replaced = variablesIn(written);
  if (source.language === 'dockerfile') {
    const argument = argumentEdit(source.text, `ARG ${name}=${reference.written}`);
    if (argument === undefined || occurrence.role !== 'base') return undefined;
    const uses = words.map(({ span }) => ({ span, newText: `\${${name}}` }));
    return { name, reference, replaced, edits: [argument, ...uses] };
  }
  // An inline Dockerfile has an ARG of its own, which no text of the Compose file shows as it is.
  if (occurrence.role === 'base' || !saysInFile(written, reference)) return undefined;
  const value = `\${${name}:-${reference.written}}`;
  const edits = words.map(({ span, isBare }) => ({ span, newText: isBare ? `"${value}"` : value }));
  return { name, reference, replaced, edits };
}

function isSame(other: ImageOccurrence, { role, written, image }: ImageOccurrence): boolean {
  return (
    (other.role === 'base') === (role === 'base') &&
    other.written === written &&
    other.image.kind === 'reference' &&
    image.kind === 'reference' &&
    other.image.reference.written === image.reference.written &&
    other.image.site.kind === 'blocked'
  );
}

interface WrittenWord {
  /** Without its quotes. */
  readonly span: Span;
  /** Whether it has neither quotes nor braces, so that braces might end the YAML around it. */
  readonly isBare: boolean;
}

/** Where a word stands, when it does so in one piece, perhaps in quotes or behind a scheme. */
function wordOf({ span, written }: ImageOccurrence, text: string): WrittenWord | undefined {
  if (span.end > text.length) return undefined;
  const source = text.slice(span.start, span.end);
  const word = /^(["'])(.*)\1$/s.exec(written)?.[2] ?? written;
  const at = source.lastIndexOf(word);
  const before = source.slice(0, Math.max(0, at));
  const behind = source.slice(at + word.length);
  const quote = /^["']/.exec(source)?.[0] ?? '';
  const isOnePiece = at >= 0 && behind === quote && !/["'\\`]/.test(word);
  if (!isOnePiece || /[\s"']/.test(before.slice(quote.length))) return undefined;
  const start = span.start + at;
  const isBare = quote === '' && !word.includes('{');
  if (isBare && before !== '') return undefined;
  return { span: { start, end: start + word.length }, isBare };
}

/** Whether a word of a Compose file says this reference when nothing is set outside of it. */
function saysInFile(written: string, reference: ImageReference): boolean {
  const word = verbatim(written, { start: 0, end: written.length });
  return knownText(expand(parseInterpolation(word), () => undefined)) === reference.written;
}

function variablesIn(written: string): readonly string[] {
  const names = [...written.matchAll(/\$\{?([A-Za-z_]\w*)/g)].map(([, name = '']) => name);
  return [...new Set(names)];
}

/** `NODE_IMAGE` for `library/node`, with a number behind it when the document has that word already. */
function freeName({ repository }: ImageReference, text: string): string {
  const last = repository.split('/').at(-1) ?? '';
  const word = last.toUpperCase().replaceAll(/[^A-Z0-9]+/g, '_');
  const name = `${/^[0-9]/.test(word) ? '_' : ''}${word}_IMAGE`;
  const taken = new Set(text.match(/\w+/g));
  if (!taken.has(name)) return name;
  let number = 2;
  while (taken.has(`${name}_${String(number)}`)) number++;
  return `${name}_${String(number)}`;
}

/** Puts a line behind the last ARG that all stages see, else before the first FROM and the comments above it. */
function argumentEdit(text: string, line: string): TextEdit | undefined {
  const whole = verbatim(text, { start: 0, end: text.length });
  const { instructions, directivesEnd } = splitInstructions(whole);
  const from = instructions.findIndex(({ keyword }) => keyword === 'FROM');
  const first = instructions[from];
  if (first === undefined) return undefined;
  const global = instructions.slice(0, from).findLast(({ keyword }) => keyword === 'ARG');
  const start = global?.place.lines.end ?? commentsAbove(text, first, directivesEnd);
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  return { span: { start, end: start }, newText: line + lineEnd };
}

/** Where the comment lines begin that stand right above an instruction. */
function commentsAbove(text: string, { place }: Instruction, least: number): number {
  let start = place.lines.start;
  while (start > least) {
    const before = text.lastIndexOf('\n', start - 2) + 1;
    if (before < least || !/^[ \t]*#/.test(text.slice(before, start))) break;
    start = before;
  }
  return start;
}
