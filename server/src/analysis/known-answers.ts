import { questionTitles, type Answer, type Fact } from './questions/answer.ts';
import { factList, known, unknown } from './questions/facts.ts';
import { judgeRunning } from './questions/running-verdict.ts';
import { serviceFacts } from './questions/service-facts.ts';
import { summarizeImage, type KnownImage, type SummaryLine } from './image-summary.ts';
import type { ServiceCard } from './service-card.ts';

/**
 * The five answers as far as they are known without asking anybody: what a report shows until the registry has answered, and
 * where it may not be asked.
 */
export function knownAnswers(
  image: KnownImage,
  service: ServiceCard | undefined,
  now: number,
): readonly Answer[] {
  return [...summarizeImage(image, now).map(answerOf), serviceAnswer(service)];
}

function answerOf({ question, label, text, verdict, source }: SummaryLine): Answer {
  const isKnown = source.kind !== 'not-known';
  const fact: Fact = isKnown
    ? known('known', label, text, source, { verdict })
    : unknown('known', label, source, text);
  return {
    question,
    title: questionTitles[question],
    verdict,
    summary: `${label}: ${text}.`,
    parts: [factList('What is known on this machine', [fact])],
  };
}

function serviceAnswer(service: ServiceCard | undefined): Answer {
  const question = 'what-is-it-running-on';
  return {
    question,
    title: questionTitles[question],
    ...judgeRunning({ service, engine: undefined }),
    parts: service === undefined ? [] : [serviceFacts(service)],
  };
}
