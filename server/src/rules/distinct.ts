import type { RuleFinding } from './rule.ts';

/** The first finding of each place: a fragment that several services use is reported once. */
export function* distinct(findings: Iterable<RuleFinding>): Generator<RuleFinding> {
  const seen = new Set<string>();
  for (const finding of findings) {
    const place = `${finding.span.start}-${finding.span.end}`;
    if (seen.has(place)) continue;
    seen.add(place);
    yield finding;
  }
}
