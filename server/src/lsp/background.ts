import type { Connection } from 'vscode-languageserver';

/** Writes a line to the client's log. What still runs when the connection is gone has nobody to tell. */
export function logLine({ console }: Connection, line: string): void {
  try {
    console.info(line);
  } catch {
    // A disposed connection throws, and there is no other place for the line.
  }
}

/** Lets work go on that nobody waits for; its failure is logged, as Node.js would end the server for it. */
export function inBackground({ console }: Connection, work: Promise<unknown>): void {
  work
    .catch((error: unknown) => {
      console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
    })
    // The log goes through the connection as well: when that is gone, nobody is left to tell.
    .catch(() => undefined);
}
