import { askedAtOnce } from '../../analysis/distinct-images.ts';
import { distinctPins } from '../../analysis/distinct-pins.ts';
import { workInLanes } from '../../analysis/lanes.ts';
import { explainRegistryError } from '../../analysis/registry-sentences.ts';
import { pinKey } from '../../reference/image-keys.ts';
import type { PinFacts } from '../../reference/pin-facts.ts';
import type { ImageReference } from '../../reference/reference.ts';
import type { RuleContext } from '../../rules/rule.ts';
import { createAnalyst } from '../analyst.ts';
import type { CliPorts } from '../ports.ts';
import { registryFor } from '../registry.ts';
import { tell } from '../sources.ts';
import type { CheckSettings, DocumentToCheck } from './checked-file.ts';

export interface OnlineFacts {
  readonly pinFacts: RuleContext['pinFacts'];
  /** Whether something about every pinned image could be found out. */
  readonly isComplete: boolean;
}

/** Asks the registries what became of every pinned image of the documents, once for each, and says what could not be found out. */
export async function askAboutPins(
  documents: AsyncIterable<DocumentToCheck>,
  settings: CheckSettings,
  ports: CliPorts,
  isVerbose: boolean,
): Promise<OnlineFacts> {
  const references = await pinsOf(documents, settings, ports);
  const facts = new Map<string, PinFacts>();
  const failed: string[] = [];
  if (references.length > 0) {
    const registry = await registryFor(ports, isVerbose);
    const pins = await ports.createPins();
    const bar = ports.terminal.isErrors
      ? ports.prompts.progress('Asking the registries', references.length)
      : undefined;
    let done = 0;
    await workInLanes(
      references,
      ({ registry: name }) => name,
      askedAtOnce,
      async (reference) => {
        if (ports.signal.aborted) return;
        bar?.update(done, reference.written);
        const found = await pins.check(reference, registry, allowAll, ports.signal);
        done++;
        if (found.ok) facts.set(pinKey(reference), found.value);
        else if (found.error.code !== 'no-budget')
          failed.push(explainRegistryError(reference, found.error, 'check'));
      },
    );
    bar?.end();
  }
  if (!ports.signal.aborted) for (const sentence of failed) tell(ports, sentence);
  return {
    pinFacts: (reference) => facts.get(pinKey(reference)),
    isComplete: failed.length === 0,
  };
}

async function pinsOf(
  documents: AsyncIterable<DocumentToCheck>,
  settings: CheckSettings,
  ports: CliPorts,
): Promise<readonly ImageReference[]> {
  const analyst = createAnalyst(settings, ports);
  const distinct = new Map<string, ImageReference>();
  for await (const document of documents) {
    if (ports.signal.aborted) break;
    const { report } = await analyst.analyse(document);
    for (const reference of distinctPins([report])) distinct.set(pinKey(reference), reference);
  }
  return [...distinct.values()];
}

function allowAll(): Promise<boolean> {
  return Promise.resolve(true);
}
