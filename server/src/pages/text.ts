import type { Answer, Fact, FactList, FactTable, Verdict } from '../analysis/questions/answer.ts';
import { none } from '../analysis/questions/facts.ts';
import { notAsked } from '../analysis/questions/sources.ts';
import { plainLine } from '../text/plain-line.ts';
import { counted } from '../text/words.ts';
import { momentInWords, verdictWords, type ReportDocument } from './report-document.ts';

type Paint = (text: string) => string;

/** How a report is written for a terminal. */
export interface TextLook {
  readonly bold: Paint;
  readonly dim: Paint;
  readonly verdicts: Readonly<Record<Verdict, Paint>>;
  /** Characters that a paragraph's lines have at most; undefined breaks none. */
  readonly columns: number | undefined;
  /** Whether all is told; else of each answer the first list of facts, and what else there is. */
  readonly isWhole: boolean;
  /** What makes somebody be asked for a fact, by the fact's `id`: `--scan`. */
  readonly howToAsk: Readonly<Record<string, string>>;
}

const asItIs: Paint = (text) => text;

/** Without colours, lines of any length, the short form. */
export const plainLook: TextLook = {
  bold: asItIs,
  dim: asItIs,
  verdicts: { good: asItIs, note: asItIs, bad: asItIs, unknown: asItIs },
  columns: undefined,
  isWhole: false,
  howToAsk: {},
};

/** A report as lines for a terminal, each fact with how it is known; ends with a line break. */
export function reportText(report: ReportDocument, look: TextLook): string {
  const { title, reference, askedAt, answers } = report;
  const asked = askedAt === undefined ? 'Nobody was asked.' : `Asked ${momentInWords(askedAt)}.`;
  const heading = [look.bold(plainLine(title)), plainLine(reference), look.dim(asked)];
  const sections = answers.map((answer) => section(answer, look).join('\n'));
  return `${[heading.join('\n'), ...sections].join('\n\n')}\n`;
}

function section({ title, verdict, summary, parts }: Answer, look: TextLook): readonly string[] {
  const mark = look.verdicts[verdict](verdictWords[verdict]);
  const heading = `${look.bold(plainLine(title))}  ${mark}`;
  const told = wrapped(plainLine(summary), look.columns).map((line) => `  ${line}`);
  const [first, ...others] = parts;
  const short = first?.kind === 'facts' ? shortLines(first, look) : [];
  if (!look.isWhole) return [heading, ...told, ...short, ...restLine(first, others, look)];
  return [heading, ...told, ...parts.flatMap((part) => ['', ...wholePart(part, look)])];
}

/** What is there line by line; of what is not, names are enough. */
function shortLines({ facts }: FactList, look: TextLook): readonly string[] {
  const known = facts.filter(({ isKnown }) => isKnown);
  const unknown = facts.filter(({ isKnown }) => !isKnown);
  const absent = known.filter(({ value }) => value === none);
  const sources = [...new Set(absent.map(({ source }) => source.words))];
  return [
    ...factLines(
      known.filter(({ value }) => value !== none),
      look,
    ),
    ...sources.flatMap((words) =>
      nameLine(
        'None',
        absent.filter(({ source }) => source.words === words),
        look,
        ` (${words})`,
      ),
    ),
    ...nameLine('Not known', unknown.filter(wasAsked), look),
    ...nameLine(
      'Not asked',
      unknown.filter((fact) => !wasAsked(fact)),
      look,
    ),
  ];
}

function wasAsked({ source }: Fact): boolean {
  return source.words !== notAsked.words;
}

function nameLine(
  heading: string,
  facts: readonly Fact[],
  { dim, howToAsk }: TextLook,
  rest = '',
): readonly string[] {
  if (facts.length === 0) return [];
  const names = facts.map(({ id, label }) => {
    const how = howToAsk[id];
    return how === undefined ? label : `${label} (${how})`;
  });
  return [`  ${dim(plainLine(`${heading}: ${names.join(', ')}${rest}`))}`];
}

/** Names what the short form leaves out. */
function restLine(
  first: Answer['parts'][number] | undefined,
  others: Answer['parts'],
  { dim }: TextLook,
): readonly string[] {
  const left = first?.kind === 'table' ? [first, ...others] : others;
  const names = left.map((part) => {
    const number = part.kind === 'facts' ? part.facts.length : part.rows.length + part.omitted;
    return `${part.title} (${number})`;
  });
  return names.length === 0 ? [] : [`  ${dim(plainLine(`With --all: ${names.join(', ')}`))}`];
}

function wholePart(part: FactList | FactTable, look: TextLook): readonly string[] {
  if (part.kind === 'facts')
    return [`  ${look.bold(plainLine(part.title))}`, ...factLines(part.facts, look)];
  const { title, source, columns, rows, omitted } = part;
  const heading = `  ${look.bold(plainLine(title))} ${look.dim(`(${plainLine(source.words)})`)}`;
  const cells = [columns, ...rows.map((row) => row.map(({ text, link }) => shownCell(text, link)))];
  const rest = omitted === 0 ? [] : [`  … and ${counted(omitted, 'more row')}`];
  return [heading, ...inColumns(cells).map((line) => `  ${line}`), ...rest];
}

/** A link is written where it can be read. */
function shownCell(text: string, link: string | undefined): string {
  return link === undefined || text.includes(link) ? text : `${text} <${link}>`;
}

function factLines(facts: readonly Fact[], { dim, verdicts }: TextLook): readonly string[] {
  const width = Math.max(0, ...facts.map(({ label }) => plainLine(label).length));
  return facts.map(({ label, value, verdict, source }) => {
    const shown = plainLine(value);
    const painted = verdict === undefined ? shown : verdicts[verdict](shown);
    const known = dim(`(${plainLine(source.words)})`);
    return `  ${plainLine(label).padEnd(width)}  ${painted}  ${known}`;
  });
}

/** Rows with their cells below each other; the last cell of a row is as long as it is. */
function inColumns(rows: readonly (readonly string[])[]): readonly string[] {
  const plain = rows.map((cells) => cells.map(plainLine));
  const [first = []] = plain;
  const widths = first.map((_, index) =>
    plain.reduce((widest, cells) => Math.max(widest, cells[index]?.length ?? 0), 0),
  );
  return plain.map((cells) =>
    cells
      .map((cell, index) => (index === cells.length - 1 ? cell : cell.padEnd(widths[index] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}

function wrapped(text: string, columns: number | undefined): readonly string[] {
  if (columns === undefined) return [text];
  const room = Math.max(20, columns - 2);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && longer.length > room) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}
