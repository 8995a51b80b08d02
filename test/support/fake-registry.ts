import { createHash } from 'node:crypto';
import {
  createServer,
  type IncomingHttpHeaders,
  type RequestListener,
  type Server,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A server that says exactly what a test tells it to, as the worst registry would. */
export interface FakeRegistry {
  /** Without a `/` at the end. */
  readonly url: string;
  /** Host and port, to be written into image references. */
  readonly host: string;
  /** All requests so far, in their order. */
  readonly requests: readonly ReceivedRequest[];
  /** Connections that are open now. */
  openSockets(): number;
  close(): Promise<void>;
}

export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The server's own address, for realms and redirects. */
  readonly origin: string;
  /** The client's port: the same for requests on the same connection. */
  readonly connection: number;
}

/** Answers one request; an answer that is never ended stays open until the server is closed. */
export type Script = (request: ReceivedRequest, response: ServerResponse) => void;

export interface Identity {
  readonly key: string;
  readonly certificate: string;
}

/** Starts a server on a free loopback port, with TLS when it is given an identity. */
export async function startFakeRegistry(
  script: Script,
  identity?: Identity,
): Promise<FakeRegistry> {
  const requests: ReceivedRequest[] = [];
  let origin = '';
  const listener: RequestListener = (incoming, response) => {
    const [path = '', query] = (incoming.url ?? '').split('?', 2);
    void buffer(incoming).then((body) => {
      const request = {
        method: incoming.method ?? '',
        path,
        query: new URLSearchParams(query),
        headers: incoming.headers,
        body: body.toString(),
        origin,
        connection: incoming.socket.remotePort ?? 0,
      };
      requests.push(request);
      script(request, response);
    });
  };
  const server: Server =
    identity === undefined
      ? createServer(listener)
      : createTlsServer({ key: identity.key, cert: identity.certificate }, listener);
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  origin = `${identity === undefined ? 'http' : 'https'}://${host}`;

  return {
    url: origin,
    host,
    requests,
    openSockets: () => sockets.size,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

/** An address on which nothing listens. */
export async function closedHost(): Promise<string> {
  const registry = await startFakeRegistry(() => undefined);
  await registry.close();
  return registry.host;
}

export const indexType = 'application/vnd.oci.image.index.v1+json';

/** The body of a small index, the same in all tests. */
export const indexBody = JSON.stringify({ schemaVersion: 2, mediaType: indexType, manifests: [] });

export const indexDigest = sha256(indexBody);

export function sha256(text: string): `sha256:${string}` {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

/** Answers as a sound registry does when it has the index; a header of `undefined` is left out. */
export function sendIndex(
  response: ServerResponse,
  headers: Readonly<Record<string, string | undefined>> = {},
): void {
  sendStatus(
    response,
    200,
    { 'Content-Type': indexType, 'Docker-Content-Digest': indexDigest, ...headers },
    indexBody,
  );
}

export function sendStatus(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string | undefined>> = {},
  body = '',
): void {
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined) response.setHeader(name, value);
  response.writeHead(status, { 'Content-Length': Buffer.byteLength(body) }).end(body);
}

export function sendJson(response: ServerResponse, value: object, status = 200): void {
  sendStatus(response, status, { 'Content-Type': 'application/json' }, JSON.stringify(value));
}

/** Answers 401 with the given challenge. */
export function sendChallenge(response: ServerResponse, challenge: string): void {
  const body = JSON.stringify({ errors: [{ code: 'UNAUTHORIZED' }] });
  sendStatus(response, 401, { 'WWW-Authenticate': challenge }, body);
}
