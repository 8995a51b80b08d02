import { inBackground } from '../background.ts';
import type { Session } from '../session.ts';
import { toDiagnostic } from '../to-protocol.ts';

/** Sends diagnostics to a client that cannot ask for them. */
export interface DiagnosticsPusher {
  /** The document has changed; several changes that arrive together are answered once. */
  schedule(uri: string): void;
  /** The document is closed: what was sent for it no longer holds. */
  clear(uri: string): void;
}

export function createDiagnosticsPusher(session: Session): DiagnosticsPusher {
  const { connection } = session;
  const waiting = new Set<string>();
  const shown = new Set<string>();

  async function push(uri: string): Promise<void> {
    // Until the snapshot is taken, a further change is a part of it.
    const snapshot = await session.snapshot(uri).finally(() => waiting.delete(uri));
    if (snapshot === undefined || !session.isCurrent(snapshot)) return;
    const { version, report } = snapshot;
    shown.add(uri);
    const diagnostics = report.findings.map((finding) =>
      toDiagnostic(finding, snapshot, session.capabilities),
    );
    await connection.sendDiagnostics({ uri, version, diagnostics });
  }

  return {
    schedule(uri) {
      if (waiting.has(uri)) return;
      waiting.add(uri);
      setImmediate(() => {
        inBackground(connection, push(uri));
      });
    },
    clear(uri) {
      if (!shown.delete(uri)) return;
      inBackground(connection, connection.sendDiagnostics({ uri, diagnostics: [] }));
    },
  };
}
