import { hiddenSpans } from '../hidden-spans.ts';
import { hiddenValue, shownText } from '../shown-values.ts';

/** Longer texts are cut before they are looked at. */
const maximalRead = 4000;

/**
 * A command line as it may be shown, be it of an image's history or the title of a process: one line, secrets hidden, and
 * without what builders put around the command itself.
 */
export function shownStep(text: string): string {
  const read = text.slice(0, maximalRead);
  let shown = '';
  let end = 0;
  for (const span of hiddenSpans(read)) {
    shown += read.slice(end, span.start) + hiddenValue;
    end = span.end;
  }
  return shownText(withoutBuilder(shown + read.slice(end)));
}

/** The classic builder marks what is no RUN by `#(nop)`, BuildKit writes the arguments of a RUN before its shell. */
function withoutBuilder(command: string): string {
  return command
    .replace(/^\/bin\/sh -c #\(nop\)\s*/, '')
    .replace(
      /^(?:RUN )?(\|\d+ .*? )?\/bin\/sh -c /s,
      (_, given: string | undefined) => `RUN ${given ?? ''}`,
    )
    .replace(/ # buildkit$/, '');
}
