import pico from 'picocolors';
import { severities, type Severity } from '../../model/severity.ts';
import { ruleUrl } from '../../rules/rule.ts';
import { shownPosition } from '../../text/line-index.ts';
import { plainLine } from '../../text/plain-line.ts';
import { counted } from '../../text/words.ts';
import type { CheckedFinding } from '../check/checked-file.ts';
import { createExcerpts, type Excerpts } from './excerpt.ts';
import type { Reporter, ReporterOptions, Totals } from './reporter.ts';

/** Where nobody says how long lines may be, nobody reads more of one. */
const usualColumns = 120;
/** Narrower than this, a line says nothing. */
const leastColumns = 20;
const widestSeverity = Math.max(...severities.map(({ length }) => length));

type Colours = ReturnType<typeof pico.createColors>;

/** What the reader's terminal can do. */
interface Style {
  readonly colours: Colours;
  readonly hasLinks: boolean;
  readonly columns: number;
}

/**
 * Findings as people read them: a heading a file; a line a finding, with its place below the heading as editors take it for a
 * link; the line of the source; at the end a count. Files that could not be read are for standard error to tell.
 */
export function createTextReporter({
  hasColours,
  hasLinks,
  columns = usualColumns,
}: Pick<ReporterOptions, 'hasColours' | 'hasLinks' | 'columns'>): Reporter {
  const colours = pico.createColors(hasColours);
  const style: Style = { colours, hasLinks, columns };
  let filesWithFindings = 0;
  return {
    begin: () => '',
    file(file) {
      const { checked } = file;
      if (checked.findings.length === 0) return '';
      filesWithFindings++;
      const path = plainLine(checked.path);
      const excerpts = createExcerpts(file);
      const findings = checked.findings.map((finding) => findingText(finding, excerpts, style));
      return `${colours.bold(path)}\n${findings.join('')}\n`;
    },
    problem: () => '',
    end: (totals) => summary(totals, filesWithFindings, style),
  };
}

function findingText(finding: CheckedFinding, excerpts: Excerpts, style: Style): string {
  const { colours, columns } = style;
  const { rule, severity, message, range, related } = finding;
  const paint = painter(severity, colours);
  const place = shownPosition(range.start).padEnd(7);
  const level = paint(severity) + ' '.repeat(widestSeverity - severity.length);
  const head = `  ${place} ${level} ${plainLine(message)} [${ruleLink(rule, style)}]\n`;
  const excerpt = excerpts.show(range, Math.max(leastColumns, columns - 12));
  const body = excerpt === undefined ? '' : excerptText(excerpt, paint, colours);
  const others = related.map(
    ({ range: { start }, message: said }) =>
      `  ${colours.dim(shownPosition(start).padEnd(7))} ${plainLine(said)}\n`,
  );
  return head + body + others.join('');
}

function excerptText(
  { line, text, marks }: NonNullable<ReturnType<Excerpts['show']>>,
  paint: (text: string) => string,
  { dim }: Colours,
): string {
  const number = String(line).padStart(6);
  const margin = ' '.repeat(number.length);
  return `${dim(`${number} |`)} ${text}\n${dim(`${margin} |`)} ${marks.replace(/\^+/, paint)}\n`;
}

function painter(severity: Severity, colours: Colours): (text: string) => string {
  switch (severity) {
    case 'error':
      return colours.red;
    case 'warning':
      return colours.yellow;
    case 'information':
      return colours.cyan;
    case 'hint':
      return colours.dim;
  }
}

/** The rule's name as a link to its page: https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda. */
function ruleLink(rule: string, { colours, hasLinks }: Style): string {
  if (!hasLinks) return rule;
  return `\u001b]8;;${ruleUrl(rule)}\u001b\\${colours.underline(rule)}\u001b]8;;\u001b\\`;
}

/** `3 findings (1 error, 2 warnings) in 2 of 14 files, 1 fixable with --fix; 4 known ones hidden by the baseline.` */
function summary(totals: Totals, filesWithFindings: number, style: Style): string {
  const { colours } = style;
  const { files, bySeverity, fixable, known, suppressed, problems } = totals;
  const total = severities.reduce((sum, severity) => sum + bySeverity[severity], 0);
  const found =
    total === 0
      ? `No findings in ${counted(files, 'file')}`
      : `${counted(total, 'finding')} (${bySeverityInWords(bySeverity)}) in ${filesWithFindings} of ${counted(files, 'file')}`;
  const fix = fixable === 0 ? '' : `, ${fixable} fixable with --fix`;
  const notes = [
    ...(known > 0 ? [`${known} known ${known === 1 ? 'one' : 'ones'} hidden by the baseline`] : []),
    ...(suppressed > 0 ? [`${suppressed} silenced by comments`] : []),
    ...(problems > 0 ? [`incomplete because of ${counted(problems, 'problem')}`] : []),
  ];
  const advice = total === 0 ? '' : adviceText(style);
  return `${advice}${colours.bold([found + fix, ...notes].join('; '))}.\n`;
}

/** Where rules are no links, one address is told for all, as one a finding would be in the way. */
function adviceText({ colours: { dim }, hasLinks }: Style): string {
  const pages = hasLinks ? '' : ` or ${ruleUrl('README')}`;
  return `${dim(`More about a rule: seaworthy explain RULE${pages}`)}\n`;
}

function bySeverityInWords(bySeverity: Readonly<Record<Severity, number>>): string {
  return severities
    .filter((severity) => bySeverity[severity] > 0)
    .map((severity) =>
      severity === 'information'
        ? `${bySeverity[severity]} information`
        : counted(bySeverity[severity], severity),
    )
    .join(', ');
}
