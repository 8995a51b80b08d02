import {
  ErrorCodes,
  MessageType,
  ResponseError,
  type CancellationToken,
  type ExecuteCommandParams,
} from 'vscode-languageserver';
import { builtImages, pinOffers } from '../../analysis/pin-offers.ts';
import { summarizePins } from '../../analysis/sentences.ts';
import {
  isImageData,
  isPinData,
  isServiceData,
  readActionData,
  type PinData,
} from '../action-data.ts';
import { applyChange } from '../applying.ts';
import { checkPins } from '../checking.ts';
import { failed, tellFailure } from '../failures.ts';
import { performServiceCommand } from '../hardening-actions.ts';
import { showMessage, showSummary } from '../message.ts';
import { performImageCommand } from '../image-commands.ts';
import { pinWords } from '../pin-words.ts';
import { editFor } from '../pinning.ts';
import { withProgress } from '../progress.ts';
import { readReportSubject } from '../report-subject.ts';
import {
  applyPinCommand,
  checkPinsCommand,
  imageCommand,
  imageReportCommand,
  pinAllCommand,
  pinWorkspaceCommand,
  serviceCommand,
  updatePinsCommand,
  updateWorkspacePinsCommand,
} from '../protocol.ts';
import { reportAsText } from './image-report.ts';
import type { Session } from '../session.ts';
import { pinWorkspace, updateDocumentPins, updateWorkspacePins } from '../workspace-pinning.ts';

/** The commands that clients can have executed. */
export const commands = [
  pinAllCommand,
  applyPinCommand,
  imageCommand,
  serviceCommand,
  pinWorkspaceCommand,
  updatePinsCommand,
  updateWorkspacePinsCommand,
  checkPinsCommand,
  imageReportCommand,
];

/**
 * `workspace/executeCommand`: pins by an edit that the server asks the client to apply, or answers with a report. What the
 * person must know is shown as a message; only a command that nobody can run is answered with an error.
 */
export async function executeCommand(
  session: Session,
  { command, arguments: [argument] = [] }: ExecuteCommandParams,
  token: CancellationToken,
): Promise<unknown> {
  if (command === imageReportCommand) {
    const subject = readReportSubject(argument);
    if (subject !== undefined) return reportAsText(session, subject, token);
  }
  if (command === pinWorkspaceCommand) return pinWorkspace(session, token);
  if (command === updateWorkspacePinsCommand) return updateWorkspacePins(session, token);
  if (command === applyPinCommand) {
    const data = readActionData(argument);
    if (data !== undefined && isPinData(data)) return pin(session, data, token);
  } else if (command === imageCommand) {
    const data = readActionData(argument);
    if (data !== undefined && isImageData(data)) return performImageCommand(session, data, token);
  } else if (command === serviceCommand) {
    const data = readActionData(argument);
    if (data !== undefined && isServiceData(data))
      return performServiceCommand(session, data, token);
  } else if (typeof argument === 'string') {
    if (command === pinAllCommand) return pinDocument(session, argument, token);
    if (command === updatePinsCommand) return updateDocumentPins(session, argument, token);
    if (command === checkPinsCommand) return checkDocument(session, argument, token);
  }
  throw new ResponseError(
    ErrorCodes.InvalidParams,
    `\`${command}\` cannot be run with these arguments.`,
  );
}

async function pinDocument(session: Session, uri: string, token: CancellationToken): Promise<void> {
  const snapshot = await session.snapshot(uri);
  if (snapshot !== undefined && pinOffers(snapshot.report).length === 0) {
    const nothing = { changes: [], failed: [], blocked: [], built: builtImages(snapshot.report) };
    showMessage(session.connection, MessageType.Info, summarizePins([nothing], 'this file'));
    return;
  }
  if (snapshot !== undefined)
    return pin(session, { kind: 'pin-all', uri, version: snapshot.version }, token);
  const sentence = 'There is nothing to pin: this file is neither a Dockerfile nor a Compose file.';
  showMessage(session.connection, MessageType.Warning, sentence);
}

async function pin(session: Session, data: PinData, token: CancellationToken): Promise<void> {
  const { progress, label, nothingDone } = pinWords[data.kind];
  const whenStale = `${nothingDone} because the file has changed. Try again.`;
  try {
    const { edit, summary, isComplete } = await withProgress(
      session,
      progress,
      token,
      (signal, onProgress) => editFor(session, data, signal, onProgress),
    );
    const application = await applyChange(session, { label, edit, isRefactoring: false });
    if (application.kind === 'refused') {
      const { reason } = application;
      const refusal = `${nothingDone}: the editor did not make the change (${reason ?? ''}).`;
      const sentence = reason === undefined ? whenStale : refusal;
      showMessage(session.connection, MessageType.Error, sentence);
    } else if (summary !== '')
      showMessage(session.connection, isComplete ? MessageType.Info : MessageType.Warning, summary);
  } catch (error) {
    tellFailure(session, error, whenStale);
  }
}

async function checkDocument(
  session: Session,
  uri: string,
  token: CancellationToken,
): Promise<void> {
  try {
    const outcome = await withProgress(session, 'Checking pins', token, (signal, onProgress) =>
      checkPins(session, uri, signal, onProgress),
    );
    if (outcome === undefined)
      throw failed(
        'There is no pin to check: this file is neither a Dockerfile nor a Compose file.',
      );
    showSummary(session.connection, outcome.isComplete, [outcome.summary]);
  } catch (error) {
    tellFailure(session, error, 'No pin was checked because the file has changed. Try again.');
  }
}
