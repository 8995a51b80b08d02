import type { Container, DocumentModel, Hardening, KeySite } from '../model/document-model.ts';
import type { LimitedResource } from '../model/hardening.ts';
import type { TextEdit } from '../text/text-edit.ts';
import type { Fix } from './rule.ts';

export interface HardenedService {
  readonly container: Container;
  readonly hardening: Hardening;
}

/** The services that could be hardened: all but those that another program provides. */
export function* hardenedServices({ containers }: DocumentModel): Generator<HardenedService> {
  for (const container of containers)
    if (container.hardening !== undefined) yield { container, hardening: container.hardening };
}

/** A key of a service with its value: a text for a scalar, a list of texts for a list. */
export type NewKey = readonly [key: string, value: string | readonly string[]];

/**
 * The fix that writes keys into a service, those of them that it does not have; none when it has all or
 * nothing can be inserted. Never safe: each takes something from the process.
 */
export function insertFix(
  { container, hardening }: HardenedService,
  title: string,
  keys: readonly NewKey[],
): readonly Fix[] {
  const { keySite } = container;
  const missing = keys.filter(([key]) => !hardening.presentKeys.has(key));
  if (keySite === undefined || missing.length === 0) return [];
  return [{ title, isSafe: false, edits: [keyInsertion(keySite, missing)] }];
}

/** The edit that writes keys into a map. */
export function keyInsertion(
  { span, separator, step }: KeySite,
  keys: readonly NewKey[],
): TextEdit {
  let newText = '';
  for (const [key, value] of keys) {
    if (typeof value === 'string') {
      newText += `${key}: ${value}${separator}`;
      continue;
    }
    newText += `${key}:${separator}`;
    for (const item of value) newText += `${step}- ${item}${separator}`;
  }
  return { span, newText };
}

export interface Limit {
  readonly resource: LimitedResource;
  readonly what: string;
  /** As a key of the service; the value is a number to begin with. */
  readonly key: string;
  /** As a key of `deploy.resources.limits`. */
  readonly deployKey: string;
  readonly value: string;
}

const resourceLimits: readonly Limit[] = [
  { resource: 'memory', what: 'memory', key: 'mem_limit', deployKey: 'memory', value: '512m' },
  { resource: 'cpu', what: 'processor time', key: 'cpus', deployKey: 'cpus', value: '1.0' },
  { resource: 'processes', what: 'processes', key: 'pids_limit', deployKey: 'pids', value: '200' },
];

/** The limits that a service lacks or lifts. */
export function missingLimits({ limits }: Hardening): readonly Limit[] {
  return resourceLimits.filter(({ resource }) => !limits[resource]);
}
