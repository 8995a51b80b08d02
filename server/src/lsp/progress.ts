import type {
  CancellationToken,
  Disposable,
  WorkDoneProgressServerReporter,
} from 'vscode-languageserver';
import type { PinProgress } from '../analysis/distinct-images.ts';
import { withSignal } from './cancellation.ts';
import type { Session } from './session.ts';

/**
 * Runs work that the person can cancel. When it takes longer than `session.progressDelay`, a progress bar says
 * what is going on and has a button to cancel; clients without progress bars cancel by the request alone.
 */
export async function withProgress<T>(
  session: Session,
  title: string,
  token: CancellationToken,
  work: (signal: AbortSignal, onProgress: PinProgress) => Promise<T>,
): Promise<T> {
  return withSignal(token, async (signal, cancel) => {
    const bar = createBar(session, title, cancel);
    try {
      return await work(signal, bar.report);
    } finally {
      bar.end();
    }
  });
}

interface Bar {
  readonly report: PinProgress;
  readonly end: () => void;
}

/** A progress bar that shows itself once the work has taken its time. */
function createBar(session: Session, title: string, cancel: () => void): Bar {
  if (!session.capabilities.hasProgress) return { report: () => undefined, end: () => undefined };
  let reporter: WorkDoneProgressServerReporter | undefined;
  let cancelListener: Disposable | undefined;
  let latest: readonly [percentage: number, message: string] | undefined;
  let isOver = false;

  const show = async (): Promise<void> => {
    // Without a bar the work goes on all the same.
    const created = await session.connection.window.createWorkDoneProgress().catch(() => undefined);
    if (created === undefined) return;
    created.begin(title, 0, undefined, true);
    if (isOver) {
      created.done();
      return;
    }
    reporter = created;
    cancelListener = created.token.onCancellationRequested(cancel);
    if (latest !== undefined) created.report(...latest);
  };
  const timer = setTimeout(() => void show(), session.progressDelay);

  return {
    report(done, total, name) {
      const count = total === 1 ? '' : `${String(done)} of ${String(total)}: `;
      latest = [Math.round((100 * done) / total), `${count}${name}`];
      reporter?.report(...latest);
    },
    end() {
      isOver = true;
      clearTimeout(timer);
      cancelListener?.dispose();
      reporter?.done();
    },
  };
}
