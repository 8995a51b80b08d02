import type { InspectReport } from '../../server/src/cli/inspect/inspect-report.ts';

export type ToldAnswer = InspectReport['answers'][number];

export function answerTo(question: ToldAnswer['question'], { answers }: InspectReport): ToldAnswer {
  const found = answers.find((each) => each.question === question);
  if (found === undefined) throw new RangeError(question);
  return found;
}

/** All facts by their names. */
export function factsOf({
  answers,
}: InspectReport): Readonly<Record<string, ToldAnswer['facts'][number]>> {
  return Object.fromEntries(answers.flatMap(({ facts }) => facts.map((fact) => [fact.id, fact])));
}

/** The texts of a table by its name. */
export function tableOf({ answers }: InspectReport, id: string): readonly (readonly string[])[] {
  const table = answers.flatMap(({ tables }) => tables).find((each) => each.id === id);
  return table?.rows.map((cells) => cells.map(({ text }) => text)) ?? [];
}

/** All texts of an answer that every form of a report has. */
export function textsOf({ title, summary, facts, tables }: ToldAnswer): readonly string[] {
  return [
    ...[title, summary],
    ...facts.flatMap(({ label, value, why, source }) => [label, value ?? why ?? '', source.words]),
    ...tables.flatMap(({ columns, source }) => [...columns, source.words]),
    ...tables.flatMap(({ rows }) => rows.flat().map(({ text }) => text)),
  ];
}

/** What is said in any form, without tags, escapes, marks of code and spaces. */
export function bareText(written: string): string {
  return unescaped(written.replaceAll(/<\/?[a-z][^>]*>/g, '')).replaceAll(/[\s\\`]/g, '');
}

/** Text of HTML without its references to characters. */
export function unescaped(html: string): string {
  return html
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}
