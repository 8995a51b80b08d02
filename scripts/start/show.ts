import { styleText } from 'node:util';
import type { Diagnostic } from 'vscode-languageserver';

const looks = {
  1: { name: 'error', style: 'red' },
  2: { name: 'warning', style: 'yellow' },
  3: { name: 'information', style: 'blue' },
  4: { name: 'hint', style: 'dim' },
} as const;

/** Diagnostics as a person reads them: the line, a mark below the words that are meant, and the sentence. */
export function showDiagnostics(
  path: string,
  text: string,
  diagnostics: readonly Diagnostic[],
): string {
  const lines = text.split(/\r?\n/);
  const blocks = diagnostics.map(({ range, severity = 1, message, code, codeDescription }) => {
    const { line, character } = range.start;
    const source = lines[line] ?? '';
    const end = range.end.line === line ? range.end.character : source.length;
    const number = String(line + 1);
    const margin = ' '.repeat(number.length);
    const mark = ' '.repeat(character) + '~'.repeat(Math.max(1, end - character));
    const { name, style } = looks[severity];
    return [
      `${styled('bold', path)}:${number}:${character + 1} ${styled(style, name)} ${styled('dim', String(code))}`,
      `  ${number} | ${source.replaceAll('\t', ' ')}`,
      `  ${margin} | ${styled(style, mark)}`,
      `  ${typeof message === 'string' ? message : message.value}`,
      `  ${styled('dim', codeDescription?.href ?? '')}`,
    ].join('\n');
  });
  return blocks.length === 0 ? `${path}: nothing to report.` : blocks.join('\n\n');
}

/** A unified diff with its added and removed lines in colour. */
export function showDiff(diff: string): string {
  return diff
    .split('\n')
    .map((line) => {
      if (/^(?:---|\+\+\+)/.test(line)) return styled('bold', line);
      if (line.startsWith('@@')) return styled('cyan', line);
      if (line.startsWith('+')) return styled('green', line);
      return line.startsWith('-') ? styled('red', line) : line;
    })
    .join('\n');
}

export function heading(text: string): string {
  return `\n${styled('bold', text)}\n`;
}

function styled(style: Parameters<typeof styleText>[0], text: string): string {
  const hasColour = process.stdout.isTTY && process.env['NO_COLOR'] === undefined;
  return hasColour ? styleText(style, text) : text;
}
