import type { PinProgress } from '../analysis/distinct-images.ts';
import { distinctPins } from '../analysis/distinct-pins.ts';
import { workInLanes, type LaneLimits } from '../analysis/lanes.ts';
import { summarizeChecks, type CheckedReference } from '../analysis/watch-sentences.ts';
import { cancelled, throwIfBarred } from './failures.ts';
import type { Session } from './session.ts';

export interface CheckOutcome {
  /** What a person is told. */
  readonly summary: string;
  /** Whether every image could be checked. */
  readonly isComplete: boolean;
}

const askedAtOnce: LaneLimits = { each: 3, all: 8 };

/**
 * Asks the registries about every pin of an open document, whatever the background checks may ask; what is found shows in
 * diagnostics and hints. Undefined when the document is not one of ours. Rejects with a `ResponseError`: `RequestFailed` when
 * registries may not be asked, `RequestCancelled`.
 */
export async function checkPins(
  session: Session,
  uri: string,
  signal: AbortSignal,
  onProgress: PinProgress,
): Promise<CheckOutcome | undefined> {
  const snapshot = await session.snapshot(uri);
  if (snapshot === undefined) return undefined;
  await throwIfBarred(session, 'check pins');
  const references = distinctPins([snapshot.report]);
  const checked: CheckedReference[] = [];
  if (references.length > 0) {
    const registry = await session.registries.registry();
    const allow = (): Promise<boolean> => Promise.resolve(true);
    await workInLanes(
      references,
      (reference) => reference.registry,
      askedAtOnce,
      async (reference) => {
        onProgress(checked.length, references.length, reference.written);
        const found = await session.pins.check(reference, registry, allow, signal);
        checked.push({ reference, outcome: found.ok ? found.value : found.error });
      },
    );
  }
  if (signal.aborted) throw cancelled();
  return {
    summary: summarizeChecks(checked),
    isComplete: checked.every(({ outcome }) => 'pinned' in outcome),
  };
}
