import type { Finding } from './report.ts';

/** What an editor shows as one: a finding, or all that is missing at one place. */
export interface FindingGroup {
  /** The first of them; its severity is the gravest. */
  readonly finding: Finding;
  readonly members: readonly Finding[];
}

/** Puts the findings of one place that say what is missing together; every other one stands alone. */
export function grouped(findings: readonly Finding[]): readonly FindingGroup[] {
  const groups = new Map<string, Finding[]>();
  findings.forEach((finding, index) => {
    const { missing, severity, span } = finding;
    const key =
      missing === undefined
        ? String(index)
        : `${severity} ${String(span.start)} ${String(span.end)}`;
    const members = groups.get(key);
    if (members === undefined) groups.set(key, [finding]);
    else members.push(finding);
  });
  return [...groups.values()].flatMap((members) => {
    const [finding] = members;
    return finding === undefined ? [] : [{ finding, members }];
  });
}

/** The message of a group: that of its only finding, or the list of what is missing. */
export function groupMessage({ finding, members }: FindingGroup): string {
  if (members.length === 1) return finding.message;
  const missing = members.flatMap((member) => member.missing ?? []).join(', ');
  return `This service is not hardened, it lacks: ${missing}. Each narrows what a process that is taken over can do.`;
}
