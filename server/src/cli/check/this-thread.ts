import { setImmediate } from 'node:timers/promises';
import { createAnalyst, type AnalystPorts } from '../analyst.ts';
import type { CheckThread } from '../ports.ts';
import type { CheckedDocument, CheckSettings } from './checked-file.ts';
import { toCheckedDocument } from './to-checked.ts';

/**
 * Checks documents in the thread that calls it, one batch at a time. When the signal says so, a batch ends early and
 * has the results of its first documents alone.
 */
export function thisThread(
  settings: CheckSettings,
  ports: AnalystPorts,
  signal?: AbortSignal,
): CheckThread {
  const analyst = createAnalyst(settings, ports);
  return {
    async check(documents) {
      const batch: CheckedDocument[] = [];
      for (const document of documents) {
        // Only between files is it noticed that somebody wants to stop.
        await setImmediate();
        if (signal?.aborted === true) break;
        const analysed = await analyst.analyse(document);
        batch.push(toCheckedDocument(analysed, document, settings, ports.rules));
      }
      analyst.forget();
      return batch;
    },
    end: () => Promise.resolve(),
  };
}
