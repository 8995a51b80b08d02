import type { CancellationToken } from 'vscode-languageserver';
import { toAbortSignal } from './cancellation.ts';
import type { Progress } from './pinning.ts';
import type { Session } from './session.ts';

/** Runs work with a progress bar that can be cancelled, where the client has one. */
export async function withProgress<T>(
  session: Session,
  title: string,
  token: CancellationToken,
  work: (signal: AbortSignal, onProgress: Progress) => Promise<T>,
): Promise<T> {
  if (!session.capabilities.hasProgress) return work(toAbortSignal(token), () => undefined);
  const progress = await session.connection.window.createWorkDoneProgress();
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
