import type { Fix } from '../rules/rule.ts';
import type { TextEdit } from '../text/text-edit.ts';
import type { Report } from './report.ts';

/** Fixes that can be made together. */
export interface ChosenFixes {
  readonly edits: readonly TextEdit[];
  readonly appends: readonly NonNullable<Fix['append']>[];
  /** How many findings they settle. */
  readonly count: number;
}

/** Every safe fix of a report that does not stand in the way of one before it. */
export function safeFixes(report: Report): ChosenFixes {
  return chosenFixes(report, (fixes) => fixes.find(({ isSafe }) => isSafe));
}

/** The best fix of every finding, safe or not, that does not stand in the way of one before it. */
export function bestFixes(report: Report): ChosenFixes {
  return chosenFixes(report, ([best]) => best);
}

function chosenFixes(
  { findings }: Report,
  choose: (fixes: readonly Fix[]) => Fix | undefined,
): ChosenFixes {
  const chosen = findings
    .flatMap(({ fixes }) => choose(fixes) ?? [])
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
