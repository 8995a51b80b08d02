import { parseReference, type ImageReference } from '../reference/reference.ts';
import { sourceEnd, sourceSpan, type MappedText } from '../text/mapped-text.ts';
import type { Span } from '../text/span.ts';
import type {
  BorrowedVariable,
  ImageExpression,
  ImageOccurrence,
  PinObstacle,
  PinSite,
} from './document-model.ts';
import { knownText, type Chunk, type Expansion, type VariableUse } from './template.ts';

/** An image word after expansion: what it says and where its reference stands. */
export interface ReadImage {
  readonly span: Span;
  readonly image: Extract<
    ImageExpression,
    { kind: 'reference' | 'partly-known' | 'unknown' | 'malformed' }
  >;
}

/**
 * Reads the reference that an expanded word gives; `word` is the span of the word itself, where a reference counts
 * as standing that another file holds.
 */
export function readImage(expansion: Expansion, word: Span): ReadImage {
  const text = knownText(expansion);
  if (text === undefined) return { span: word, image: readUnknown(expansion) };

  const whole = wholeReference(expansion);
  const isHere = whole !== undefined && whole.elsewhere === undefined;
  const span = isHere ? sourceSpan(whole.text, { start: 0, end: text.length }) : word;
  const parsed = parseReference(text);
  if (parsed.ok)
    return {
      span,
      image: {
        kind: 'reference',
        reference: parsed.value,
        site: pinSite(expansion, whole, parsed.value),
      },
    };
  const { code, span: part } = parsed.error;
  const where = isHere ? sourceSpan(whole.text, part) : word;
  return { span, image: { kind: 'malformed', text, error: { code, span: where } } };
}

type TextChunk = Extract<Chunk, { kind: 'text' }>;

/**
 * The text that holds the reference alone. A variable that is empty may stand before it, as for a
 * registry; behind it, the value that the variable is given one day would follow the digest.
 */
function wholeReference(expansion: Expansion): TextChunk | undefined {
  const start = expansion.findIndex((chunk) => !isEmpty(chunk));
  const [only, ...others] = start < 0 ? [] : expansion.slice(start);
  return only?.kind === 'text' && others.length === 0 ? only : undefined;
}

function isEmpty(chunk: Chunk): boolean {
  return chunk.kind === 'text' && chunk.text.text === '';
}

function pinSite(
  expansion: Expansion,
  whole: TextChunk | undefined,
  { spans }: ImageReference,
): PinSite {
  if (whole === undefined)
    return blocked({ code: 'partly-variable', variable: splittingVariable(expansion) });
  const text = whole.elsewhere ?? whole.text;
  const tag = spans.tag && stretchOf(text, spans.tag);
  const digest = spans.digest && stretchOf(text, spans.digest);
  if (spans.digest !== undefined && digest === undefined) return blocked({ code: 'split-digest' });
  return { kind: 'insert', offset: sourceEnd(text, text.text.length), tag, digest };
}

/** Where a part and the separator before it stand; undefined when they are not written as they are read. */
function stretchOf(text: MappedText, part: Span): Span | undefined {
  const span = sourceSpan(text, { start: part.start - 1, end: part.end });
  return span.end - span.start === part.end - part.start + 1 ? span : undefined;
}

function blocked(obstacle: PinObstacle): PinSite {
  return { kind: 'blocked', obstacle };
}

/** The first variable that holds not all of the text: the outermost one that all of it came through does. */
function splittingVariable(expansion: Expansion): string {
  const paths = expansion.map((chunk) =>
    chunk.kind === 'text' ? chunk.through.map(({ name }) => name) : [chunk.variable],
  );
  const longest = Math.max(...paths.map(({ length }) => length));
  for (let depth = 1; depth <= longest; depth++) {
    const names = paths.map((path) => path.at(-depth));
    const name = names.find((other) => other !== undefined);
    if (new Set(names).size > 1 && name !== undefined) return name;
  }
  return paths[0]?.at(-1) ?? '';
}

/** A registry or path in a variable leaves name and tag readable: `${REGISTRY}/ubuntu` has no tag. */
function readUnknown(expansion: Expansion): ReadImage['image'] {
  const lastUnknown = expansion.findLastIndex((chunk) => chunk.kind === 'unknown');
  const unknown = expansion[lastUnknown];
  const variable = unknown?.kind === 'unknown' ? unknown.variable : '';
  const rest = knownText(expansion.slice(lastUnknown + 1)) ?? '';
  const slash = rest.lastIndexOf('/');
  const tail = slash < 0 ? undefined : parseTail(rest.slice(slash + 1));
  return tail === undefined
    ? { kind: 'unknown', variable }
    : { kind: 'partly-known', tail, variable };
}

function parseTail(text: string): ImageReference | undefined {
  const parsed = parseReference(text);
  return parsed.ok ? parsed.value : undefined;
}

/**
 * The words, other than the reference itself, where a person meets the image: one that uses an ARG, or
 * the `${…}` around a default.
 */
export function usesAround(word: Span, text: string, reference: Span): readonly Span[] {
  const isElsewhere = reference.start < word.start || reference.end > word.end;
  const isDefault = word.start < reference.start && /^["']*\$/.test(text);
  return isElsewhere || isDefault ? [word] : [];
}

/** An occurrence together with the variables that it was read through. */
export interface TracedOccurrence {
  readonly occurrence: ImageOccurrence;
  readonly through: readonly VariableUse[];
}

/** The variables whose values took part in an expansion. */
export function variablesOf(expansion: Expansion): readonly VariableUse[] {
  return expansion.flatMap((chunk) =>
    chunk.kind === 'text' && !isEmpty(chunk) ? chunk.through : [],
  );
}

/**
 * One occurrence for each text: two FROMs that use one ARG, or two services that use one variable of `.env`, give
 * one occurrence with two uses, so that it is reported and edited once. A variable that is whole in one place and a
 * part in another is blocked.
 */
export function mergeShared(traced: readonly TracedOccurrence[]): readonly ImageOccurrence[] {
  const partial = new Set(
    traced
      .filter(({ occurrence }) => pinOffsetOf(occurrence) === undefined)
      .flatMap(({ through }) => through.flatMap(({ definition }) => definition ?? [])),
  );
  const merged: ImageOccurrence[] = [];
  const byOffset = new Map<number, { readonly index: number; readonly uses: Span[] }>();
  for (const { occurrence, through } of traced) {
    const { image } = occurrence;
    if (image.kind !== 'reference' || image.site.kind !== 'insert') {
      merged.push(occurrence);
      continue;
    }
    const { offset } = image.site;
    const earlier = byOffset.get(offset);
    if (earlier !== undefined) {
      merged[earlier.index] = withUse(
        merged[earlier.index] ?? occurrence,
        occurrence,
        earlier.uses,
      );
      continue;
    }
    const uses = [...occurrence.uses];
    byOffset.set(offset, { index: merged.length, uses });
    const shared = through.find(
      ({ definition }) => definition !== undefined && partial.has(definition),
    );
    const site: PinSite =
      shared === undefined
        ? image.site
        : blocked({ code: 'shared-variable', variable: shared.name });
    merged.push({ ...occurrence, uses, image: { ...image, site } });
  }
  return merged;
}

/** Words that a file such as `.env` gives a text count each for itself: the first is the place, the others use it. */
function withUse(first: ImageOccurrence, other: ImageOccurrence, uses: Span[]): ImageOccurrence {
  uses.push(...other.uses);
  // One text for two platforms is for neither of them alone.
  const common = first.platform === other.platform ? first : { ...first, platform: '' };
  if (other.span.start === first.span.start) return common;
  const isBefore = other.span.start < first.span.start;
  uses.push(isBefore ? first.span : other.span);
  const { platform } = common;
  return isBefore ? { ...other, uses, image: first.image, platform } : common;
}

function pinOffsetOf({ image }: ImageOccurrence): number | undefined {
  return image.kind === 'reference' && image.site.kind === 'insert' ? image.site.offset : undefined;
}

/** The variables that images are read through and that are defined behind `ownEnd`, the end of the document. */
export function borrowedVariables(
  traced: readonly TracedOccurrence[],
  ownEnd: number,
): readonly BorrowedVariable[] {
  return traced.flatMap(({ occurrence, through }) => {
    const pinOffset = pinOffsetOf(occurrence);
    return through.flatMap(({ name, definition }) =>
      definition === undefined || definition <= ownEnd ? [] : [{ name, definition, pinOffset }],
    );
  });
}
