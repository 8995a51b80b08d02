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
 * below. A scheme before the registry is left out.
 */
export function isCovered(patterns: readonly string[], reference: ImageReference): boolean {
  if (patterns.length === 0) return false;
  const name = canonicalName({ ...reference, registry: reference.registry.toLowerCase() });
  const tagged = `${name}:${effectiveTag(reference)}`;
  return patterns.some((pattern) => {
    const canonical = canonicalPattern(pattern.trim().replace(/^(?:https?|docker):\/\//i, ''));
    return matchesGlob(canonical, name) || matchesGlob(canonical, tagged);
  });
}

/** Adds what Docker adds to a name: its own registry, and `library/` to one-part names there. */
function canonicalPattern(pattern: string): string {
  const slash = pattern.indexOf('/');
  const first = slash < 0 ? pattern : pattern.slice(0, slash);
  if (!isRegistry(first, slash >= 0)) return onDockerHub(pattern);
  const path = slash < 0 ? '' : pattern.slice(slash + 1);
  const registry = first === 'index.docker.io' ? dockerHub : first.toLowerCase();
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
