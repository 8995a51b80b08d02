import { analyze, defaultOptions, type AnalysisOptions } from '../../server/src/analysis/report.ts';
import type { Language } from '../../server/src/model/document-model.ts';
import { rules } from '../../server/src/rules/index.ts';
import { defaultPolicy } from '../../server/src/settings/policy.ts';

const everyRule: AnalysisOptions = {
  ...defaultOptions(rules, '2026-01-01'),
  policy: { ...defaultPolicy, profile: 'strict', preview: true },
};

/** The whole analysis with every rule on. */
export function analyzeWithEveryRule(text: string, language: Language): unknown {
  return analyze({ text, language }, everyRule);
}
