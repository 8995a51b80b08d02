import type { DocumentModel, Note } from '../model/document-model.ts';
import type { IdleComment, IdleProblem, Rule } from '../rules/rule.ts';
import { nearestName } from '../text/nearest-name.ts';
import { cover, type Span } from '../text/span.ts';

/** A comment of any linter that silences rules in a part of the document. */
export interface Silencer {
  /** What it covers; undefined for the whole file. */
  readonly scope: Span | undefined;
  readonly rules: readonly { readonly id: string }[];
  readonly reason: string | undefined;
}

/** A comment of our own. */
export interface Suppression extends Silencer {
  readonly comment: Comment;
  readonly rules: readonly SuppressedRule[];
}

/** A note with the places that editing it takes. */
interface Comment {
  readonly note: Note;
  /** Where the text behind the `#` begins. */
  readonly textStart: number;
  /** The whole comment, with its line when it fills one. */
  readonly removal: Span;
  /** From the comment to the end of what it speaks of, so that comments between the two are covered as well. */
  readonly scope: Span;
}

export interface SuppressedRule {
  readonly id: string;
  /** The name where it is written. */
  readonly span: Span;
}

export interface ReadSuppressions {
  readonly suppressions: readonly Suppression[];
  /** Comments that were meant as such and are none. */
  readonly idle: readonly IdleComment[];
}

/** Our own comment; behind the brackets stands the reason, with `--` or without. */
const pattern =
  /^(seaworthy\b:?\s*(ignore-file|ignore)(?![\w-])\s*)(?:\[([^\]]*)\])?\s*(?:--\s*)?(.*)$/i;
const untilPattern = /\(?\buntil\s+(\d{4}-\d{2}-\d{2})\b\)?/i;
/** What looks like a date to end on and is none. */
const brokenUntilPattern = /\(\s*until\b|\buntil\s+\d/i;

/**
 * Reads the comments that silence rules. `today` (YYYY-MM-DD) decides which have expired: a comment
 * holds through the day that it names.
 */
export function readSuppressions(
  { text, notes }: Pick<DocumentModel, 'text' | 'notes'>,
  rules: readonly Pick<Rule, 'id'>[],
  today: string,
): ReadSuppressions {
  const suppressions: Suppression[] = [];
  const idle: IdleComment[] = [];
  const ours = notes.filter(({ text }) => /^seaworthy\b/i.test(text));
  if (ours.length === 0) return { suppressions, idle };
  const ruleIds = new Set(rules.map(({ id }) => id));
  for (const note of ours) {
    const found = readComment(commentOf(text, note), ruleIds, today);
    if (found.suppression !== undefined) suppressions.push(found.suppression);
    idle.push(...found.idle);
  }
  return { suppressions, idle };
}

function commentOf(text: string, note: Note): Comment {
  const { start, end } = note.span;
  const textStart = start + Math.max(0, text.slice(start, end).indexOf(note.text));
  let removalStart = start;
  while (/[ \t]/.test(text.charAt(removalStart - 1))) removalStart--;
  const lineEnd = text.indexOf('\n', end);
  const removalEnd = note.isOwnLine ? (lineEnd < 0 ? text.length : lineEnd + 1) : end;
  return {
    note,
    textStart,
    removal: { start: removalStart, end: removalEnd },
    scope: cover(note.span, note.scope ?? { start: end, end: text.length }),
  };
}

interface ReadComment {
  readonly suppression: Suppression | undefined;
  readonly idle: readonly IdleComment[];
}

function readComment(comment: Comment, ruleIds: ReadonlySet<string>, today: string): ReadComment {
  const { note, removal, textStart } = comment;
  const [, opening = '', kind = '', list, tail = ''] = pattern.exec(note.text) ?? [];
  const refuse = (problem: IdleProblem): ReadComment => ({
    suppression: undefined,
    idle: [{ span: note.span, problem, removal }],
  });
  if (kind === '') return refuse({ code: 'malformed' });
  if (list === undefined || list.trim() === '') return refuse({ code: 'no-rules' });
  const isForFile = kind.toLowerCase() === 'ignore-file';
  if (isForFile && !note.isAtTop) return refuse({ code: 'misplaced' });
  const until = untilPattern.exec(tail)?.[1];
  const isDate = until === undefined ? !brokenUntilPattern.test(tail) : isCalendarDay(until);
  if (!isDate) return refuse({ code: 'malformed' });
  if (until !== undefined && until < today) return refuse({ code: 'expired', until });

  const start = textStart + opening.length + 1;
  const names = namesIn(list, start);
  const known = names.filter(({ id }) => ruleIds.has(id));
  const reason = tail.replace(untilPattern, '').trim();
  return {
    suppression: {
      comment,
      scope: isForFile ? undefined : comment.scope,
      rules: known,
      reason: reason === '' ? undefined : reason,
    },
    idle: names
      .filter(({ id }) => !ruleIds.has(id))
      .map((name) =>
        idleName(comment, names, name, {
          code: 'unknown-rule',
          rule: name.id,
          nearest: nearestName(name.id, ruleIds),
        }),
      ),
  };
}

function isCalendarDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

function namesIn(list: string, start: number): readonly SuppressedRule[] {
  const names: SuppressedRule[] = [];
  let offset = 0;
  for (const item of list.split(',')) {
    const id = item.trim();
    const at = start + offset + (item.length - item.trimStart().length);
    if (id !== '') names.push({ id, span: { start: at, end: at + id.length } });
    offset += item.length + 1;
  }
  return names;
}

/** One name among others is deleted with the comma beside it; the last one with its comment. */
function idleName(
  { note, removal: whole }: Comment,
  names: readonly SuppressedRule[],
  { id, span }: SuppressedRule,
  problem: IdleProblem,
): IdleComment {
  if (names.length === 1) return { span: note.span, problem, removal: whole };
  const index = names.findIndex((name) => name.id === id && name.span.start === span.start);
  const before = names[index - 1];
  const after = names[index + 1];
  const removal =
    before === undefined
      ? { start: span.start, end: after?.span.start ?? span.end }
      : { start: before.span.end, end: span.end };
  return { span, problem, removal };
}

/** What a suppression is asked about. */
export interface Suppressible {
  readonly rule: string;
  readonly span: Span;
  readonly related: readonly { readonly span: Span }[];
}

/** The comment that silences a finding: where it stands, or at every place that uses it. */
export function silencerOf(
  suppressions: readonly Silencer[],
  { rule, span, related }: Suppressible,
): Silencer | undefined {
  const named = suppressions.filter(({ rules }) => rules.some(({ id }) => id === rule));
  const covering = named.find(({ scope }) => scope === undefined || contains(scope, span));
  if (covering !== undefined || related.length === 0) return covering;
  const perUse = related.map((use) =>
    named.find(({ scope }) => scope !== undefined && contains(scope, use.span)),
  );
  return perUse.includes(undefined) ? undefined : perUse[0];
}

/** The names of our own comments that silenced nothing, of rules that did run. */
export function unusedNames(
  suppressions: readonly Suppression[],
  silenced: readonly { readonly rule: string; readonly by: Silencer }[],
  hasRun: (rule: string) => boolean,
): readonly IdleComment[] {
  return suppressions.flatMap((suppression) =>
    suppression.rules
      .filter(({ id }) => hasRun(id))
      .filter(({ id }) => !silenced.some(({ rule, by }) => rule === id && by === suppression))
      .map((name) =>
        idleName(suppression.comment, suppression.rules, name, { code: 'unused', rule: name.id }),
      ),
  );
}

function contains(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}
