import { hiddenSpans, secretPart } from '../../analysis/hidden-spans.ts';
import type { LineIndex } from '../../text/line-index.ts';
import { joined, type Span } from '../../text/span.ts';
import type { ReportedFile } from './reporter.ts';

/** What of a file's text nobody may read: what its analysis knows to be secret, and what looks like it whatever the rules say. */
export function secretsOf(
  { text, checked }: Pick<ReportedFile, 'text' | 'checked'>,
  lines: LineIndex,
): readonly Span[] {
  const known = joined(
    checked.secrets.map(({ start, end }) => ({
      start: lines.offsetAt(start),
      end: lines.offsetAt(end),
    })),
  ).map((span) => secretPart(text, span));
  return joined([...known, ...hiddenSpans(text)]);
}
