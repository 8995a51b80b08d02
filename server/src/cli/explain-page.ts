import { stripVTControlCharacters } from 'node:util';
import { createColors } from 'picocolors';
import { plainLine } from '../text/plain-line.ts';

export interface PageOptions {
  /** Where the page stands; its relative links are seen from there. */
  readonly url: string;
  readonly hasColours: boolean;
  /** Characters of a line; undefined when there is no bound. */
  readonly columns: number | undefined;
}

/** Longer lines are hard to read, however wide the terminal is. */
const maximalWidth = 100;
const codeIndent = '    ';

/** Code, strong, emphasised and linked text, in that order; code has no marks inside. */
const mark =
  /`([^`]+)`|\*\*([^*]+)\*\*|\*([^*\s](?:[^*]*[^*\s])?)\*|\[((?:`[^`]*`|[^\]`])*)\]\(([^()\s]+)\)/g;

type Colours = ReturnType<typeof createColors>;

/**
 * A page of Markdown as our own rules have it, readable on a terminal: headings bold, code indented, tables in columns, links
 * with their addresses. What it does not know stays as it is written.
 */
export function explainPage(markdown: string, options: PageOptions): string {
  const colours = createColors(options.hasColours);
  const width = Math.min(options.columns ?? maximalWidth, maximalWidth);
  const styled = (text: string): string => styledText(text, options.url, colours);
  const lines: string[] = [];
  let table: string[] = [];
  let isCode = false;

  for (const written of [...markdown.split('\n'), '']) {
    const line = plainLine(written.trimEnd());
    if (!isCode && line.startsWith('|')) {
      table.push(line);
      continue;
    }
    lines.push(...tableLines(table, styled));
    table = [];
    if (line.startsWith('```')) isCode = !isCode;
    else if (isCode) lines.push(line === '' ? '' : codeIndent + line);
    else if (!line.startsWith('<!--')) lines.push(...textLines(line, styled, colours, width));
  }
  const text = lines.join('\n').replace(/\n{3,}/g, '\n\n');
  return `${text.replace(/^\n+|\n+$/g, '')}\n`;
}

function textLines(
  line: string,
  styled: (text: string) => string,
  { bold }: Colours,
  width: number,
): readonly string[] {
  const [, heading] = /^#{1,6} (.*)/.exec(line) ?? [];
  if (heading !== undefined) return [bold(heading.replaceAll('`', ''))];
  const [, bullet = ''] = /^(- )/.exec(line) ?? [];
  return wrapped(styled(line.slice(bullet.length)), bullet, width);
}

/** Links within the pages are names of rules, which `explain` knows; others get their address. */
function styledText(text: string, url: string, colours: Colours): string {
  const { bold, cyan, italic } = colours;
  return text.replace(
    mark,
    (
      _,
      code?: string,
      strong?: string,
      emphasised?: string,
      link?: string,
      target?: string,
    ): string => {
      if (code !== undefined)
        return colours.isColorSupported ? eachWord(code, cyan) : `\`${code}\``;
      if (strong !== undefined) return eachWord(strong, bold);
      if (emphasised !== undefined) return eachWord(emphasised, italic);
      const name = styledText(link ?? '', url, colours);
      return /^[\w-]+\.md$/.test(target ?? '') ? name : `${name} (${addressOf(target, url)})`;
    },
  );
}

/** A line may break between any two words, and no style reaches over that. */
function eachWord(text: string, style: (word: string) => string): string {
  return text.replace(/\S+/g, (word) => style(word));
}

function addressOf(target = '', url: string): string {
  return URL.canParse(target, url) ? new URL(target, url).href : target;
}

/** Breaks a text between words; the first line begins with the bullet, the others below its text. */
function wrapped(text: string, bullet: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = bullet;
  let isEmpty = true;
  for (const word of text.split(' ')) {
    const next = isEmpty ? line + word : `${line} ${word}`;
    if (isEmpty || visibleLength(next) <= width) line = next;
    else {
      lines.push(line);
      line = ' '.repeat(bullet.length) + word;
    }
    isEmpty = false;
  }
  return [...lines, line];
}

function tableLines(rows: readonly string[], styled: (text: string) => string): readonly string[] {
  const cells = rows
    .filter((row) => !/^\|[\s|:-]+\|$/.test(row) || !row.includes('---'))
    .map((row) =>
      row
        .slice(1, row.endsWith('|') ? -1 : undefined)
        .split('|')
        .map((cell) => styled(cell.trim())),
    );
  const widths = (cells[0] ?? []).map((_, column) =>
    Math.max(...cells.map((row) => visibleLength(row[column] ?? ''))),
  );
  return cells.map((row) =>
    row
      .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - visibleLength(cell)))
      .join('  ')
      .trimEnd(),
  );
}

function visibleLength(text: string): number {
  return stripVTControlCharacters(text).length;
}
