import type { DocumentModel, Language } from '../model/document-model.ts';
import type { Severity } from '../model/severity.ts';
import type { Span } from '../text/span.ts';

/**
 * One thing worth telling a person. Everything about a rule is in its file: what the documentation says,
 * what the tests run and what the editor shows come from here.
 */
export interface Rule {
  readonly id: string;
  readonly meta: RuleMeta;
  /** Looks at a document; pure, quick, and never throws. */
  check(document: DocumentModel): Iterable<RuleFinding>;
}

export interface RuleMeta {
  /** One line: the state of affairs that the rule reports. */
  readonly title: string;
  /** What exactly is looked at, in both languages where there are two. */
  readonly checks: string;
  /** What looks alike and is not reported. */
  readonly ignores: readonly string[];
  /** The mechanism: what this line alone allows or risks. */
  readonly why: string;
  readonly remedy: string;
  readonly category: 'image' | 'privilege';
  readonly languages: readonly Language[];
  readonly severity: Severity;
  /** Whether the rule is on without any setting; noise decides that, severity does not. */
  readonly isDefault: boolean;
  /** Whether pinning the image to its digest settles the finding, so that the pin is its quick fix. */
  readonly isSettledByPin: boolean;
  /** The version of Seaworthy that brought the rule. */
  readonly since: string;
  readonly references: readonly Link[];
  /** Documentation and tests at once: `«` and `»` enclose what must be reported, nothing else may be. */
  readonly examples: readonly RuleExample[];
}

export interface Link {
  readonly title: string;
  readonly url: string;
}

export interface RuleExample {
  readonly language: Language;
  readonly text: string;
  /** Said above the example when the text alone does not show its point. */
  readonly note?: string;
}

export interface RuleFinding {
  readonly span: Span;
  /** What is wrong, why it matters and what to do; names in backticks. */
  readonly message: string;
  /** When it weighs less here than the rule does in general. */
  readonly severity?: Severity;
  readonly related?: readonly RelatedSpan[];
}

export interface RelatedSpan {
  readonly span: Span;
  readonly message: string;
}

/** Where the page of a rule stands; generated from the rule. */
export function ruleUrl(id: string): string {
  return `https://github.com/seaworthy/seaworthy/blob/main/docs/rules/${id}.md`;
}
