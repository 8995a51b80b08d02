import type { Session } from '../session.ts';
import { toDiagnostic } from '../to-protocol.ts';

/** Sends diagnostics to a client that cannot ask for them. */
export interface DiagnosticsPusher {
  /** The document has changed; several changes that arrive together are answered once. */
  schedule(uri: string): void;
  clear(uri: string): void;
}

export function createDiagnosticsPusher(session: Session): DiagnosticsPusher {
  const waiting = new Set<string>();

  async function push(uri: string): Promise<void> {
    waiting.delete(uri);
    const snapshot = await session.snapshot(uri);
    if (snapshot === undefined || !session.isCurrent(snapshot)) return;
    const { version, report } = snapshot;
    const diagnostics = report.findings.map((finding) =>
      toDiagnostic(finding, snapshot, session.capabilities),
    );
    await session.connection.sendDiagnostics({ uri, version, diagnostics });
  }

  return {
    schedule(uri) {
      if (waiting.has(uri)) return;
      waiting.add(uri);
      setImmediate(() => void push(uri));
    },
    clear(uri) {
      void session.connection.sendDiagnostics({ uri, diagnostics: [] });
    },
  };
}
