import type { CancellationToken } from 'vscode-languageserver';

/** An abort signal that follows LSP cancellation tokens; below this folder only signals are known. */
export function toAbortSignal(...tokens: readonly CancellationToken[]): AbortSignal {
  const controller = new AbortController();
  const abort = (): void => {
    controller.abort();
  };
  for (const token of tokens) {
    if (token.isCancellationRequested) abort();
    else token.onCancellationRequested(abort);
  }
  return controller.signal;
}
