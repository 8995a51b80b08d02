import { parseReference, type ImageReference } from '../reference/reference.ts';
import { sourceEnd, sourceSpan } from '../text/mapped-text.ts';
import type { Span } from '../text/span.ts';
import type { ImageExpression, ImageOccurrence, PinObstacle, PinSite } from './document-model.ts';
import {
  foreignVariable,
  knownText,
  type Chunk,
  type Expansion,
  type VariableUse,
} from './template.ts';

/** An image word after expansion: what it says and where its reference stands. */
export interface ReadImage {
  readonly span: Span;
  readonly image: Extract<
    ImageExpression,
    { kind: 'reference' | 'partly-known' | 'unknown' | 'malformed' }
  >;
}

/** Reads the reference that an expanded word gives; `word` is the span of the word itself. */
export function readImage(expansion: Expansion, word: Span): ReadImage {
  const text = knownText(expansion);
  if (text === undefined) return { span: word, image: readUnknown(expansion) };

  const whole = wholeReference(expansion);
  const isHere = whole !== undefined && foreignVariable(whole) === undefined;
  const span = isHere ? sourceSpan(whole.text, { start: 0, end: text.length }) : word;
  const parsed = parseReference(text);
  if (parsed.ok)
    return {
      span,
      image: { kind: 'reference', reference: parsed.value, site: pinSite(expansion, whole) },
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

function pinSite(expansion: Expansion, whole: TextChunk | undefined): PinSite {
  if (whole === undefined)
    return blocked({ code: 'partly-variable', variable: outerVariable(expansion) });
  const variable = foreignVariable(whole);
  return variable === undefined
    ? { kind: 'insert', offset: sourceEnd(whole.text, whole.text.text.length) }
    : blocked({ code: 'other-file', variable });
}

function blocked(obstacle: PinObstacle): PinSite {
  return { kind: 'blocked', obstacle };
}

function outerVariable(expansion: Expansion): string {
  for (const chunk of expansion) {
    const name = chunk.kind === 'text' ? chunk.through.at(-1)?.name : chunk.variable;
    if (name !== undefined) return name;
  }
  return '';
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
 * One occurrence for each text: two FROMs that use one ARG give one occurrence with two uses, so that
 * it is reported and edited once. An ARG that is whole in one place and a part in another is blocked.
 */
export function mergeShared(traced: readonly TracedOccurrence[]): readonly ImageOccurrence[] {
  const partial = new Set(
    traced.filter(({ occurrence }) => !isPinnableInPlace(occurrence)).flatMap(definitionsOf),
  );
  const merged: ImageOccurrence[] = [];
  const usesByOffset = new Map<number, Span[]>();
  for (const { occurrence, through } of traced) {
    const { image } = occurrence;
    if (image.kind !== 'reference' || image.site.kind !== 'insert') {
      merged.push(occurrence);
      continue;
    }
    const { offset } = image.site;
    const earlier = usesByOffset.get(offset);
    if (earlier !== undefined) {
      earlier.push(...occurrence.uses);
      continue;
    }
    const uses = [...occurrence.uses];
    usesByOffset.set(offset, uses);
    const shared = through.find(
      ({ definition }) => typeof definition === 'number' && partial.has(definition),
    );
    const site: PinSite =
      shared === undefined
        ? image.site
        : blocked({ code: 'shared-variable', variable: shared.name });
    merged.push({ ...occurrence, uses, image: { ...image, site } });
  }
  return merged;
}

function isPinnableInPlace({ image }: ImageOccurrence): boolean {
  return image.kind === 'reference' && image.site.kind === 'insert';
}

function definitionsOf({ through }: TracedOccurrence): readonly number[] {
  return through.flatMap(({ definition }) => (typeof definition === 'number' ? [definition] : []));
}
