import { answersOf } from '../analysis/questions/answers.ts';
import type { Examination } from '../analysis/questions/examination.ts';
import { shownText } from '../analysis/shown-values.ts';
import type { ReportDocument } from './report-document.ts';

/** The report on an image that was examined. */
export function reportOf(examination: Examination): ReportDocument {
  const { askedAt, inspection } = examination;
  const { registry, repository, tag, digest, written } = inspection.reference;
  const meant = tag ?? (digest === undefined ? 'latest' : undefined);
  const tagged = meant === undefined ? '' : `:${meant}`;
  return {
    title: shownText(written, 200),
    reference: shownText(`${registry}/${repository}${tagged}@${inspection.entry.digest}`, 500),
    askedAt,
    answers: answersOf(examination),
  };
}
