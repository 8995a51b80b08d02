export type Severity = 'error' | 'warning' | 'information' | 'hint';

/** What a person writes for a rule in the settings. */
export type RuleLevel = Severity | 'off';

/** From the gravest to the lightest. */
export const severities: readonly Severity[] = ['error', 'warning', 'information', 'hint'];

/** Whether `severity` is at least as grave as `limit`. */
export function isAtLeast(severity: Severity, limit: Severity): boolean {
  return severities.indexOf(severity) <= severities.indexOf(limit);
}
