import { registryOfHost } from '../reference/docker-hub.ts';
import {
  canonicalName,
  dockerHub,
  effectiveTag,
  type ImageReference,
} from '../reference/reference.ts';
import { matchesGlob } from '../text/glob.ts';

/**
 * Whether one of the patterns of a configuration covers an image. A pattern is written as an image is,
 * with or without its tag: `redis` and `docker.io/library/redis` are the same. `*` stands for one part of
 * the name, `**` for any number; a registry alone, `docker.io/library`, or a final `/`, covers all that is
 * below. A scheme before the registry is left out, and so is the port that registries have anyway.
 */
export function isCovered(patterns: readonly string[], reference: ImageReference): boolean {
  return matchesAny(patterns.map(canonicalPattern), reference);
}

/**
 * The same for what is demanded of images: a pattern with a tag covers an image too of which a digest and no tag is written, as
 * that may be the very image. Else whoever leaves the tag out would be rid of the demand.
 */
export function mayBeCovered(patterns: readonly string[], reference: ImageReference): boolean {
  const isBare = reference.tag === undefined && reference.digest !== undefined;
  const canonical = patterns.map(canonicalPattern);
  return matchesAny(isBare ? canonical.map(withoutTags) : canonical, reference);
}

function matchesAny(patterns: readonly string[], reference: ImageReference): boolean {
  if (patterns.length === 0) return false;
  const name = canonicalName({ ...reference, registry: canonicalRegistry(reference.registry) });
  const tagged = `${name}:${effectiveTag(reference)}`;
  return patterns.some((pattern) => matchesGlob(pattern, name) || matchesGlob(pattern, tagged));
}

/** One name for all by which the same registry is reached, so that none is a way around a pattern. */
export function canonicalRegistry(registry: string): string {
  return registryOfHost(registry.toLowerCase().replace(/:443$/, ''));
}

/** A tag begins with the only `:` that the path of an image has, be it one of several in braces. */
function withoutTags(pattern: string): string {
  const path = pattern.indexOf('/') + 1;
  return pattern.slice(0, path) + pattern.slice(path).replaceAll(/:(?:\{[^{}]*\}|[^/,{}])*/g, '');
}

/** Adds what Docker adds to a name: its own registry, and `library/` to one-part names there. */
function canonicalPattern(written: string): string {
  const pattern = written.trim().replace(/^(?:https?|docker):\/\//i, '');
  const slash = pattern.indexOf('/');
  const first = slash < 0 ? pattern : pattern.slice(0, slash);
  if (!isRegistry(first, slash >= 0)) return onDockerHub(pattern);
  const path = slash < 0 ? '' : pattern.slice(slash + 1);
  const registry = canonicalRegistry(first);
  if (path === '') return `${registry}/**`;
  return registry === dockerHub ? onDockerHub(path) : `${registry}/${belowFolder(path)}`;
}

/** Whether a pattern begins with a host; without a path behind it `redis:8.2` is an image and its tag. */
function isRegistry(first: string, hasPath: boolean): boolean {
  if (/^(?:localhost(?::\d+)?|\*\*?)$/.test(first)) return true;
  return hasPath ? /[.:]/.test(first) : /^[^:]*\.[^:]*(?::\d+)?$/.test(first);
}

function onDockerHub(path: string): string {
  if (path === 'library') return `${dockerHub}/library/**`;
  const isShort = !path.includes('/') && path !== '**';
  return `${dockerHub}/${isShort ? 'library/' : ''}${belowFolder(path)}`;
}

function belowFolder(path: string): string {
  return path.endsWith('/') ? `${path}**` : path;
}
