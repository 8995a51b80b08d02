import { createColors } from 'picocolors';
import { decide, severityOf } from '../analysis/levels.ts';
import type { Severity } from '../model/severity.ts';
import type { Rule } from '../rules/rule.ts';
import { defaultPolicy, type Profile } from '../settings/policy.ts';
import { counted } from '../text/words.ts';
import type { RulesCommand } from './command.ts';
import type { CliPorts, ExitCode, Terminal } from './ports.ts';
import { ruleFacts } from './rule-facts.ts';
import { tell } from './sources.ts';

/** A rule with the severity that it has where the list is about. */
interface ListedRule {
  readonly rule: Rule;
  readonly severity: Severity;
}

/** `seaworthy rules`: all rules with their severities, or those of a profile with the severities that they have there. */
export function listRules({ profile, format }: RulesCommand, ports: CliPorts): ExitCode {
  const listed = ports.rules.flatMap((rule) => listedIn(rule, profile));
  if (format === 'json') {
    const rules = listed.map(({ rule, severity }) => ({ ...ruleFacts(rule), severity }));
    const document = { version: 1, profile: profile ?? null, rules };
    ports.write(`${JSON.stringify(document, undefined, 2)}\n`);
    return 0;
  }
  ports.write(table(listed, ports.terminal));
  if (ports.terminal.isOutput && ports.terminal.isErrors)
    tell(ports, `${counted(listed.length, 'rule')}. \`seaworthy explain RULE\` tells more of one.`);
  return 0;
}

/** The rule, if the profile has it and no configuration says otherwise. */
function listedIn(rule: Rule, profile: Profile | undefined): readonly ListedRule[] {
  if (profile === undefined) return [{ rule, severity: rule.meta.severity }];
  const policy = { ...defaultPolicy, profile };
  const decision = decide(rule, policy, []);
  const severity = decision && severityOf(decision, policy, undefined, undefined);
  return severity === undefined ? [] : [{ rule, severity }];
}

function table(listed: readonly ListedRule[], { hasColours, columns }: Terminal): string {
  const { bold, dim, red, yellow, blue } = createColors(hasColours);
  const colours = { error: red, warning: yellow, information: blue, hint: dim };
  const width = widthOf(listed.map(({ rule }) => rule.id));
  const severityWidth = widthOf(listed.map(({ severity }) => severity));
  const profileWidth = widthOf(listed.map(({ rule }) => rule.meta.profile));
  const room = (columns ?? Infinity) - width - severityWidth - profileWidth - 6;
  const lines = listed.map(({ rule: { id, meta }, severity }) =>
    [
      bold(id.padEnd(width)),
      colours[severity](severity.padEnd(severityWidth)),
      meta.profile.padEnd(profileWidth),
      cut(meta.title, Math.max(10, room)),
    ].join('  '),
  );
  return lines.map((line) => `${line}\n`).join('');
}

function widthOf(texts: readonly string[]): number {
  return Math.max(0, ...texts.map((text) => text.length));
}

function cut(text: string, room: number): string {
  return text.length > room ? `${text.slice(0, room - 1)}…` : text;
}
