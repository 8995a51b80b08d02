import type { WorkspaceEdit } from 'vscode-languageserver';
import { ignoreHere, ignoreInFile } from '../analysis/ignore-fixes.ts';
import type { IgnoreData } from './action-data.ts';
import { failed, stale } from './failures.ts';
import type { Session, Snapshot } from './session.ts';
import { toPlaceholderEdit } from './to-protocol.ts';

/** The edit that silences rules; rejects as `editFor` does when the document has changed. */
export async function ignoreEdit(session: Session, data: IgnoreData): Promise<WorkspaceEdit> {
  const snapshot = await session.snapshot(data.uri);
  if (snapshot?.version !== data.version) throw stale();
  const edit = ignoreEditIn(session, snapshot, data);
  if (edit === undefined)
    throw failed(
      'No comment can stand here without changing the file. Silence the rule in the whole file or in seaworthy.yaml.',
    );
  return edit;
}

export function ignoreEditIn(
  { capabilities }: Session,
  snapshot: Snapshot,
  { kind, rules, start }: IgnoreData,
): WorkspaceEdit | undefined {
  const { report, options } = snapshot;
  const comment =
    kind === 'ignore-here'
      ? ignoreHere(report, rules, start, options)
      : ignoreInFile(report, rules);
  return comment && toPlaceholderEdit(snapshot, comment.edit, comment.reason, capabilities);
}
