import { MessageType, type CancellationToken, type CodeAction } from 'vscode-languageserver';
import { isIgnoreData, isPinData, readActionData } from '../action-data.ts';
import { ignoreEdit } from '../ignoring.ts';
import { showMessage } from '../message.ts';
import { pinWords } from '../pin-words.ts';
import { editFor } from '../pinning.ts';
import { withProgress } from '../progress.ts';
import type { Session } from '../session.ts';

/** `codeAction/resolve`: the person has chosen, so the edit is made; for a pin, the image's registry is asked. */
export async function resolveCodeAction(
  session: Session,
  action: CodeAction,
  token: CancellationToken,
): Promise<CodeAction> {
  const data = readActionData(action.data);
  if (data === undefined) return action;
  if (isIgnoreData(data)) return { ...action, edit: await ignoreEdit(session, data) };
  if (!isPinData(data)) return action;
  const { progress } = pinWords[data.kind];
  const outcome = await withProgress(session, progress, token, (signal, onProgress) =>
    editFor(session, data, signal, onProgress),
  );
  if (!outcome.isComplete) showMessage(session.connection, MessageType.Warning, outcome.summary);
  return { ...action, edit: outcome.edit };
}
