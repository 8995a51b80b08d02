import type { Container, DocumentModel, Hardening } from '../model/document-model.ts';
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
  const { span, separator, step } = keySite;
  let newText = '';
  for (const [key, value] of missing) {
    if (typeof value === 'string') {
      newText += `${key}: ${value}${separator}`;
      continue;
    }
    newText += `${key}:${separator}`;
    for (const item of value) newText += `${step}- ${item}${separator}`;
  }
  return [{ title, isSafe: false, edits: [{ span, newText }] }];
}
