import type { CancellationToken } from 'vscode-languageserver';

/**
 * Runs work whose signal is aborted when the client no longer wants the answer, or the work itself calls `cancel`, as for
 * a button that the person can press.
 */
export async function withSignal<T>(
  token: CancellationToken,
  work: (signal: AbortSignal, cancel: () => void) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const cancel = (): void => {
    controller.abort();
  };
  if (token.isCancellationRequested) cancel();
  const listener = token.onCancellationRequested(cancel);
  try {
    return await work(controller.signal, cancel);
  } finally {
    listener.dispose();
  }
}
