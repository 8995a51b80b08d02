import type { PinFacts } from '../reference/pin-facts.ts';
import type { ImageReference } from '../reference/reference.ts';
import type { CheckFailure } from '../registry/pin-knowledge.ts';
import { explainRegistryError } from './registry-sentences.ts';
import { counted, listed } from '../text/words.ts';

/** How the background checks stand. */
export interface WatchState {
  /** The registries that the person allows to be asked. */
  readonly registries: readonly string[];
  readonly used: number;
  readonly limit: number;
  /** Images that are to be asked about now. */
  readonly due: number;
  /** Whether nothing more may be sent today. */
  readonly isSpent: boolean;
  /** Registries that are left alone for a while. */
  readonly paused: readonly string[];
}

/** What a person is told of the background checks, where they are allowed. */
export function explainWatch({
  registries,
  used,
  limit,
  due,
  isSpent,
  paused,
}: WatchState): string {
  const clauses = [`${used} of ${counted(limit, 'request')} used today`];
  if (due > 0) {
    const [wait, are] = due === 1 ? (['waits', 'is'] as const) : (['wait', 'are'] as const);
    const what = isSpent ? `${wait} for tomorrow` : `${are} still to be checked`;
    clauses.push(`${counted(due, 'image')} ${what}`);
  }
  if (paused.length > 0)
    clauses.push(`${listed(paused)} ${paused.length === 1 ? 'is' : 'are'} left alone for now`);
  return `Registries are asked when you want something of them, and ${listed(registries)} in the background. Background checks: ${clauses.join('; ')}.`;
}

/** Why a registry is left alone by the background checks. */
export function explainPause(reference: ImageReference, failure: CheckFailure): string {
  return `The background checks leave ${reference.registry} alone for a while. ${explainFailure(reference, failure)}`;
}

export interface CheckedReference {
  readonly reference: ImageReference;
  readonly outcome: PinFacts | CheckFailure;
}

/** What a check of some pins found, in a sentence; each failure is named in a line of its own. */
export function summarizeChecks(checked: readonly CheckedReference[]): string {
  if (checked.length === 0) return 'There is nothing to check: no image here has a digest.';
  const found = checked.flatMap(({ outcome }) => ('pinned' in outcome ? [outcome] : []));
  const gone = found.filter(({ pinned }) => pinned.kind === 'missing').length;
  const incomplete = found.filter(
    ({ pinned }) => pinned.kind === 'index' && pinned.missing.length > 0,
  ).length;
  const single = found.filter(({ tag }) => tag?.kind === 'moved' && tag.listsPinned).length;
  const moved = found.filter(
    ({ pinned, tag }) =>
      pinned.kind !== 'missing' && tag?.kind === 'moved' && !tag.isSameContent && !tag.listsPinned,
  ).length;
  const parts = [
    ...(gone > 0 ? [`${gone} no longer in the registry`] : []),
    ...(incomplete > 0 ? [`${incomplete} not there for all platforms`] : []),
    ...(single > 0 ? [`${single} for one platform alone`] : []),
    ...(moved > 0 ? [`${moved} with a tag that has moved`] : []),
  ];
  const result = parts.length === 0 ? 'nothing has changed' : parts.join(', ');
  const failures = checked.flatMap(({ reference, outcome }) =>
    'code' in outcome ? [explainFailure(reference, outcome)] : [],
  );
  const summary =
    found.length === 0 ? [] : [`Checked ${counted(found.length, 'pinned image')}: ${result}.`];
  return [...summary, ...new Set(failures)].join('\n');
}

function explainFailure(reference: ImageReference, failure: CheckFailure): string {
  return failure.code === 'no-budget'
    ? 'No more requests may be sent today.'
    : explainRegistryError(reference, failure, 'check');
}
