import type { DocumentModel, Language } from '../model/document-model.ts';
import type { Severity } from '../model/severity.ts';
import type { RelatedSpan, Rule } from '../rules/rule.ts';
import type { Settings } from '../settings/settings.ts';
import type { Span } from '../text/span.ts';
import { modelOf } from './model.ts';

export interface Source {
  readonly text: string;
  readonly language: Language;
}

/** Everything that is said of one text; it never changes. */
export interface Report {
  readonly source: Source;
  readonly model: DocumentModel;
  /** In the order of the text, each once for a place. */
  readonly findings: readonly Finding[];
}

export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly span: Span;
  readonly message: string;
  readonly related: readonly RelatedSpan[];
}

/** Reads a text and runs the rules that the settings leave on. Synchronous and total: any text gives a report. */
export function analyze(source: Source, settings: Settings, rules: readonly Rule[]): Report {
  const model = modelOf(source.text, source.language);
  const findings: Finding[] = [];
  for (const rule of rules) {
    const chosen = settings.rules.get(rule.id);
    const level = chosen ?? (rule.meta.isDefault ? rule.meta.severity : 'off');
    if (level === 'off') continue;
    for (const { span, message, severity, related = [] } of rule.check(model))
      findings.push({
        rule: rule.id,
        severity: chosen === undefined ? (severity ?? level) : level,
        span,
        message,
        related,
      });
  }
  return { source, model, findings: onceForAPlace(findings) };
}

/** What several services inherit from one fragment is said once, where it stands. */
function onceForAPlace(findings: readonly Finding[]): readonly Finding[] {
  const seen = new Map<string, Finding>();
  for (const finding of findings) {
    const key = `${finding.rule} ${finding.span.start} ${finding.span.end}`;
    if (!seen.has(key)) seen.set(key, finding);
  }
  return [...seen.values()].sort(
    (a, b) => a.span.start - b.span.start || a.span.end - b.span.end || compare(a.rule, b.rule),
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
