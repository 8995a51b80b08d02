import { inertLine } from './plain-line.ts';

const longestName = 100;

/** A stranger's name in a message: short and in one line, in which no link and no control character works. */
export function shownName(text: string): string {
  const characters = Array.from(inertLine(text).replaceAll('`', "'").trim());
  const isLong = characters.length > longestName;
  return `${characters.slice(0, longestName).join('')}${isLong ? '…' : ''}`;
}

/** The same in backticks. */
export function quotedName(text: string): string {
  return `\`${shownName(text)}\``;
}
