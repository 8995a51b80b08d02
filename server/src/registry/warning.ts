import { plainLine } from '../text/plain-line.ts';

/** All that a registry may say (distribution specification, "Warnings"). */
const maximalLength = 4096;

const item = /[ \t,]*(\d{3}) ([^\s",]+) "((?:[^"\\]|\\.)*)"(?: "[^"]*")?[ \t]*(?=,|$)/y;

/**
 * Reads a `Warning` field, also one that was joined from several: the texts of all `299 - "text"` in it
 * (RFC 7234, 5.5, as the distribution specification narrows it), each one plain line. Reading ends silently
 * where the syntax does and after 4,096 bytes; warnings with other codes or agents are of caches, not of the registry.
 * What a text means as Markdown or as a link is not looked at.
 */
export function parseWarnings(field: string): readonly string[] {
  const pattern = new RegExp(item);
  const head = field.slice(0, maximalLength);
  const texts: string[] = [];
  for (;;) {
    const [, code, agent, quoted] = pattern.exec(head) ?? [];
    if (quoted === undefined) return texts;
    const text = plainLine(utf8(quoted.replace(/\\(.)/gs, '$1'))).trim();
    if (code === '299' && agent === '-' && text !== '') texts.push(text);
  }
}

/** Node gives a header's bytes as Latin-1 characters; registries write UTF-8. */
function utf8(text: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(text, 'latin1'));
  } catch {
    return text;
  }
}
