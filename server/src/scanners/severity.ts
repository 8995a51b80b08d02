import { vulnerabilitySeverities, type VulnerabilitySeverity } from '../reference/image-facts.ts';

/** The words of all scanners and vulnerability databases, in lower case. */
const severities: ReadonlyMap<string, VulnerabilitySeverity> = new Map([
  ['defcon1', 'critical'],
  ['critical', 'critical'],
  ['high', 'high'],
  ['important', 'high'],
  ['medium', 'medium'],
  ['moderate', 'medium'],
  ['low', 'low'],
  ['minor', 'low'],
  ['negligible', 'negligible'],
  ['unimportant', 'negligible'],
  ['none', 'negligible'],
]);

const ranks: ReadonlyMap<VulnerabilitySeverity, number> = new Map(
  vulnerabilitySeverities.map((severity, rank) => [severity, rank]),
);

/** What a word for a severity means, whatever its case; `unknown` for any other. */
export function severityOfWord(word: string): VulnerabilitySeverity {
  return severities.get(word.trim().toLowerCase()) ?? 'unknown';
}

/** What a base score means (CVSS 3.1 and 4.0, "Qualitative Severity Rating Scale"); `unknown` when it is none. */
export function severityOfScore(score: number): VulnerabilitySeverity {
  if (!(score >= 0 && score <= 10)) return 'unknown';
  if (score >= 9) return 'critical';
  if (score >= 7) return 'high';
  if (score >= 4) return 'medium';
  return score > 0 ? 'low' : 'negligible';
}

/** For sorting: the worst is the smallest. */
export function severityRank(severity: VulnerabilitySeverity): number {
  return ranks.get(severity) ?? ranks.size;
}
