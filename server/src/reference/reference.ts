import { fail, ok, type Result } from '../text/result.ts';
import type { Span } from '../text/span.ts';
import { parseDigest, type Digest, type DigestError } from './digest.ts';

/** What a written image name means, after normalisation as Docker does it. */
export interface ImageReference {
  /** Host and port; `docker.io` when the author wrote none. */
  readonly registry: string;
  /** Path below the registry, with `library/` for Docker Hub's one-part names. */
  readonly repository: string;
  readonly tag: string | undefined;
  readonly digest: Digest | undefined;
  /** The reference as the author wrote it. */
  readonly written: string;
  /** Where the parts stand in `written`; separators belong to no part. */
  readonly spans: ReferenceSpans;
}

export interface ReferenceSpans {
  /** Registry and repository, without tag and digest. */
  readonly name: Span;
  readonly tag: Span | undefined;
  readonly digest: Span | undefined;
}

export type ReferenceErrorCode =
  | 'empty'
  | 'registry-invalid'
  | 'repository-invalid'
  | 'repository-upper-case'
  | 'repository-too-long'
  | 'repository-is-image-id'
  | 'tag-invalid'
  | DigestError;

export interface ReferenceError {
  readonly code: ReferenceErrorCode;
  /** The part of the text that is wrong. */
  readonly span: Span;
}

export const dockerHub = 'docker.io';

const maximalRepositoryLength = 255;
/** A host name of 253 characters (RFC 1035) and a port. */
const maximalRegistryLength = 259;
const tagPattern = /^\w[\w.-]{0,127}$/;
const domainComponent = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const registryPattern = new RegExp(
  `^(?:${domainComponent}(?:\\.${domainComponent})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?$`,
);
const imageId = /^[a-f0-9]{64}$/;

/**
 * Reads an image reference, `[registry/]repository[:tag][@digest]`.
 *
 * Follows the grammar and the normalisation of distribution/reference: the part before the first `/`
 * is a registry when it has a `.`, a `:` or an upper-case letter or is `localhost`; everything else
 * is on Docker Hub. Takes time linear in the length of the text.
 */
export function parseReference(text: string): Result<ImageReference, ReferenceError> {
  if (text === '') return fail({ code: 'empty', span: { start: 0, end: 0 } });
  if (imageId.test(text))
    return fail({ code: 'repository-is-image-id', span: { start: 0, end: text.length } });

  const at = text.indexOf('@');
  const nameAndTagEnd = at < 0 ? text.length : at;
  const slash = text.lastIndexOf('/', nameAndTagEnd - 1);
  const colon = text.indexOf(':', slash + 1);
  const nameEnd = colon < 0 || colon >= nameAndTagEnd ? nameAndTagEnd : colon;

  const named = parseName(text.slice(0, nameEnd));
  if (!named.ok) return named;

  const tagSpan = nameEnd < nameAndTagEnd ? { start: nameEnd + 1, end: nameAndTagEnd } : undefined;
  const tag = tagSpan && text.slice(tagSpan.start, tagSpan.end);
  if (tagSpan !== undefined && tag !== undefined && !isTag(tag))
    return fail({ code: 'tag-invalid', span: tagSpan });

  const digestSpan = at < 0 ? undefined : { start: at + 1, end: text.length };
  const digest =
    digestSpan === undefined ? ok(undefined) : parseDigest(text.slice(digestSpan.start));
  if (!digest.ok) return fail({ code: digest.error, span: { start: at, end: text.length } });

  return ok({
    ...named.value,
    tag,
    digest: digest.value,
    written: text,
    spans: { name: { start: 0, end: nameEnd }, tag: tagSpan, digest: digestSpan },
  });
}

/** Whether the text can be a tag: distribution/reference `tag`, at most 128 characters. */
export function isTag(text: string): boolean {
  return text.length <= 128 && tagPattern.test(text);
}

/** The normalised name with registry: `docker.io/library/python`. Two spellings of one image give one name. */
export function canonicalName({ registry, repository }: ImageReference): string {
  return `${registry}/${repository}`;
}

/** The tag that a registry is asked for: Docker means `latest` where the author wrote none. */
export function effectiveTag({ tag }: ImageReference): string {
  return tag ?? 'latest';
}

function parseName(
  name: string,
): Result<Pick<ImageReference, 'registry' | 'repository'>, ReferenceError> {
  const whole = { start: 0, end: name.length };
  if (name === '') return fail({ code: 'repository-invalid', span: whole });

  const slash = name.indexOf('/');
  const first = slash < 0 ? '' : name.slice(0, slash);
  const hasRegistry = slash >= 0 && isRegistry(first);
  if (hasRegistry && (first.length > maximalRegistryLength || !registryPattern.test(first)))
    return fail({ code: 'registry-invalid', span: { start: 0, end: slash } });

  const path = hasRegistry ? name.slice(slash + 1) : name;
  const pathSpan = { start: name.length - path.length, end: name.length };
  if (path.length > maximalRepositoryLength)
    return fail({ code: 'repository-too-long', span: pathSpan });
  if (!path.split('/').every(isPathComponent)) {
    const lowered = path.toLowerCase().split('/').every(isPathComponent);
    return fail({ code: lowered ? 'repository-upper-case' : 'repository-invalid', span: pathSpan });
  }

  const registry = !hasRegistry || first === 'index.docker.io' ? dockerHub : first;
  const repository = registry === dockerHub && !path.includes('/') ? `library/${path}` : path;
  return ok({ registry, repository });
}

function isRegistry(component: string): boolean {
  return (
    component === 'localhost' || /[.:]/.test(component) || component.toLowerCase() !== component
  );
}

/** Runs of `a-z0-9` joined by one `.`, one or two `_`, or any number of `-`. */
const pathComponent = /^[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*$/;

function isPathComponent(component: string): boolean {
  return pathComponent.test(component);
}
