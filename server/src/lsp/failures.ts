import { LSPErrorCodes, MessageType, ResponseError } from 'vscode-languageserver';
import { explainBar, explainRegistryError } from '../analysis/registry-sentences.ts';
import type { ImageReference } from '../reference/reference.ts';
import type { RegistryError } from '../registry/errors.ts';
import { showMessage } from './message.ts';
import type { FailureData } from './protocol.ts';
import type { Session } from './session.ts';

/** The answer to an action on a text that is no longer the one it was offered for. */
export function stale(): ResponseError {
  return new ResponseError(
    LSPErrorCodes.ContentModified,
    'The document has changed since the action was offered. Ask for the actions again.',
  );
}

/** The answer to what the person has cancelled. */
export function cancelled(): ResponseError {
  return new ResponseError(LSPErrorCodes.RequestCancelled, 'This was cancelled.');
}

/** An answer that the editor shows to the person as it is. */
export function failed(sentence: string, data: FailureData = {}): ResponseError<FailureData> {
  return new ResponseError(LSPErrorCodes.RequestFailed, sentence, data);
}

/** Rejects with the reason where no registry may be asked; `purpose` is what they were to be asked for: `update pins`. */
export async function throwIfBarred({ registries }: Session, purpose: string): Promise<void> {
  const bar = await registries.bar();
  if (bar !== undefined) throw failed(explainBar(bar, purpose));
}

/** The answer when a registry did not tell what was needed, with the reason, unless the person cancelled. */
export function registryFailure(
  reference: ImageReference,
  error: RegistryError,
  attempt: 'pin' | 'update' | 'look at',
): Error {
  return error.code === 'cancelled'
    ? cancelled()
    : failed(explainRegistryError(reference, error, attempt));
}

/**
 * Shows why a command did nothing, as nobody shows the errors of commands: `whenStale` when a text has changed
 * meanwhile, nothing when the person cancelled. Throws what is none of our errors again.
 */
export function tellFailure({ connection }: Session, error: unknown, whenStale: string): void {
  if (!(error instanceof ResponseError)) throw error;
  if (error.code === LSPErrorCodes.RequestCancelled) return;
  const isStale = error.code === LSPErrorCodes.ContentModified;
  showMessage(connection, MessageType.Error, isStale ? whenStale : error.message);
}
