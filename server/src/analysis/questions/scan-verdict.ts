import {
  vulnerabilitySeverities,
  type ScanFacts,
  type SeverityCounts,
} from '../../reference/image-facts.ts';
import { shownText } from '../shown-values.ts';
import type { Answer } from './answer.ts';
import { none } from './facts.ts';

/** `2 critical, 5 high`; `none` where there are none at all. */
export function countsInWords(counts: SeverityCounts): string {
  const words = vulnerabilitySeverities
    .filter((severity) => counts[severity] > 0)
    .map((severity) => `${counts[severity].toLocaleString('en')} ${severity}`);
  return words.length === 0 ? none : words.join(', ');
}

/**
 * How it stands with the vulnerabilities that scanners found: what is so, why it matters, and what to do. Of several scans the
 * first counts, as it is of the scanner that the person prefers.
 */
export function judgeScan(
  scans: readonly ScanFacts[],
  isAsked: boolean,
  failures: readonly string[],
): Pick<Answer, 'verdict' | 'summary'> {
  const [scan] = scans;
  if (scan !== undefined) return judgeResult(scan);
  if (failures.length > 0) return { verdict: 'unknown', summary: failures.join(' ') };
  return {
    verdict: 'unknown',
    summary: isAsked
      ? 'Nobody has looked for known vulnerabilities, as no scanner is installed or set up. Install Trivy or Grype, or name your Clair, Quay or Harbor in your inspection settings.'
      : 'Nobody has looked for known vulnerabilities. Have a scanner look before you use it: labels and lists of packages are only what the publisher says.',
  };
}

function judgeResult(scan: ScanFacts): Pick<Answer, 'verdict' | 'summary'> {
  const { counts, fixable, scanner, endOfLife, knownExploited = 0 } = scan;
  const isClean = countsInWords(counts) === none;
  const found = isClean
    ? `${scanner} knows no vulnerability of what it found in it`
    : `${scanner} found vulnerabilities: ${countsInWords(counts)}`;
  if (endOfLife !== undefined)
    return {
      verdict: 'bad',
      summary: `${found}. ${shownText(endOfLife, 80)} gets no more updates, so new ones stay open: move to a release that does.`,
    };
  if (knownExploited > 0)
    return {
      verdict: 'bad',
      summary: `${found}. ${knownExploited} of them ${knownExploited === 1 ? 'is' : 'are'} known to be used in attacks: take a newer image now.`,
    };
  const serious = counts.critical + counts.high;
  const closed = fixable.critical + fixable.high;
  if (closed > 0)
    return {
      verdict: 'bad',
      summary: `${found}. ${closedInWords(closed, serious)}: take a newer image, or update the packages in your own.`,
    };
  if (serious > 0)
    return {
      verdict: 'note',
      summary: `${found}. Nothing closes the serious ones yet: see whether a smaller image does without these packages.`,
    };
  return {
    verdict: 'good',
    summary: isClean ? `${found}.` : `${found}. None of them is serious.`,
  };
}

/** What is closed is at most what is serious. */
function closedInWords(closed: number, serious: number): string {
  if (serious === 1) return 'A newer version of its package closes the serious one';
  const all = serious === 2 ? 'both' : `all ${serious}`;
  const which = closed === serious ? all : `${closed} of the ${serious}`;
  return `Newer versions of their packages close ${which} serious ones`;
}
