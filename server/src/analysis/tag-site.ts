import type { ImageOccurrence } from '../model/document-model.ts';
import { parseReference, type ImageReference } from '../reference/reference.ts';
import type { Span } from '../text/span.ts';
import type { Report } from './report.ts';

/** A place where the tag of an image is being written. */
export interface TagSite {
  /** The image, without tag and digest. */
  readonly reference: ImageReference;
  /** The tag as far as it is written, and a digest behind it, which would not belong to another tag. */
  readonly span: Span;
  /** What is written of the tag; empty behind a bare colon. */
  readonly tag: string;
  readonly hasDigest: boolean;
}

/**
 * The tag that is written at `offset`, if an image stands there whole and in one piece. Nothing for what may be the
 * beginning of a registry: `localhost:50`, `registry.example.com:5`.
 */
export function tagSiteAt({ model, source }: Report, offset: number): TagSite | undefined {
  for (const { span, image } of model.images) {
    if (offset < span.start || offset > span.end) continue;
    const written = writtenReference(image);
    if (written !== undefined && model.text.slice(span.start, span.end) === written)
      return siteIn(written, span.start, offset);
  }
  return source.language === 'compose' ? siteInLine(source.text, offset) : undefined;
}

function writtenReference(image: ImageOccurrence['image']): string | undefined {
  if (image.kind === 'reference') return image.reference.written;
  return image.kind === 'malformed' ? image.text : undefined;
}

function siteIn(written: string, start: number, offset: number): TagSite | undefined {
  const at = written.indexOf('@');
  const end = at < 0 ? written.length : at;
  const colon = written.indexOf(':', written.lastIndexOf('/', end - 1) + 1);
  const cursor = offset - start;
  if (colon < 0 || colon >= cursor || cursor > end) return undefined;
  const name = written.slice(0, colon);
  const parsed = parseReference(name);
  if (!parsed.ok || mayBeHost(name)) return undefined;
  return {
    reference: parsed.value,
    span: { start: start + colon + 1, end: start + written.length },
    tag: written.slice(colon + 1, end),
    hasDigest: at >= 0,
  };
}

function mayBeHost(name: string): boolean {
  return !name.includes('/') && (name === 'localhost' || name.includes('.'));
}

const imageLine = /^[ \t]*(?:-[ \t]+)?image:[ \t]+([^\s"'#$]+:)$/;

/** YAML takes `image: python:` for the beginning of a map, so that the model has no image there. */
function siteInLine(text: string, offset: number): TagSite | undefined {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const written = imageLine.exec(text.slice(start, offset))?.[1];
  const isAtEnd = /^[ \t]*(?:\r?\n|$)/.test(text.slice(offset));
  return written === undefined || !isAtEnd
    ? undefined
    : siteIn(written, offset - written.length, offset);
}
