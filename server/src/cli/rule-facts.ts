import type { Language } from '../model/document-model.ts';
import type { Severity } from '../model/severity.ts';
import { ruleUrl, type Equivalent, type Rule, type RuleOption } from '../rules/rule.ts';

/** What `--format json` tells of a rule. */
export interface RuleFacts {
  readonly id: string;
  readonly title: string;
  /** In the recommended profile, or in the first one that has it. */
  readonly severity: Severity;
  readonly strictSeverity: Severity;
  /** The first profile that has it. */
  readonly profile: 'recommended' | 'strict' | 'preview';
  readonly languages: readonly Language[];
  readonly why: string;
  readonly remedy: string;
  /** Whether pinning the image settles its findings. */
  readonly isSettledByPin: boolean;
  readonly options: readonly RuleOption[];
  /** The same or similar checks of other tools. */
  readonly equivalents: readonly Equivalent[];
  /** Its page. */
  readonly url: string;
}

/** A rule as data. */
export function ruleFacts({ id, meta }: Rule): RuleFacts {
  const { title, severity, strictSeverity = severity, profile, languages, why, remedy } = meta;
  const { isSettledByPin, options = [], equivalents } = meta;
  return {
    id,
    title,
    severity,
    strictSeverity,
    profile,
    languages,
    why,
    remedy,
    isSettledByPin,
    options,
    equivalents,
    url: ruleUrl(id),
  };
}
