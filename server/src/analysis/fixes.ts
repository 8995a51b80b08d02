import type { Fix } from '../rules/rule.ts';
import { touches, type Span } from '../text/span.ts';
import type { TextEdit } from '../text/text-edit.ts';
import type { Finding, Report } from './report.ts';

export interface OfferedFix {
  readonly finding: Finding;
  readonly fix: Fix;
}

/** The ways out of what is found at `span`, the best of each finding first. */
export function fixesAt({ findings }: Report, span: Span): readonly OfferedFix[] {
  return findings
    .filter((finding) => touches(finding.span, span))
    .flatMap((finding) => finding.fixes.map((fix) => ({ finding, fix })));
}

export interface SafeFixes {
  readonly edits: readonly TextEdit[];
  readonly appends: readonly NonNullable<Fix['append']>[];
  /** How many findings they settle. */
  readonly count: number;
}

/** Every safe fix of a report that does not stand in the way of one before it. */
export function safeFixes({ findings }: Report): SafeFixes {
  const chosen = findings
    .flatMap(({ fixes }) => fixes.find(({ isSafe }) => isSafe) ?? [])
    .toSorted((a, b) => startOf(a) - startOf(b));
  const made: Fix[] = [];
  let end = -1;
  for (const fix of chosen) {
    if (startOf(fix) <= end) continue;
    made.push(fix);
    end = Math.max(end, ...fix.edits.map(({ span }) => span.end));
  }
  const appends = new Map(
    made.flatMap(({ append }) =>
      append === undefined ? [] : [[`${append.file}\n${append.line}`, append] as const],
    ),
  );
  return {
    edits: made.flatMap(({ edits }) => edits),
    appends: [...appends.values()],
    count: made.length,
  };
}

/** A fix without edits stands in nobody's way. */
function startOf({ edits }: Fix): number {
  return Math.min(Infinity, ...edits.map(({ span }) => span.start));
}
