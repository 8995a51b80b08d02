import { counted, listed } from '../../text/words.ts';
import type { Answer, Verdict } from './answer.ts';
import { explainEngineError } from './engine-sentences.ts';
import type { Examination } from './examination.ts';

const gravestFirst: readonly Verdict[] = ['bad', 'note', 'unknown'];

/** How it stands with what a service is granted and what runs: what is so, why it matters, and what to do. */
export function judgeRunning({
  service,
  engine,
}: Pick<Examination, 'service' | 'engine'>): Pick<Answer, 'verdict' | 'summary'> {
  const here = engineSentence(engine);
  if (service === undefined)
    return {
      verdict:
        engine?.ok === true && engine.value.containers.some((each) => each.isPrivileged)
          ? 'bad'
          : 'unknown',
      summary:
        here ??
        'What it may do is decided where it runs. To see that, name a service of a Compose file, or ask the container engine of this machine.',
    };
  const { rows, changes } = service;
  const verdict = gravestFirst.find((each) => rows.some((row) => row.verdict === each)) ?? 'good';
  const bad = rows.filter((row) => row.verdict === 'bad').map(({ label }) => label.toLowerCase());
  const told =
    bad.length === 0
      ? 'The service is granted nothing that reaches the host.'
      : `What needs attention: ${listed(bad)}.`;
  const advice = changes.length === 0 ? '' : ` The recommended hardening would ${listed(changes)}.`;
  return { verdict, summary: `${told}${advice}${here === undefined ? '' : ` ${here}`}` };
}

function engineSentence(engine: Examination['engine']): string | undefined {
  if (engine === undefined) return undefined;
  if (!engine.ok) return explainEngineError(engine.error);
  const { containers, omitted, image } = engine.value;
  const running = containers.length + omitted;
  if (image === undefined && running === 0) return 'It is not on this machine.';
  if (running === 0) return 'It is on this machine, and nothing runs from it.';
  const privileged = containers.filter((each) => each.isPrivileged).length;
  const rights =
    privileged === 0
      ? ''
      : `, ${privileged} of them privileged, which is as good as root on the host`;
  return `${counted(running, 'container')} ${running === 1 ? 'runs' : 'run'} from it on this machine${rights}.`;
}
