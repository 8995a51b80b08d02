import { MessageType, type CancellationToken, type CodeAction } from 'vscode-languageserver';
import { readActionData } from '../action-data.ts';
import { toAbortSignal } from '../cancellation.ts';
import { showMessage } from '../message.ts';
import { editFor, type PinOutcome } from '../pinning.ts';
import { withProgress } from '../progress.ts';
import type { Session } from '../session.ts';

/** `codeAction/resolve`: the person has chosen, so the image's registry is asked and the edit made. */
export async function resolveCodeAction(
  session: Session,
  action: CodeAction,
  token: CancellationToken,
): Promise<CodeAction> {
  const data = readActionData(action.data);
  if (data === undefined) return action;
  const outcome: PinOutcome =
    data.kind === 'pin'
      ? await editFor(session, data, toAbortSignal(token), () => undefined)
      : await withProgress(session, 'Pinning images', token, (signal, onProgress) =>
          editFor(session, data, signal, onProgress),
        );
  if (!outcome.isComplete) showMessage(session.connection, MessageType.Warning, outcome.summary);
  return { ...action, edit: outcome.edit };
}
