import type { Answer, Cell, Fact, FactTable, Source } from '../../analysis/questions/answer.ts';

/** An answer as data: null is what is not told or not known. */
export interface AnswerReport {
  readonly question: Answer['question'];
  readonly title: string;
  readonly verdict: Answer['verdict'];
  readonly summary: string;
  readonly facts: readonly FactReport[];
  readonly tables: readonly TableReport[];
}

interface FactReport {
  readonly id: string;
  readonly label: string;
  readonly value: string | null;
  /** Why there is no value. */
  readonly why: string | null;
  readonly verdict: Answer['verdict'] | null;
  readonly link: string | null;
  readonly source: Source;
}

interface TableReport {
  readonly id: string;
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly CellReport[])[];
  readonly omitted: number;
  readonly source: Source;
}

interface CellReport {
  readonly text: string;
  readonly link: string | null;
}

export function answerReport({ question, title, verdict, summary, parts }: Answer): AnswerReport {
  return {
    question,
    title,
    verdict,
    summary,
    facts: parts.flatMap((part) => (part.kind === 'facts' ? part.facts.map(factReport) : [])),
    tables: parts.flatMap((part) => (part.kind === 'table' ? [tableReport(part)] : [])),
  };
}

function factReport({ id, label, value, isKnown, verdict, link, source }: Fact): FactReport {
  return {
    id,
    label,
    value: isKnown ? value : null,
    why: isKnown ? null : value,
    verdict: verdict ?? null,
    link: link ?? null,
    source,
  };
}

function tableReport({ id, title, columns, rows, omitted, source }: FactTable): TableReport {
  return { id, title, columns, rows: rows.map((cells) => cells.map(cellReport)), omitted, source };
}

function cellReport({ text, link }: Cell): CellReport {
  return { text, link: link ?? null };
}
