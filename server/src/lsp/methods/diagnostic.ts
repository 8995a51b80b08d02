import {
  DocumentDiagnosticReportKind,
  type DocumentDiagnosticParams,
  type DocumentDiagnosticReport,
} from 'vscode-languageserver';
import type { Session } from '../session.ts';
import { toConfigDiagnostics, toDiagnostics } from '../to-protocol.ts';

/** `textDocument/diagnostic`: the client asks when it wants to know. */
export async function pullDiagnostics(
  session: Session,
  { textDocument, previousResultId }: DocumentDiagnosticParams,
): Promise<DocumentDiagnosticReport> {
  const config = session.configSnapshot(textDocument.uri);
  if (config !== undefined)
    return { kind: DocumentDiagnosticReportKind.Full, items: [...toConfigDiagnostics(config)] };
  const snapshot = await session.snapshot(textDocument.uri);
  if (snapshot === undefined) return { kind: DocumentDiagnosticReportKind.Full, items: [] };
  const { resultId } = snapshot;
  if (resultId === previousResultId)
    return { kind: DocumentDiagnosticReportKind.Unchanged, resultId };
  const items = [...toDiagnostics(snapshot, session.capabilities)];
  return { kind: DocumentDiagnosticReportKind.Full, resultId, items };
}
