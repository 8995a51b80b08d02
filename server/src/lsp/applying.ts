import type { ApplyWorkspaceEditParams, WorkspaceEdit } from 'vscode-languageserver';
import type { Session } from './session.ts';

export interface Change {
  /** What the editor calls it where it is undone. */
  readonly label: string;
  readonly edit: WorkspaceEdit;
  /** Whether files that nobody looks at change, so that the editor should save them. */
  readonly isRefactoring: boolean;
}

/** What became of an edit: `refused` for the editor's own reason, if it has one. */
export type Application =
  { readonly kind: 'applied' } | { readonly kind: 'refused'; readonly reason: string | undefined };

/** Lets the client make an edit as one step that can be undone. Never rejects. */
export async function applyChange(
  { connection, capabilities }: Session,
  { label, edit, isRefactoring }: Change,
): Promise<Application> {
  const params: ApplyWorkspaceEditParams = {
    label,
    edit,
    ...(isRefactoring && capabilities.marksRefactorings && { metadata: { isRefactoring } }),
  };
  try {
    const { applied, failureReason } = await connection.workspace.applyEdit(params);
    return applied ? { kind: 'applied' } : { kind: 'refused', reason: failureReason };
  } catch (error) {
    return { kind: 'refused', reason: error instanceof Error ? error.message : String(error) };
  }
}
