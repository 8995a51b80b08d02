import {
  DiagnosticSeverity,
  StringValue,
  type Diagnostic,
  type TextEdit as ProtocolTextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import { grouped, groupMessage, type FindingGroup } from '../analysis/grouping.ts';
import type { Severity } from '../model/severity.ts';
import { ruleUrl } from '../rules/rule.ts';
import type { LineIndex } from '../text/line-index.ts';
import type { TextEdit } from '../text/text-edit.ts';
import type { Capabilities } from './capabilities.ts';
import type { ConfigSnapshot, Snapshot } from './session.ts';

export const diagnosticSource = 'seaworthy';

const protocolSeverity: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** The findings of a snapshot as an editor shows them. */
export function toDiagnostics(
  snapshot: Snapshot,
  capabilities: Capabilities,
): readonly Diagnostic[] {
  return grouped(snapshot.report.findings).map((group) =>
    toDiagnostic(group, snapshot, capabilities),
  );
}

function toDiagnostic(
  group: FindingGroup,
  { uri, lines }: Pick<Snapshot, 'uri' | 'lines'>,
  { hasRelatedInformation }: Capabilities,
): Diagnostic {
  const { rule, severity, span, related } = group.finding;
  return {
    range: lines.rangeOf(span),
    severity: protocolSeverity[severity],
    code: rule,
    codeDescription: { href: ruleUrl(rule) },
    source: diagnosticSource,
    message: groupMessage(group),
    ...(hasRelatedInformation && related.length > 0
      ? {
          relatedInformation: related.map((place) => ({
            location: { uri, range: lines.rangeOf(place.span) },
            message: place.message,
          })),
        }
      : {}),
  };
}

/** What cannot be used in a configuration file, as an editor shows it. */
export function toConfigDiagnostics({ lines, problems }: ConfigSnapshot): readonly Diagnostic[] {
  return problems.map(({ code, span, message }) => ({
    range: lines.rangeOf(span),
    severity: code === 'config-value' ? DiagnosticSeverity.Warning : DiagnosticSeverity.Error,
    code,
    source: diagnosticSource,
    message,
  }));
}

/** The edits for one document; versioned where the client can, so that it refuses them on newer text. */
export function toWorkspaceEdit(
  { uri, version, lines }: Pick<Snapshot, 'uri' | 'version' | 'lines'>,
  edits: readonly TextEdit[],
  { hasVersionedEdits }: Capabilities,
): WorkspaceEdit {
  const changes = edits.map((edit) => toTextEdit(edit, lines));
  return hasVersionedEdits
    ? { documentChanges: [{ textDocument: { uri, version }, edits: changes }] }
    : { changes: { [uri]: changes } };
}

/** An insertion whose `placeholder` is left for the person to write, where the client has snippets for that. */
export function toPlaceholderEdit(
  snapshot: Pick<Snapshot, 'uri' | 'version' | 'lines'>,
  edit: TextEdit,
  placeholder: string,
  capabilities: Capabilities,
): WorkspaceEdit {
  if (!capabilities.hasSnippetEdits || !capabilities.hasVersionedEdits)
    return toWorkspaceEdit(snapshot, [edit], capabilities);
  const { uri, version, lines } = snapshot;
  const [before = '', after = ''] = edit.newText.split(placeholder).map(escapedSnippet);
  const snippet = StringValue.createSnippet(`${before}$\{1:${placeholder}}${after}`);
  return {
    documentChanges: [
      { textDocument: { uri, version }, edits: [{ range: lines.rangeOf(edit.span), snippet }] },
    ],
  };
}

function escapedSnippet(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}

function toTextEdit({ span, newText }: TextEdit, lines: LineIndex): ProtocolTextEdit {
  return { range: lines.rangeOf(span), newText };
}
