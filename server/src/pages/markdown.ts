import type { Answer, AnswerPart, Cell, FactTable } from '../analysis/questions/answer.ts';
import { webAddress } from '../text/web-address.ts';
import { codeSpan, inertMarkdown, markdownLink } from './markdown-text.ts';
import { momentInWords, namesApart, verdictWords, type ReportDocument } from './report-document.ts';

/** A report as GitHub Flavored Markdown, in which nothing that strangers wrote is more than text. */
export function reportMarkdown({ title, reference, askedAt, answers }: ReportDocument): string {
  const asked = askedAt === undefined ? 'Nobody was asked.' : `Asked ${momentInWords(askedAt)}.`;
  return [
    `# Image report: ${inertMarkdown(title)}`,
    '',
    `Image: ${inertMarkdown(reference)}`,
    '',
    asked,
    ...answers.flatMap(section),
    '',
  ].join('\n');
}

function section({ title, verdict, summary, parts }: Answer): readonly string[] {
  const heading = ['', `## ${inertMarkdown(title)}`, ''];
  const told = `**${verdictWords[verdict]}.** ${sentence(summary)}`;
  return [...heading, told, ...parts.flatMap(part)];
}

function sentence(summary: string): string {
  return namesApart(summary)
    .map(({ text, isName }) => (isName ? codeSpan(text) : inertMarkdown(text)))
    .join('');
}

function part(each: AnswerPart): readonly string[] {
  const heading = ['', `### ${inertMarkdown(each.title)}`, ''];
  if (each.kind === 'table') return [...heading, ...table(each)];
  const rows = each.facts.map(({ label, value, link, source }) => [
    { text: label },
    { text: value, ...(link !== undefined && { link }) },
    { text: source.words },
  ]);
  return [...heading, ...tableLines(['Fact', 'What is known', 'How it is known'], rows)];
}

function table({ columns, rows, omitted, source }: FactTable): readonly string[] {
  const rest = omitted === 0 ? [] : ['', `${omitted} more are not shown.`];
  const known = `How it is known: ${inertMarkdown(source.words)}.`;
  return [known, '', ...tableLines(columns, rows), ...rest];
}

function tableLines(
  columns: readonly string[],
  rows: readonly (readonly Cell[])[],
): readonly string[] {
  const heading = columns.map((column) => inertMarkdown(column, 'cell'));
  const lines = rows.map((cells) => cells.map(cellOf));
  return [heading, columns.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`);
}

function cellOf({ text, link }: Cell): string {
  const address = link === undefined ? undefined : webAddress(link);
  return address === undefined ? inertMarkdown(text, 'cell') : markdownLink(text, address, 'cell');
}
