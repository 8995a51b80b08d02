import {
  DiagnosticSeverity,
  type Diagnostic,
  type TextEdit as ProtocolTextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import type { Finding } from '../analysis/report.ts';
import type { Severity } from '../model/severity.ts';
import { ruleUrl } from '../rules/rule.ts';
import type { LineIndex } from '../text/line-index.ts';
import type { TextEdit } from '../text/text-edit.ts';
import type { Capabilities } from './capabilities.ts';
import type { Snapshot } from './session.ts';

export const diagnosticSource = 'seaworthy';

const protocolSeverity: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

export function toDiagnostic(
  finding: Finding,
  { uri, lines }: Pick<Snapshot, 'uri' | 'lines'>,
  { hasRelatedInformation }: Capabilities,
): Diagnostic {
  const { rule, severity, span, message, related } = finding;
  return {
    range: lines.rangeOf(span),
    severity: protocolSeverity[severity],
    code: rule,
    codeDescription: { href: ruleUrl(rule) },
    source: diagnosticSource,
    message,
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

function toTextEdit({ span, newText }: TextEdit, lines: LineIndex): ProtocolTextEdit {
  return { range: lines.rangeOf(span), newText };
}
