import { distinctPins } from '../../analysis/distinct-pins.ts';
import {
  imageQuestions,
  questionKey,
  type ImageQuestion,
} from '../../analysis/examination-wishes.ts';
import { pinKey } from '../../reference/image-keys.ts';
import type { ImageReference } from '../../reference/reference.ts';
import type { RuleContext } from '../../rules/rule.ts';
import { createAnalyst, type AnalystPorts } from '../analyst.ts';
import type { CheckCommand } from '../command.ts';
import { checkEachPin, type CheckedPins } from '../pin-checks.ts';
import type { CliPorts } from '../ports.ts';
import { registryFor } from '../registry.ts';
import { tell } from '../sources.ts';
import type { CheckSettings, DocumentToCheck } from './checked-file.ts';
import { distinctQuestions, examineEach, type ExaminedImages } from './examining.ts';

/** What registries and scanners said, for the rules. */
export interface OnlineFacts {
  readonly pinFacts: RuleContext['pinFacts'];
  readonly imageFacts: NonNullable<AnalystPorts['imageFacts']>;
  /** Whether all that was to be found out could be. */
  readonly isComplete: boolean;
}

type Asking = Pick<CheckCommand, 'isOnline' | 'scan' | 'isVerbose'>;

/**
 * Asks the registries what became of every pinned image of the documents and what the rules that are on need to know of any
 * image, and has the images scanned, as far as the command line asks for it; each image once. Says what could not be found out.
 */
export async function askRegistries(
  documents: AsyncIterable<DocumentToCheck>,
  { isOnline, scan, isVerbose }: Asking,
  settings: CheckSettings,
  ports: CliPorts,
): Promise<OnlineFacts> {
  const asked = await imagesOf(documents, settings, ports);
  const pins = isOnline ? asked.pins : [];
  const questions = distinctQuestions(isOnline ? asked.questions : asked.questions.map(idle), scan);
  if (pins.length === 0 && questions.length === 0) return nothingAsked;

  const registry = await registryFor(ports, isVerbose);
  const checked: CheckedPins =
    pins.length === 0
      ? new Map()
      : await checkEachPin(pins, await ports.createPins(), isVerbose, ports, registry);
  const left = questions.filter(({ reference }) => isThere(checked, reference));
  const examined =
    left.length === 0 ? nothingExamined : await examineEach(left, scan, registry, isVerbose, ports);
  const failures = new Set([...failuresOf(checked), ...examined.failures]);
  if (!ports.signal.aborted) for (const sentence of failures) tell(ports, sentence);
  return {
    pinFacts: (reference) => {
      const result = checked.get(pinKey(reference));
      return result?.ok === true ? result.value : undefined;
    },
    imageFacts: (reference, policy) => examined.facts.get(questionKey(reference, policy)),
    isComplete: failures.size === 0,
  };
}

const nothingAsked: OnlineFacts = {
  pinFacts: () => undefined,
  imageFacts: () => undefined,
  isComplete: true,
};
const nothingExamined: ExaminedImages = { facts: new Map(), failures: [] };

/** A question of an image that is only to be scanned. */
function idle(question: ImageQuestion): ImageQuestion {
  const needs = { origin: false, publisher: false, signatures: false, attestations: false };
  return { ...question, needs };
}

/** Whether it is worth asking on: that a pin is gone is a finding, and that its registry does not answer is told, already. */
function isThere(checked: CheckedPins, reference: ImageReference): boolean {
  const result = reference.digest === undefined ? undefined : checked.get(pinKey(reference));
  return result === undefined || (result.ok && result.value.pinned.kind !== 'missing');
}

function failuresOf(checked: CheckedPins): readonly string[] {
  return [...checked.values()].flatMap((result) => (result.ok ? [] : result.error));
}

interface AskedImages {
  readonly pins: readonly ImageReference[];
  readonly questions: readonly ImageQuestion[];
}

async function imagesOf(
  documents: AsyncIterable<DocumentToCheck>,
  settings: CheckSettings,
  ports: CliPorts,
): Promise<AskedImages> {
  const analyst = createAnalyst(settings, ports);
  const pins: ImageReference[] = [];
  const questions: ImageQuestion[] = [];
  for await (const document of documents) {
    if (ports.signal.aborted) break;
    const { report, policy } = await analyst.analyse(document);
    pins.push(...distinctPins([report]));
    questions.push(...imageQuestions(report, ports.rules, policy));
  }
  return { pins, questions };
}
