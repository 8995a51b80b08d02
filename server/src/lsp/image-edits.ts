import type { TextEdit } from '../text/text-edit.ts';
import { applyChange } from './applying.ts';
import { failed, stale } from './failures.ts';
import { editOf } from './pinning.ts';
import type { Session, Snapshot } from './session.ts';

/**
 * Makes edits that the person has agreed to as one step; `label` is what undoing it is called. Rejects with a `ResponseError`
 * when the text is another one by now, or the editor does not make them.
 */
export async function applyEdits(
  session: Session,
  snapshot: Snapshot,
  edits: readonly TextEdit[],
  label: string,
  signal: AbortSignal,
): Promise<void> {
  const edit = await editOf(session, snapshot, edits, signal);
  const application = await applyChange(session, { label, edit, isRefactoring: false });
  if (application.kind === 'applied') return;
  if (application.reason === undefined) throw stale();
  throw failed(`Nothing was changed: the editor did not make the change (${application.reason}).`);
}
