import type { CancellationToken } from 'vscode-languageserver';
import { toAbortSignal } from './cancellation.ts';
import type { PinProgress } from '../analysis/pins.ts';
import type { Session } from './session.ts';

/** Runs work with a progress bar that can be cancelled, or without one where the client has none to give. */
export async function withProgress<T>(
  session: Session,
  title: string,
  token: CancellationToken,
  work: (signal: AbortSignal, onProgress: PinProgress) => Promise<T>,
): Promise<T> {
  const progress = session.capabilities.hasProgress
    ? await session.connection.window.createWorkDoneProgress().catch(() => undefined)
    : undefined;
  if (progress === undefined) return work(toAbortSignal(token), () => undefined);
  progress.begin(title, 0, undefined, true);
  try {
    return await work(toAbortSignal(token, progress.token), (done, total, name) => {
      progress.report(
        Math.round((100 * done) / total),
        `${String(done)} of ${String(total)}: ${name}`,
      );
    });
  } finally {
    progress.done();
  }
}
