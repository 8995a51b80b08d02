import type { Key } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { plainLine } from '../text/plain-line.ts';
import type { ProgressBar, Prompts } from './ports.ts';

export interface PromptStreams {
  readonly input: Readable;
  /** Where questions and bars are shown: standard error, as standard output may be a file. */
  readonly output: Writable & { readonly columns?: number };
  /** Ends a question without an answer. */
  readonly signal: AbortSignal;
}

const barWidth = 20;
const usualColumns = 80;

/** Asks at a terminal. The library is loaded with the first question. */
export function createPrompts(streams: PromptStreams): Prompts {
  return {
    async confirm(question) {
      const { confirm, isCancel } = await import('@clack/prompts');
      const message = plainLine(question);
      const answer = await untilEnd(streams, (asked) =>
        confirm({ ...asked, message, initialValue: false }),
      );
      return isCancel(answer) ? undefined : answer;
    },
    async choose(question, choices) {
      const { isCancel, multiselect } = await import('@clack/prompts');
      const answer = await untilEnd(streams, (asked) =>
        multiselect({
          ...asked,
          message: plainLine(question),
          options: choices.map(({ value, label }) => ({ value, label: plainLine(label) })),
          required: false,
        }),
      );
      return isCancel(answer) ? undefined : answer;
    },
    progress: (title, total) => startProgress(streams.output, plainLine(title), total),
  };
}

/** Ctrl-D, and a terminal that goes away, cancel a question too: the library then stops reading and never answers. */
async function untilEnd<Answer>(
  streams: PromptStreams,
  ask: (streams: PromptStreams) => Promise<Answer>,
): Promise<Answer> {
  const { input, signal } = streams;
  const ended = new AbortController();
  const end = (): void => {
    ended.abort();
  };
  const endByKey = (_: unknown, { ctrl, name }: Key): void => {
    if (ctrl === true && name === 'd') end();
  };
  input.on('keypress', endByKey).once('end', end);
  try {
    return await ask({ ...streams, signal: AbortSignal.any([signal, ended.signal]) });
  } finally {
    input.off('keypress', endByKey).off('end', end);
  }
}

/** One line that is written over again. The library's bar would catch Ctrl-C and end the process as if all had gone well. */
function startProgress(output: PromptStreams['output'], title: string, total: number): ProgressBar {
  let length = 0;
  const show = (line: string): void => {
    output.write(`\r${line.padEnd(length)}`);
    length = line.length;
  };
  return {
    update(done, label) {
      const filled = total > 0 ? Math.round((barWidth * Math.min(done, total)) / total) : barWidth;
      const bar = '#'.repeat(filled).padEnd(barWidth, '-');
      const line = `${title} [${bar}] ${done} of ${total} ${plainLine(label)}`;
      // A line that fills the last column is broken, and could not be written over.
      show(line.slice(0, (output.columns ?? usualColumns) - 1));
    },
    end() {
      show('');
      output.write('\r');
    },
  };
}
