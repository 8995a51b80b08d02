import type { Answer, Fact, QuestionId } from '../../server/src/analysis/questions/answer.ts';
import { answersOf } from '../../server/src/analysis/questions/answers.ts';
import type { Examination } from '../../server/src/analysis/questions/examination.ts';
import { registryWith } from './inspecting.ts';
import { examined, type Examining } from './reports.ts';

/** The answer to one question about an image that a test examines; by a registry with one image, where it says no more. */
export async function answer(
  question: QuestionId,
  image: string,
  examining: Partial<Examining> = {},
): Promise<Answer> {
  const examination = await examined(image, { registry: registryWith(), ...examining });
  return answerOf(question, examination);
}

function answerOf(question: QuestionId, examination: Examination): Answer {
  const found = answersOf(examination).find((each) => each.question === question);
  if (found === undefined) throw new Error(question);
  return found;
}

/** All facts of an answer. */
export function factsOf({ parts }: Answer): readonly Fact[] {
  return parts.flatMap((part) => (part.kind === 'facts' ? part.facts : []));
}

/** A fact by its name. */
export function fact(answer: Answer, id: string): Fact | undefined {
  return factsOf(answer).find((each) => each.id === id);
}

/** The texts of a table by its name. */
export function rows(answer: Answer, id: string): readonly (readonly string[])[] | undefined {
  const table = answer.parts.find((part) => part.kind === 'table' && part.id === id);
  return table?.kind === 'table' ? table.rows.map((row) => row.map(({ text }) => text)) : undefined;
}
