/** A web link (RFC 8288, 3), its target as it is written. */
export interface Link {
  readonly target: string;
  /** Relation types in lower case: `next`. */
  readonly relations: readonly string[];
}

const reference = /[ \t,]*<([^>]*)>/y;
const parameter =
  /[ \t]*;[ \t]*([!#$%&'*+\-.^_`|~0-9A-Za-z]+)(?:[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^\s",;]+)))?/y;

/**
 * Reads a `Link` field, also one that was joined from several. Reading ends silently where the syntax does;
 * values may be quoted or not, and of two `rel` parameters the first counts (RFC 8288, 3.3).
 */
export function parseLinks(field: string): readonly Link[] {
  const links: Link[] = [];
  for (let position = 0; ;) {
    const start = match(reference, field, position);
    const target = start?.[1];
    if (start === undefined || target === undefined) return links;
    const { relation, end } = readParameters(field, position + start[0].length);
    links.push({ target, relations: relation.toLowerCase().split(/\s+/).filter(Boolean) });
    position = end;
  }
}

function readParameters(field: string, start: number): { relation: string; end: number } {
  let relation: string | undefined;
  let end = start;
  for (;;) {
    const next = match(parameter, field, end);
    if (next === undefined) return { relation: relation ?? '', end };
    const [all, name = '', quoted, unquoted] = next;
    if (name.toLowerCase() === 'rel')
      relation ??= quoted?.replace(/\\(.)/g, '$1') ?? unquoted ?? '';
    end += all.length;
  }
}

function match(pattern: RegExp, text: string, position: number): RegExpExecArray | undefined {
  const sticky = new RegExp(pattern);
  sticky.lastIndex = position;
  return sticky.exec(text) ?? undefined;
}
