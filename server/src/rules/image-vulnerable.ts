import {
  vulnerabilitySeverities,
  type ScanFacts,
  type SeverityCounts,
  type VulnerabilitySeverity,
} from '../reference/image-facts.ts';
import type { ImageReference } from '../reference/reference.ts';
import { dayOf } from '../text/day.ts';
import { listed } from '../text/words.ts';
import { examinedImages } from './examined-images.ts';
import { quotedName, shownName } from '../text/quoted-name.ts';
import { examined, scan } from './fact-samples.ts';
import { relatedUses, withoutDigest } from './images.ts';
import type { DocumentedRule, RuleContext } from './rule.ts';

const usualThreshold = 'high' satisfies VulnerabilitySeverity;

export const imageVulnerable: DocumentedRule = {
  id: 'image-vulnerable',
  meta: {
    title: 'Image with known vulnerabilities',
    checks:
      'The last scan of the image, at most 14 days ago, found vulnerabilities that are `high` or worse, some that are known to be used in attacks, or a distribution that gets no more updates. The option `severity` moves the threshold; `fixableOnly` counts only what a newer version of a package closes. Nothing is scanned for this rule: `seaworthy check --scan`, `seaworthy inspect --scan` and the image report do that, with a scanner that you have.',
    ignores: [
      'Images that were never scanned, or not in the last 14 days.',
      'Vulnerabilities whose severity the scanner does not know.',
    ],
    why: 'What is known to be open is what is tried first, by programs that try it everywhere. The packages of an image are updated by nobody once it is built.',
    remedy:
      'Move to a newer tag or a smaller image, build your own on a base of today, or update the package in your Dockerfile. Look first at what is used in attacks and at what has a fix.',
    topic: 'image',
    languages: ['dockerfile', 'compose'],
    severity: 'warning',
    profile: 'recommended',
    isSettledByPin: false,
    fix: undefined,
    options: [
      {
        name: 'severity',
        description:
          'The lightest severity that counts: `critical`, `high`, `medium`, `low` or `negligible`; `high` when it is not given.',
        example: ['critical'],
      },
      {
        name: 'fixableOnly',
        description: 'With `true`, only what a newer version of a package closes counts.',
        example: ['true'],
      },
    ],
    suppressWhen:
      'Somebody has looked at the findings, and the code in question is never reached; the comment says until when that holds.',
    sampleReason: 'the parser in question is never called',
    limitations: [
      'A scanner knows only packages that it recognises, and only what its data had on that day.',
      'Scanners differ in what they count and how severe they call it.',
      'Whether the code with the hole is ever run is not known.',
    ],
    equivalents: [],
    since: '0.2.0',
    references: [
      {
        title: 'CISA: known exploited vulnerabilities',
        url: 'https://www.cisa.gov/known-exploited-vulnerabilities-catalog',
      },
    ],
    examples: [
      {
        language: 'dockerfile',
        text: 'FROM «registry.example.com/base:1»\n',
        note: 'A scan has found two critical and five high ones, four of them with a fix.',
        context: examined({
          scan: scan({ critical: 2, high: 5, low: 40 }, { fixable: { critical: 1, high: 3 } }),
        }),
      },
      {
        language: 'compose',
        text: 'services:\n  app:\n    image: «registry.example.com/app:1»\n',
        note: 'Its distribution gets no more updates.',
        context: examined({ scan: scan({ low: 3 }, { endOfLife: 'debian 10' }) }),
      },
      {
        language: 'compose',
        text: 'services:\n  app:\n    image: «registry.example.com/app:1»\n',
        note: 'One that is only medium is known to be used in attacks.',
        context: examined({ scan: scan({ medium: 1 }, { knownExploited: 1 }) }),
      },
      {
        language: 'dockerfile',
        text: 'FROM registry.example.com/base:1\n',
        note: 'None of the high ones has a fix.',
        options: { fixableOnly: ['true'] },
        context: examined({ scan: scan({ high: 5 }, { fixable: {} }) }),
      },
      {
        language: 'compose',
        text: 'services:\n  app:\n    image: registry.example.com/app:1\n',
        note: 'It has no critical ones.',
        options: { severity: ['critical'] },
        context: examined({ scan: scan({ high: 5 }) }),
      },
      {
        language: 'dockerfile',
        text: 'FROM registry.example.com/base:1\n',
        note: 'Nobody has scanned it.',
      },
    ],
  },
  *check(document, context) {
    for (const { occurrence, reference, facts } of examinedImages(document, context)) {
      const message = facts.scan && messageFor(reference, facts.scan, context);
      if (message !== undefined)
        yield { span: occurrence.span, message, related: relatedUses(occurrence) };
    }
  },
};

/** What is to be said of a scan; undefined when nothing is above the threshold. */
function messageFor(
  reference: ImageReference,
  { scanner, database, counts, fixable, knownExploited = 0, endOfLife }: ScanFacts,
  { options }: RuleContext,
): string | undefined {
  const severities = fromThreshold(options['severity']?.[0]);
  const isFixableOnly = options['fixableOnly']?.[0] === 'true';
  const told = isFixableOnly ? fixable : counts;
  const hasMany = sumOf(told, severities) > 0;
  const hasUsed = knownExploited > 0 && (hasMany || !isFixableOnly);
  const findings = [
    ...(hasMany ? [countsInWords(told, severities, sumOf(fixable, severities))] : []),
    ...(hasUsed ? [`${String(knownExploited)} known to be used in attacks`] : []),
    ...(endOfLife === undefined
      ? []
      : [`a distribution, ${quotedName(endOfLife)}, that gets no more updates`]),
  ];
  if (findings.length === 0) return undefined;
  const data = database === undefined ? '' : ` with its data of ${dayOf(database)}`;
  return `In \`${withoutDigest(reference)}\`, ${shownName(scanner)} has found${data}: ${findings.join('; ')}. Move to a newer tag or a smaller image, or update the packages.`;
}

/** `2 critical and 5 high vulnerabilities, 4 of them fixable` */
function countsInWords(
  counts: SeverityCounts,
  severities: readonly VulnerabilitySeverity[],
  fixable: number,
): string {
  const present = severities.filter((severity) => counts[severity] > 0);
  const numbers = present.map((severity) => `${String(counts[severity])} ${severity}`);
  const total = sumOf(counts, severities);
  const noun = total === 1 ? 'vulnerability' : 'vulnerabilities';
  if (total === 1)
    return `${listed(numbers)} ${noun}, ${fixable === 0 ? 'not fixable yet' : 'fixable'}`;
  const closable = fixable === 0 ? 'none' : fixable === total ? 'all' : String(fixable);
  return `${listed(numbers)} ${noun}, ${closable} of them fixable`;
}

function sumOf(counts: SeverityCounts, severities: readonly VulnerabilitySeverity[]): number {
  return severities.reduce((sum, severity) => sum + counts[severity], 0);
}

/** The severities from a threshold on, the worst first. */
function fromThreshold(written: string | undefined): readonly VulnerabilitySeverity[] {
  const known = vulnerabilitySeverities.filter((severity) => severity !== 'unknown');
  const threshold = known.find((severity) => severity === written) ?? usualThreshold;
  return known.slice(0, known.indexOf(threshold) + 1);
}
