import type { RuleLevel, Severity } from '../model/severity.ts';
import type { Rule } from '../rules/rule.ts';
import type { KnownRule } from '../settings/policy-reader.ts';
import { coversService, type Override, type Policy, type RuleChoice } from '../settings/policy.ts';

/** What a policy makes of one rule in one file. */
export interface RuleDecision {
  readonly rule: Rule;
  readonly options: Readonly<Record<string, readonly string[]>>;
  /** The level for the whole file; undefined leaves it to the profile. */
  readonly level: RuleLevel | undefined;
  readonly changes: readonly Change[];
}

/** What an override says of one rule. */
interface Change {
  readonly override: Override;
  readonly change: RuleChoice;
}

/** The options of every rule about which nobody has decided; one object, as it is asked for often. */
export const noOptions: RuleDecision['options'] = {};
const noChanges: readonly Change[] = [];

/** Decides about a rule; undefined when it can tell nothing in this file. */
export function decide(
  rule: Rule,
  policy: Policy,
  overrides: readonly Override[],
): RuleDecision | undefined {
  const choice = policy.rules.get(rule.id);
  const changes = overrides.length === 0 ? noChanges : changesOf(rule, overrides);
  const isOn =
    (choice?.level ?? byProfile(rule, policy, undefined) ?? 'off') !== 'off' ||
    policy.profile === 'minimal' ||
    changes.some(({ change }) => change.level !== undefined && change.level !== 'off');
  if (!isOn) return undefined;
  const isUntouched = choice === undefined && changes.length === 0;
  const options = isUntouched ? noOptions : optionsOf(choice, changes);
  return { rule, options, level: choice?.level, changes };
}

function changesOf(rule: Rule, overrides: readonly Override[]): readonly Change[] {
  return overrides.flatMap((override) => {
    const change = override.rules.get(rule.id);
    return change === undefined ? [] : [{ override, change }];
  });
}

function optionsOf(
  choice: RuleChoice | undefined,
  changes: readonly Change[],
): RuleDecision['options'] {
  return Object.assign(
    {},
    choice?.options,
    ...changes.map(({ change }) => change.options),
  ) as RuleDecision['options'];
}

/**
 * How severe a finding is; undefined when it is not told. A chosen level stands for every finding, else the
 * profile decides; `own` is what the rule says of this one finding.
 */
export function severityOf(
  { rule, level, changes }: RuleDecision,
  policy: Policy,
  own: Severity | undefined,
  service: string | undefined,
): Severity | undefined {
  const change = changes.findLast(
    ({ override, change }) => change.level !== undefined && coversService(override, service),
  );
  const chosen = change?.change.level ?? level;
  if (chosen !== undefined) return chosen === 'off' ? undefined : chosen;
  return byProfile(rule, policy, own);
}

function byProfile(
  { meta }: Rule,
  { profile, preview }: Policy,
  own: Severity | undefined,
): Severity | undefined {
  if (meta.profile === 'preview' && !preview) return undefined;
  if (meta.profile === 'strict' && profile !== 'strict') return undefined;
  if (profile === 'strict') return own ?? meta.strictSeverity ?? meta.severity;
  const severity = own ?? meta.severity;
  return profile === 'minimal' && severity !== 'error' ? undefined : severity;
}

/** What reading a policy needs to know of a rule. */
export function knownRule({ id, meta }: Rule): KnownRule {
  return { id, options: (meta.options ?? []).map(({ name }) => name) };
}
