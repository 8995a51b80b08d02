import {
  ErrorCodes,
  LSPErrorCodes,
  MessageType,
  ResponseError,
  type CancellationToken,
  type ExecuteCommandParams,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import { readActionData, type PinData } from '../action-data.ts';
import { showMessage } from '../message.ts';
import { editFor } from '../pinning.ts';
import { withProgress } from '../progress.ts';
import { applyPinCommand, pinAllCommand } from '../protocol.ts';
import type { Session } from '../session.ts';

const changedMeanwhile = 'Nothing was pinned because the file has changed. Try again.';

/**
 * `workspace/executeCommand`: pins by an edit that the server asks the client to apply. What the person
 * must know is shown as a message; only a command that nobody can run is answered with an error.
 */
export async function executeCommand(
  session: Session,
  params: ExecuteCommandParams,
  token: CancellationToken,
): Promise<void> {
  const data = await dataOf(session, params);
  if (data === undefined) {
    const sentence =
      'There is nothing to pin: this file is neither a Dockerfile nor a Compose file.';
    showMessage(session.connection, MessageType.Warning, sentence);
    return;
  }
  try {
    const { edit, summary, isComplete } = await withProgress(
      session,
      'Pinning images',
      token,
      (signal, onProgress) => editFor(session, data, signal, onProgress),
    );
    const refusal = await apply(session, edit);
    if (refusal !== undefined) showMessage(session.connection, MessageType.Error, refusal);
    else if (!isComplete) showMessage(session.connection, MessageType.Warning, summary);
    else if (summary !== '') showMessage(session.connection, MessageType.Info, summary);
  } catch (error) {
    tell(session, error);
  }
}

/** What the command is to do; undefined when the file is not open or not one of our languages. */
async function dataOf(
  session: Session,
  { command, arguments: [argument] = [] }: ExecuteCommandParams,
): Promise<PinData | undefined> {
  if (command === applyPinCommand) {
    const data = readActionData(argument);
    if (data?.kind === 'pin' || data?.kind === 'pin-all') return data;
  } else if (command === pinAllCommand && typeof argument === 'string') {
    const snapshot = await session.snapshot(argument);
    return snapshot && { kind: 'pin-all', uri: argument, version: snapshot.version };
  }
  throw new ResponseError(
    ErrorCodes.InvalidParams,
    `\`${command}\` cannot be run with these arguments.`,
  );
}

/** Lets the client make the edit; a sentence says why it did not. */
async function apply(session: Session, edit: WorkspaceEdit): Promise<string | undefined> {
  try {
    const { applied, failureReason } = await session.connection.workspace.applyEdit({
      label: 'Pin images',
      edit,
    });
    if (applied) return undefined;
    return failureReason === undefined ? changedMeanwhile : notApplied(failureReason);
  } catch (error) {
    return notApplied(error instanceof Error ? error.message : String(error));
  }
}

function notApplied(reason: string): string {
  return `Nothing was pinned: the editor did not make the change (${reason}).`;
}

function tell({ connection }: Session, error: unknown): void {
  if (!(error instanceof ResponseError)) throw error;
  if (error.code === LSPErrorCodes.RequestCancelled) return;
  const isStale = error.code === LSPErrorCodes.ContentModified;
  showMessage(connection, MessageType.Error, isStale ? changedMeanwhile : error.message);
}
