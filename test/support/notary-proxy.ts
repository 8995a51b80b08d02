import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a proxy does with an answer: another body, or none for 404; `undefined` leaves it as it is. */
export type Meddling = (file: string, body: Buffer) => Buffer | 'absent' | undefined;

/** Stands before a Notary server, and can change what it says or say what it said before. */
export interface NotaryProxy {
  /** Without a `/` at the end. */
  readonly url: string;
  /** Changes answers from now on; files are named as `timestamp.json`. */
  meddle(how: Meddling): void;
  /** Says again what was said until now, and nothing else. */
  recording(): Meddling;
  close(): Promise<void>;
}

export async function startNotaryProxy(upstream: string): Promise<NotaryProxy> {
  const recorded = new Map<string, Buffer>();
  let meddling: Meddling = () => undefined;

  async function answer(path: string): Promise<Buffer | undefined> {
    const got = await fetch(`${upstream}${path}`);
    const body = Buffer.from(await got.arrayBuffer());
    const file = path.replace(/^.*\/tuf\//, '');
    const changed = meddling(file, body);
    if (changed === 'absent' || (changed === undefined && !got.ok)) return undefined;
    if (changed === undefined) recorded.set(file, body);
    return changed ?? body;
  }

  const server = createServer(({ url = '' }, response) => {
    void answer(url).then((body) => response.writeHead(body === undefined ? 404 : 200).end(body));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    meddle: (how) => (meddling = how),
    recording() {
      const said = new Map(recorded);
      return (file) => said.get(file) ?? 'absent';
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
