import { askedAtOnce } from '../analysis/distinct-images.ts';
import { workInLanes } from '../analysis/lanes.ts';
import { explainRegistryError } from '../analysis/registry-sentences.ts';
import { pinKey } from '../reference/image-keys.ts';
import type { PinFacts } from '../reference/pin-facts.ts';
import type { ImageReference } from '../reference/reference.ts';
import type { ImageRegistry } from '../registry/image-registry.ts';
import type { CheckFailure, PinKnowledge } from '../registry/pin-knowledge.ts';
import { fail, type Result } from '../text/result.ts';
import type { CliPorts } from './ports.ts';
import { withProgress } from './progress.ts';

/** What became of pins, by `pinKey`; the error is a sentence. */
export type CheckedPins = ReadonlyMap<string, Result<PinFacts, string>>;

/**
 * Asks registries what became of pins, once for each distinct one; a registry that refuses further requests is asked no
 * more. When the signal says so, those that were not reached are left out.
 */
export async function checkEachPin(
  references: Iterable<ImageReference>,
  pins: PinKnowledge,
  isVerbose: boolean,
  ports: CliPorts,
  registry: ImageRegistry,
): Promise<CheckedPins> {
  const distinct = new Map<string, ImageReference>();
  for (const reference of references) distinct.set(pinKey(reference), reference);
  const refusals = new Map<string, CheckFailure>();
  const found = new Map<string, Result<PinFacts, string>>();

  async function ask(reference: ImageReference): Promise<Result<PinFacts, CheckFailure>> {
    const refusal = refusals.get(reference.registry);
    if (refusal !== undefined) return fail(refusal);
    const checked = await pins.check(reference, registry, allowAll, ports.signal);
    if (!checked.ok && checked.error.code === 'rate-limited')
      refusals.set(reference.registry, checked.error);
    return checked;
  }

  await withProgress('Asking registries', isVerbose, ports, (onProgress) =>
    workInLanes(
      [...distinct],
      ([, { registry: name }]) => name,
      askedAtOnce,
      async ([key, reference]) => {
        if (ports.signal.aborted) return;
        onProgress(found.size, distinct.size, reference.written);
        const checked = await ask(reference);
        found.set(key, checked.ok ? checked : fail(explainFailure(reference, checked.error)));
      },
    ),
  );
  return found;
}

function allowAll(): Promise<boolean> {
  return Promise.resolve(true);
}

function explainFailure(reference: ImageReference, error: CheckFailure): string {
  return error.code === 'no-budget'
    ? 'No more requests may be sent today.'
    : explainRegistryError(reference, error, 'check');
}
