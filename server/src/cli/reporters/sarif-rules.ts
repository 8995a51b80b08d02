import { ruleUrl, type Rule } from '../../rules/rule.ts';
import type { Severity } from '../../model/severity.ts';

export type SarifLevel = 'error' | 'warning' | 'note';

export const sarifLevels: Readonly<Record<Severity, SarifLevel>> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
  hint: 'note',
};

/** As GitHub's code scanning names them. */
const problemSeverities: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  information: 'recommendation',
  hint: 'recommendation',
};

/**
 * The middle of the bands that GitHub's code scanning calls high (7 to 8.9), medium (4 to 6.9) and low (below 4). They say no
 * more than our own severity does: a line of a file has no CVSS score.
 */
const securitySeverities: Readonly<Record<Severity, string>> = {
  error: '8.0',
  warning: '5.5',
  information: '2.0',
  hint: '1.0',
};

/** A rule as the `reportingDescriptor` of SARIF 2.1.0, 3.49. */
export function sarifRule({ id, meta }: Rule): object {
  const { title, why, remedy, profile, languages, judgesComments = false } = meta;
  const severity = severityOf(meta);
  const url = ruleUrl(id);
  return {
    id,
    name: pascalCase(id),
    shortDescription: { text: sarifText(`${title}.`) },
    fullDescription: { text: sarifText(why) },
    help: {
      text: sarifText(`${why}\n\n${remedy}\n\n${url}`),
      markdown: `${why}\n\n**What to do:** ${remedy}\n\n[More about \`${id}\`](${url})`,
    },
    helpUri: url,
    defaultConfiguration: {
      enabled: profile === 'recommended',
      level: sarifLevels[severity],
    },
    properties: {
      tags: [...(judgesComments ? ['maintainability'] : ['security']), ...languages, profile],
      'problem.severity': problemSeverities[severity],
      ...(judgesComments ? {} : { 'security-severity': securitySeverities[severity] }),
    },
  };
}

/** A rule that only the strict profile has is never as severe as it would be in another one. */
function severityOf({ profile, severity, strictSeverity = severity }: Rule['meta']): Severity {
  return profile === 'strict' ? strictSeverity : severity;
}

/**
 * A plain text message, in which `[text](target)` would be a link (3.11.6). Braces stay single though 3.11.5 has them doubled:
 * they stand for arguments, of which our messages have none, and programs show the text as it is.
 */
export function sarifText(text: string): string {
  return text.replaceAll('](', '\\](');
}

function pascalCase(id: string): string {
  return id
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}
