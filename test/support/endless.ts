import type { Writable } from 'node:stream';
import { setTimeout as after } from 'node:timers/promises';

/** Writes the text again and again, `pause` milliseconds apart, until the other side has gone. */
export function endlessly(stream: Writable, text: string, pause: number): void {
  void (async () => {
    stream.on('error', () => undefined);
    while (!stream.destroyed) {
      stream.write(text);
      await after(pause);
    }
  })();
}
