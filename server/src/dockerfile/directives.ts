import { slice, type MappedText } from '../text/mapped-text.ts';
import type { Line } from './lines.ts';

/** A line `# name=value` at the top of the file. */
export interface Directive {
  /** In small letters. */
  readonly name: string;
  readonly value: MappedText;
}

const directivePattern = /^#\s*([a-zA-Z][a-zA-Z0-9]*)\s*=\s*(\S.*)$/;
const knownDirectives: ReadonlySet<string> = new Set(['syntax', 'escape', 'check']);

/** The directive that a line is, if BuildKit knows it. */
export function directiveAt(source: MappedText, line: Line): Directive | undefined {
  const { text } = source;
  if (text.charAt(line.start) !== '#') return undefined;
  const content = text.slice(line.start, line.end);
  const [, name, rest] = directivePattern.exec(content) ?? [];
  if (name === undefined || rest === undefined) return undefined;
  if (!knownDirectives.has(name.toLowerCase())) return undefined;
  const start = line.end - rest.length;
  const end = start + rest.trimEnd().length;
  return { name: name.toLowerCase(), value: slice(source, { start, end }) };
}
