/** What a terminal shows in one place: a character with what is put on it, as wide as it is there. */
export interface Cell {
  readonly text: string;
  /** In columns. */
  readonly width: number;
  readonly isMarked: boolean;
}

const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;
const combining = /^\p{M}$/u;
/** An approximation of East Asian Width W and F (Unicode Standard Annex 11): terminals differ in what is beside these. */
const wide =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]$/u;
const narrowKatakana = /^[\uff61-\uffdc]$/;

/** How many columns a character takes. */
export function characterWidth(character: string): number {
  if (combining.test(character)) return 0;
  return wide.test(character) && !narrowKatakana.test(character) ? 2 : 1;
}

/** A character of a source line as one that a terminal shows and does not obey; a tab is one space. */
export function plainCharacter(character: string): string {
  return unprintable.test(character) ? ' ' : character;
}

export function widthOf(cells: readonly Cell[]): number {
  return cells.reduce((sum, { width }) => sum + width, 0);
}

/**
 * The cells that fit into `columns`, with as many of those that are marked as possible, and with what is before and behind them
 * where there is room; `…` stands for what was left out.
 */
export function cut(cells: readonly Cell[], columns: number): readonly Cell[] {
  if (widthOf(cells) <= columns) return cells;
  const room = Math.max(1, columns - 2);
  const first = Math.max(
    0,
    cells.findIndex(({ isMarked }) => isMarked),
  );
  const behind = cells.findLastIndex(({ isMarked }) => isMarked) + 1;
  const marked = widthOf(cells.slice(first, behind));
  const start = goBack(cells, first, Math.max(0, Math.floor((room - marked) / 2)));
  const end = goOn(cells, start, room);
  // What the end of the line leaves free is given to what is before.
  const begin = end === cells.length ? goBack(cells, end, room) : start;
  return [
    ...(begin > 0 ? [omission] : []),
    ...cells.slice(begin, end),
    ...(end < cells.length ? [omission] : []),
  ];
}

const omission: Cell = { text: '…', width: 1, isMarked: false };

/** The first index from which on the cells before `end` are no wider than `columns`. */
function goBack(cells: readonly Cell[], end: number, columns: number): number {
  let index = end;
  let left = columns;
  for (let cell = cells[index - 1]; cell && cell.width <= left; cell = cells[index - 1]) {
    left -= cell.width;
    index--;
  }
  return index;
}

/** The last index up to which the cells from `start` are no wider than `columns`. */
function goOn(cells: readonly Cell[], start: number, columns: number): number {
  let index = start;
  let left = columns;
  for (let cell = cells[index]; cell && cell.width <= left; cell = cells[index]) {
    left -= cell.width;
    index++;
  }
  return index;
}
