import { webAddress } from '../../text/web-address.ts';
import type { Cell, Fact, FactList, FactTable, Source, Verdict } from './answer.ts';

/** What stands where somebody was asked and does not say. */
export const untold = 'not told';

/** What stands where there is nothing of the kind. */
export const none = 'none';

/** How many rows of a table are kept. */
const maximalRows = 1000;

/** Something that is known. `value` may be shown as it is. */
export function known(
  id: string,
  label: string,
  value: string,
  source: Source,
  {
    verdict,
    link,
  }: { readonly verdict?: Verdict | undefined; readonly link?: string | undefined } = {},
): Fact {
  return {
    id,
    label,
    value,
    isKnown: true,
    source,
    ...(verdict !== undefined && { verdict }),
    ...(link !== undefined && { link }),
  };
}

/** Something that nobody tells, and in a few words why. */
export function unknown(id: string, label: string, source: Source, value = untold): Fact {
  return { id, label, value, isKnown: false, source };
}

/** A fact where there is a value, which may be shown as it is; what is undefined or empty is not told. */
export function told(
  id: string,
  label: string,
  value: string | undefined,
  source: Source,
  more: Parameters<typeof known>[4] = {},
): Fact {
  return value === undefined || value === ''
    ? unknown(id, label, source)
    : known(id, label, value, source, more);
}

/** A stranger's text that may be an address: shown, and a link where it is one for people. */
export function toldAddress(
  id: string,
  label: string,
  text: string | undefined,
  source: Source,
): Fact {
  return told(id, label, text, source, { link: text === undefined ? undefined : webAddress(text) });
}

export function factList(title: string, facts: readonly Fact[]): FactList {
  return { kind: 'facts', title, facts };
}

/** A table with the first rows; none where there is nothing in it. */
export function tableOf(
  table: Pick<FactTable, 'id' | 'title' | 'columns' | 'source'> & {
    readonly rows: readonly (readonly (string | Cell)[])[];
    readonly omitted?: number;
    readonly maximum?: number;
    readonly picture?: FactTable['picture'];
  },
): readonly FactTable[] {
  const { id, title, columns, source, rows, omitted = 0, maximum = maximalRows, picture } = table;
  if (rows.length === 0) return [];
  const shown = rows
    .slice(0, maximum)
    .map((cells) => cells.map((cell) => (typeof cell === 'string' ? { text: cell } : cell)));
  return [
    {
      kind: 'table',
      id,
      title,
      columns,
      rows: shown,
      omitted: omitted + rows.length - shown.length,
      source,
      ...(picture !== undefined && { picture }),
    },
  ];
}
