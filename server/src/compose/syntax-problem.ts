import type { Document, ErrorCode } from 'yaml';
import type { SyntaxProblem, SyntaxProblemCode } from '../model/document-model.ts';

export const tooDeep: SyntaxProblem = { span: { start: 0, end: 0 }, code: 'yaml-too-deep' };

const codes: Partial<Record<ErrorCode, SyntaxProblemCode>> = {
  BAD_INDENT: 'yaml-indentation',
  BLOCK_AS_IMPLICIT_KEY: 'yaml-indentation',
  MULTILINE_IMPLICIT_KEY: 'yaml-indentation',
  TAB_AS_INDENT: 'yaml-tab',
  MISSING_CHAR: 'yaml-missing-character',
};

/** The first error of YAML documents. The parser's own sentence may quote the text, so only its code is kept. */
export function syntaxProblemOf(
  documents: readonly Pick<Document, 'errors'>[],
): SyntaxProblem | undefined {
  const [first] = documents
    .flatMap(({ errors }) => errors)
    .toSorted((one, other) => one.pos[0] - other.pos[0]);
  if (first === undefined) return undefined;
  const [start, end] = first.pos;
  return { span: { start, end: Math.max(start, end) }, code: codes[first.code] ?? 'yaml-other' };
}
