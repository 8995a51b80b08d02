import type { Cell, Fact, FactTable } from '../analysis/questions/answer.ts';
import { webAddress } from '../text/web-address.ts';
import { counted } from '../text/words.ts';
import { element, type Child, type Markup } from './markup.ts';
import { barPicture } from './pictures.ts';

/** Longer tables are folded. */
const maximalOpenRows = 12;

const factColumns = ['Fact', 'What is known', 'How it is known'] as const;

/** Facts as a table: what, its value, and how that is known. */
export function factTable(title: string, facts: readonly Fact[]): Markup {
  const rows = facts.map(({ label, value, verdict, link, source }) =>
    row(
      rowHeader(label),
      dataCell(undefined, linked({ text: value, ...(link !== undefined && { link }) }), [
        verdict === 'bad' ? [' ', element('span', { class: 'mark' }, '(needs attention)')] : '',
      ]),
      dataCell(factColumns[2], source.words),
    ),
  );
  return tableOf('facts', title, factColumns, rows);
}

/** A table with how it is known, its picture before it, folded where it is long. */
export function dataTable(table: FactTable): readonly Child[] {
  const { title, columns, rows, omitted, source, picture } = table;
  const lines = rows.map((cells) =>
    row(
      ...cells.map((cell, index) =>
        index === 0 ? rowHeader(shown(cell)) : dataCell(columns[index], shown(cell)),
      ),
    ),
  );
  const whole = tableOf('data', title, columns, lines);
  return [
    element('p', { class: 'quiet' }, `How it is known: ${source.words}.`),
    picture === undefined ? undefined : barPicture(title, picture.bars),
    rows.length > maximalOpenRows
      ? element('details', {}, element('summary', {}, `Show ${counted(rows.length, 'row')}`), whole)
      : whole,
    omitted === 0 ? undefined : element('p', { class: 'quiet' }, `${omitted} more are not shown.`),
  ];
}

/** On narrow pages cells stand below each other, which takes a table's meaning from its elements: the roles keep it. */
function tableOf(
  kind: 'facts' | 'data',
  title: string,
  columns: readonly string[],
  rows: readonly Markup[],
): Markup {
  const heads = columns.map((column) =>
    element('th', { scope: 'col', role: 'columnheader' }, column),
  );
  return element(
    'table',
    { class: kind, role: 'table', 'aria-label': title },
    element('thead', { role: 'rowgroup' }, row(...heads)),
    element('tbody', { role: 'rowgroup' }, rows),
  );
}

function row(...cells: readonly Markup[]): Markup {
  return element('tr', { role: 'row' }, cells);
}

function rowHeader(...content: readonly Child[]): Markup {
  return element('th', { scope: 'row', role: 'rowheader' }, content);
}

/** The label names the column where there is no heading above the cell. */
function dataCell(label: string | undefined, ...content: readonly Child[]): Markup {
  return element('td', { role: 'cell', 'data-label': label }, content);
}

/** What is bad stands out; the words say why, so that it is not told by looks alone. */
function shown(cell: Cell): Child {
  const content = linked(cell);
  return cell.verdict === 'bad' ? element('span', { class: 'mark' }, content) : content;
}

function linked({ text, link }: Cell): Child {
  const address = link === undefined ? undefined : webAddress(link);
  if (address === undefined) return text;
  return element('a', { href: address, target: '_blank', rel: 'noopener noreferrer' }, text);
}
