import { distinctPins } from '../../analysis/distinct-pins.ts';
import { pinKey } from '../../reference/image-keys.ts';
import type { ImageReference } from '../../reference/reference.ts';
import type { RuleContext } from '../../rules/rule.ts';
import { createAnalyst } from '../analyst.ts';
import { checkEachPin } from '../pin-checks.ts';
import type { CliPorts } from '../ports.ts';
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
  if (references.length === 0) return { pinFacts: () => undefined, isComplete: true };
  const checked = await checkEachPin(references, await ports.createPins(), isVerbose, ports);
  const failures = [...checked.values()].flatMap((result) => (result.ok ? [] : result.error));
  if (!ports.signal.aborted) for (const sentence of new Set(failures)) tell(ports, sentence);
  return {
    pinFacts: (reference) => {
      const result = checked.get(pinKey(reference));
      return result?.ok === true ? result.value : undefined;
    },
    isComplete: failures.length === 0,
  };
}

async function pinsOf(
  documents: AsyncIterable<DocumentToCheck>,
  settings: CheckSettings,
  ports: CliPorts,
): Promise<readonly ImageReference[]> {
  const analyst = createAnalyst(settings, ports);
  const pins: ImageReference[] = [];
  for await (const document of documents) {
    if (ports.signal.aborted) break;
    const { report } = await analyst.analyse(document);
    pins.push(...distinctPins([report]));
  }
  return pins;
}
