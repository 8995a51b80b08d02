import type { RuleLevel, Severity } from '../model/severity.ts';
import type { Rule } from '../rules/rule.ts';
import type { KnownRule } from '../settings/policy-reader.ts';
import { coversService, type Override, type Policy } from '../settings/policy.ts';

/** What a policy makes of one rule in one file. */
export interface RuleDecision {
  readonly options: Readonly<Record<string, readonly string[]>>;
  /** How severe a finding is; undefined when it is not told. `own` is what the rule says of this one finding. */
  severityOf(own: Severity | undefined, service: string | undefined): Severity | undefined;
  /** Whether it can tell anything in this file. */
  readonly isOn: boolean;
}

/** The options of every rule about which nobody has decided; one object, as it is asked for often. */
export const noOptions: RuleDecision['options'] = {};

/** Decides about a rule: a chosen level stands for every finding, else the profile decides. */
export function decide(rule: Rule, policy: Policy, overrides: readonly Override[]): RuleDecision {
  const choice = policy.rules.get(rule.id);
  const changes = overrides.flatMap((override) => {
    const change = override.rules.get(rule.id);
    return change === undefined ? [] : [{ override, change }];
  });
  const levelFor = (service: string | undefined): RuleLevel | undefined =>
    changes.findLast(
      ({ override, change }) => change.level !== undefined && coversService(override, service),
    )?.change.level ?? choice?.level;
  const severityOf: RuleDecision['severityOf'] = (own, service) => {
    const chosen = levelFor(service);
    if (chosen !== undefined) return chosen === 'off' ? undefined : chosen;
    return byProfile(rule, policy, own);
  };
  return {
    options:
      choice === undefined && changes.length === 0
        ? noOptions
        : (Object.assign(
            {},
            choice?.options,
            ...changes.map(({ change }) => change.options),
          ) as Record<string, readonly string[]>),
    severityOf,
    isOn:
      (choice?.level ?? byProfile(rule, policy, undefined) ?? 'off') !== 'off' ||
      policy.profile === 'minimal' ||
      changes.some(({ change }) => change.level !== undefined && change.level !== 'off'),
  };
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
