import { LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import type { FailureData } from './protocol.ts';

/** The answer to an action on a text that is no longer the one it was offered for. */
export function stale(): ResponseError {
  return new ResponseError(
    LSPErrorCodes.ContentModified,
    'The document has changed since the action was offered. Ask for the actions again.',
  );
}

/** An answer that the editor shows to the person as it is. */
export function failed(sentence: string, data: FailureData = {}): ResponseError<FailureData> {
  return new ResponseError(LSPErrorCodes.RequestFailed, sentence, data);
}
