import { inBackground } from '../background.ts';
import type { Session } from '../session.ts';
import { toConfigDiagnostics, toDiagnostics } from '../to-protocol.ts';

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
    const config = session.configSnapshot(uri);
    if (config !== undefined) {
      waiting.delete(uri);
      shown.add(uri);
      await connection.sendDiagnostics({ uri, diagnostics: [...toConfigDiagnostics(config)] });
      return;
    }
    // Until the snapshot is taken, a further change is a part of it.
    const snapshot = await session.snapshot(uri).finally(() => waiting.delete(uri));
    if (snapshot === undefined || !session.isCurrent(snapshot)) return;
    shown.add(uri);
    const diagnostics = [...toDiagnostics(snapshot, session.capabilities)];
    await connection.sendDiagnostics({ uri, version: snapshot.version, diagnostics });
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
