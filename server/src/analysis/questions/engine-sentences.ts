import type { EngineError } from '../../engine/engine-source.ts';
import { inertLine } from '../../text/plain-line.ts';
import { shownText } from '../shown-values.ts';

/** Why a container engine told nothing, and what can be done, in one or two sentences. */
export function explainEngineError({ code, endpoint, detail }: EngineError): string {
  const place = endpoint === '' ? 'the usual places' : shownText(endpoint, 120);
  const because = detail === undefined ? '' : ` (${inertLine(detail)})`;
  switch (code) {
    case 'not-found':
      return `No container engine was found at ${place}. Start it, or set its socket in your inspection settings.`;
    case 'denied':
      return `You may not use the container engine at ${place}. Its socket is as good as root, so ask whoever runs the machine.`;
    case 'not-local':
      return `The container engine is at ${place}, which is not on this machine, so it was not asked.`;
    case 'timeout':
      return `The container engine at ${place} did not answer in time.`;
    case 'cancelled':
      return 'Asking the container engine was stopped.';
    case 'invalid-answer':
      return `What answers at ${place} is no container engine that is known here${because}.`;
    case 'failed':
      return `The container engine at ${place} failed${because}.`;
  }
}
