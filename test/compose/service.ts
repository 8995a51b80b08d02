import type { Container } from '../../server/src/model/document-model.ts';
import type { Grant } from '../../server/src/model/grants.ts';
import type { Span } from '../../server/src/text/span.ts';
import { applyEdits, type TextEdit } from '../../server/src/text/text-edit.ts';
import { lowerCompose } from '../../server/src/compose/lower.ts';

/** A Compose file with one service, `app`, that has these lines. */
export function serviceText(lines: string): string {
  return `services:\n  app:\n${lines.replaceAll(/^(?=.)/gm, '    ')}\n`;
}

/** The last service of a Compose file. */
export function lastService(text: string): Container {
  const container = lowerCompose(text).containers.at(-1);
  if (container === undefined) throw new Error('There is no service.');
  return container;
}

export function at(text: string, span: Span | undefined): string | undefined {
  return span && text.slice(span.start, span.end);
}

/** The line that an edit changes, as it is afterwards; with the next one when it adds a line. */
export function edited(text: string, edit: TextEdit | undefined): string | undefined {
  if (edit === undefined) return undefined;
  const before = new Set(text.split('\n'));
  const lines = applyEdits(text, [edit]).split('\n');
  return lines
    .filter((line) => !before.has(line))
    .map((line) => line.trim())
    .join('\n');
}

type GrantOf<K extends Grant['kind']> = Extract<Grant, { kind: K }>;

/** What the last service is granted of one kind. */
export function grantsOfKind<K extends Grant['kind']>(
  text: string,
  kind: K,
): readonly GrantOf<K>[] {
  return lastService(text).grants.filter((grant): grant is GrantOf<K> => grant.kind === kind);
}
