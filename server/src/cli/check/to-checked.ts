import { dirname, resolve } from 'node:path';
import { grouped, groupMessage, type FindingGroup } from '../../analysis/grouping.ts';
import type { Finding, Report } from '../../analysis/report.ts';
import { secretSpans } from '../../analysis/secret-spans.ts';
import { explainRuleFailure, explainSyntaxProblem } from '../../analysis/sentences.ts';
import type { Rule } from '../../rules/rule.ts';
import { createLineIndex, type LineIndex } from '../../text/line-index.ts';
import type { AnalysedFile } from '../analyst.ts';
import { fingerprintOf } from '../fingerprint.ts';
import type {
  CheckedDocument,
  CheckedFile,
  CheckedFinding,
  CheckedFix,
  CheckSettings,
  DocumentToCheck,
  PlacedSentence,
  SuppressedFinding,
} from './checked-file.ts';

/** What an analysis says of a file, as plain data. */
export function toCheckedDocument(
  analysed: AnalysedFile,
  document: DocumentToCheck,
  settings: CheckSettings,
  rules: readonly Rule[],
): CheckedDocument {
  const { report, policy, configurationProblems, isConfigurationBroken, reads } = analysed;
  const folder = dirname(resolve(settings.folder, document.path));
  const isSilent = report.findings.length === 0;
  // Most files have nothing to say, and need no lines then.
  const lines = createLineIndex(isSilent && !hasMore(report) ? '' : report.source.text);
  const toChecked = findingWriter(lines, folder, settings.withFixes);
  const checked: CheckedFile = {
    path: document.path,
    findings: grouped(report.findings).map(toChecked),
    suppressed: suppressedOf(report, toChecked),
    secrets: isSilent ? [] : secretSpans(report, rules).map((span) => lines.rangeOf(span)),
    syntaxProblem: syntaxProblemOf(report, lines),
    failures: report.failures.map(explainRuleFailure),
    failOn: policy.failOn,
    configurationProblems,
    isConfigurationBroken,
    parts: report.model.parts
      .filter(({ kind }) => kind === 'compose')
      .map(({ path }) => resolve(folder, path)),
  };
  return { checked, reads };
}

function hasMore({ suppressed, model }: Report): boolean {
  return suppressed.length > 0 || model.syntaxProblem !== undefined;
}

function syntaxProblemOf({ model }: Report, lines: LineIndex): PlacedSentence | undefined {
  const { syntaxProblem: problem } = model;
  if (problem === undefined) return undefined;
  return { range: lines.rangeOf(problem.span), message: explainSyntaxProblem(problem) };
}

type FindingWriter = (group: FindingGroup) => CheckedFinding;

/** Findings of one file must be written in their order, as their fingerprints count those that look alike. */
function findingWriter(lines: LineIndex, folder: string, withFixes: boolean): FindingWriter {
  const counts = new Map<string, number>();
  return (group) => {
    const { finding, members } = group;
    const identity = identityOf(finding);
    const ordinal = counts.get(identity) ?? 0;
    counts.set(identity, ordinal + 1);
    return {
      rule: finding.rule,
      rules: members.map(({ rule }) => rule),
      severity: finding.severity,
      range: lines.rangeOf(finding.span),
      message: groupMessage(group),
      related: finding.related.map(({ span, message }) => ({
        range: lines.rangeOf(span),
        message,
      })),
      fingerprint: fingerprintOf(`${identity} ${String(ordinal)}`),
      hasSafeFix: members.every(({ fixes }) => fixes.some(({ isSafe }) => isSafe)),
      fixes: withFixes ? members.flatMap((member) => fixesOf(member, lines, folder)) : undefined,
    };
  };
}

function suppressedOf(
  { suppressed }: Report,
  toChecked: FindingWriter,
): readonly SuppressedFinding[] {
  return suppressed.map((finding) => ({
    ...toChecked({ finding, members: [finding] }),
    reason: finding.reason,
  }));
}

/**
 * What makes a finding the same in another version of the file: its rule and the names that its message tells, but neither
 * the place, which moves, nor the wording nor the text of the line, which may hold a secret that a hash would give away.
 */
function identityOf({ rule, message }: Finding): string {
  return JSON.stringify([rule, ...(message.match(/`[^`]*`/g) ?? [])]);
}

function fixesOf({ fixes }: Finding, lines: LineIndex, folder: string): readonly CheckedFix[] {
  return fixes.map(({ title, isSafe, edits, append }) => ({
    title,
    isSafe,
    edits: edits
      .toSorted((one, other) => one.span.start - other.span.start)
      .map(({ span, newText }) => ({ range: lines.rangeOf(span), newText })),
    append: append && { path: resolve(folder, append.file), line: append.line },
  }));
}
