import {
  vulnerabilitySeverities,
  type ScanFacts,
  type VulnerabilitySeverity,
} from '../../reference/image-facts.ts';
import type { ScanResult, Vulnerability } from '../../scanners/scan.ts';
import { dayOf } from '../../text/day.ts';
import { webAddress } from '../../text/web-address.ts';
import { shownText } from '../shown-values.ts';
import { questionTitles, type Answer, type Cell, type Fact, type FactTable } from './answer.ts';
import { attachedFacts, packageTable } from './attached.ts';
import type { Examination } from './examination.ts';
import { factList, tableOf, told, unknown } from './facts.ts';
import { scanFacts } from './image-facts.ts';
import { explainScanError, scannerTitles } from './scan-sentences.ts';
import { countsInWords, judgeScan } from './scan-verdict.ts';
import { notAsked, scannerOf } from './sources.ts';

const maximalVulnerabilities = 500;

/** What scanners found in it, else what an attached list says is in it. */
export function whatIsReallyInIt(examination: Examination): Answer {
  const { inspection, scans, wishes } = examination;
  const results = scans.flatMap((scan) => (scan.ok ? [scan.value] : []));
  const failures = scans.flatMap((scan) =>
    scan.ok ? [] : [explainScanError(inspection.reference, scan.error)],
  );
  const isAsked = wishes.scan !== 'none';
  return {
    question: 'what-is-really-in-it',
    title: questionTitles['what-is-really-in-it'],
    ...judgeScan(results.map(scanFacts), isAsked, failures),
    parts: [
      factList('Vulnerabilities', [
        ...scans.flatMap((scan) =>
          scan.ok ? resultFacts(scan.value) : [failureFact(examination, scan.error)],
        ),
        ...(scans.length === 0
          ? [unknown('scan', 'Scan', notAsked, isAsked ? 'no scanner is there' : 'not asked')]
          : []),
        ...attachedFacts(examination).slice(0, 1),
      ]),
      ...results.flatMap(vulnerabilityTable),
      ...packageTable(examination),
    ],
  };
}

function failureFact(
  { inspection }: Examination,
  error: Parameters<typeof explainScanError>[1],
): Fact {
  const { scanner } = error;
  const why = explainScanError(inspection.reference, error);
  return unknown(
    `${scanner}Scan`,
    scannerTitles[scanner],
    { kind: 'not-known', words: `no answer of ${scannerTitles[scanner]}` },
    why,
  );
}

function resultFacts(scan: ScanResult): readonly Fact[] {
  const facts = scanFacts(scan);
  const { scanner, distribution } = scan;
  const source = scannerOf(scanner);
  const fact = (
    id: string,
    label: string,
    value: string | undefined,
    verdict?: Fact['verdict'],
  ): Fact => told(`${scanner}${id}`, label, value, source, { verdict });
  return [
    fact('Counts', 'Vulnerabilities', countsInWords(facts.counts), verdictOf(facts)),
    fact('Fixable', 'Closed by a newer version', countsInWords(facts.fixable)),
    fact(
      'Exploited',
      'Known to be used in attacks',
      facts.knownExploited?.toLocaleString('en'),
      (facts.knownExploited ?? 0) > 0 ? 'bad' : undefined,
    ),
    fact(
      'Distribution',
      'Distribution',
      distribution &&
        `${shownText(`${distribution.name} ${distribution.version}`, 80)}${facts.endOfLife === undefined ? '' : ', which gets no more updates'}`,
      facts.endOfLife === undefined ? undefined : 'bad',
    ),
    fact(
      'Scanner',
      'Scanned',
      `${dayOf(scan.at)} by ${facts.scanner}${facts.scannerVersion === undefined ? '' : ` ${shownText(facts.scannerVersion, 40)}`}`,
    ),
    fact(
      'Database',
      "The scanner's data is of",
      facts.database === undefined ? undefined : dayOf(facts.database),
    ),
  ];
}

function verdictOf({ counts }: ScanFacts): Fact['verdict'] {
  if (counts.critical > 0 || counts.high > 0) return 'bad';
  return Object.values(counts).some((count) => count > 0) ? 'note' : 'good';
}

function vulnerabilityTable(scan: ScanResult): readonly FactTable[] {
  const { scanner, vulnerabilities, omitted } = scan;
  const { counts } = scanFacts(scan);
  return tableOf({
    id: `${scanner}Vulnerabilities`,
    title: `Vulnerabilities by ${scannerTitles[scanner]}`,
    columns: ['Vulnerability', 'Severity', 'Package', 'Closed in', 'What it is'],
    source: scannerOf(scanner),
    rows: vulnerabilities.slice(0, maximalVulnerabilities).map(vulnerabilityRow),
    omitted: omitted + Math.max(0, vulnerabilities.length - maximalVulnerabilities),
    picture: {
      kind: 'severities',
      bars: vulnerabilitySeverities.map((severity) => ({
        label: severity,
        amount: counts[severity],
        words: String(counts[severity]),
        severity,
      })),
    },
  });
}

function vulnerabilityRow(each: Vulnerability): readonly Cell[] {
  const { id, severity, fixedIn, isWontFix, isKnownExploited, title = '' } = each;
  const link = each.link === undefined ? undefined : webAddress(each.link);
  const exploited = isKnownExploited === true ? ', used in attacks' : '';
  const closed =
    fixedIn.length > 0
      ? shownText(fixedIn.join(', '), 120)
      : isWontFix
        ? 'will not be closed'
        : 'not yet';
  return [
    { text: shownText(id, 80), ...(link !== undefined && { link }) },
    { text: `${severity}${exploited}`, ...(isSerious(severity) && { verdict: 'bad' as const }) },
    { text: shownText(`${each.package.name} ${each.package.version}`, 160) },
    { text: closed },
    { text: shownText(title, 200) },
  ];
}

function isSerious(severity: VulnerabilitySeverity): boolean {
  return severity === 'critical' || severity === 'high';
}
