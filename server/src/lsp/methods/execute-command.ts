import {
  LSPErrorCodes,
  ResponseError,
  type CancellationToken,
  type ExecuteCommandParams,
} from 'vscode-languageserver';
import { readActionData, type ActionData } from '../action-data.ts';
import { editFor } from '../pinning.ts';
import { withProgress } from '../progress.ts';
import { applyPinCommand, pinAllCommand } from '../protocol.ts';
import type { Session } from '../session.ts';

/** `workspace/executeCommand`: pins by an edit that the server asks the client to apply. */
export async function executeCommand(
  session: Session,
  params: ExecuteCommandParams,
  token: CancellationToken,
): Promise<void> {
  const data = await dataOf(session, params);
  if (data === undefined) return;
  try {
    const { edit, summary, isComplete } = await withProgress(
      session,
      'Pinning images',
      token,
      (signal, onProgress) => editFor(session, data, signal, onProgress),
    );
    const { applied } = await session.connection.workspace.applyEdit({ label: 'Pin images', edit });
    if (!applied) session.connection.window.showErrorMessage(changedMeanwhile);
    else if (!isComplete) session.connection.window.showWarningMessage(summary);
    else if (summary !== '') session.connection.window.showInformationMessage(summary);
  } catch (error) {
    tell(session, error);
  }
}

const changedMeanwhile = 'Nothing was pinned: the file changed meanwhile. Try again.';

async function dataOf(
  session: Session,
  { command, arguments: [argument] = [] }: ExecuteCommandParams,
): Promise<ActionData | undefined> {
  if (command === applyPinCommand) return readActionData(argument);
  if (command !== pinAllCommand || typeof argument !== 'string') return undefined;
  const snapshot = await session.snapshot(argument);
  if (snapshot === undefined) {
    session.connection.window.showWarningMessage(
      'There is nothing to pin: this file is neither a Dockerfile nor a Compose file.',
    );
    return undefined;
  }
  return { kind: 'pin-all', uri: argument, version: snapshot.version };
}

function tell({ connection }: Session, error: unknown): void {
  if (!(error instanceof ResponseError)) throw error;
  if (error.code === LSPErrorCodes.RequestCancelled) return;
  const isStale = error.code === LSPErrorCodes.ContentModified;
  connection.window.showErrorMessage(isStale ? changedMeanwhile : error.message);
}
