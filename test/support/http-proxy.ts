import { once } from 'node:events';
import {
  createServer,
  request as forward,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { Identity } from './fake-registry.ts';

/** An HTTP proxy that says what it was asked for, and does what a test tells it to. */
export interface HttpProxy {
  readonly url: string;
  readonly host: string;
  /** What it was asked to do so far: `CONNECT registry.example:443`, `HEAD http://registry.example/v2/`. */
  readonly asked: readonly string[];
  /** The `Proxy-Authorization` fields that came with that. */
  readonly authorizations: readonly (string | undefined)[];
  /** Connections that are open now. */
  openSockets(): number;
  /** The end of the next connection that somebody closes. */
  nextClose(): Promise<void>;
  close(): Promise<void>;
}

export interface HttpProxyOptions {
  /** Host and port on loopback that a host stands for, by host and port. */
  readonly hosts?: Readonly<Record<string, string>>;
  /** The `Proxy-Authorization` field without which it answers 407. */
  readonly authorization?: string;
  /** The status with which it answers everything; `silence` for no answer at all. */
  readonly refusal?: number | 'silence';
  readonly identity?: Identity;
}

export async function startHttpProxy(options: HttpProxyOptions = {}): Promise<HttpProxy> {
  const { hosts = {}, authorization, refusal, identity } = options;
  const asked: string[] = [];
  const authorizations: (string | undefined)[] = [];
  const sockets = new Set<Socket>();

  /** Notes a request; the status to refuse it with, if so. */
  function admit({ method = '', url = '', headers }: IncomingMessage) {
    asked.push(`${method} ${url}`);
    authorizations.push(headers['proxy-authorization']);
    if (refusal !== undefined) return refusal;
    const isWelcome =
      authorization === undefined || headers['proxy-authorization'] === authorization;
    return isWelcome ? undefined : 407;
  }

  function passOn(request: IncomingMessage, response: ServerResponse): void {
    const refused = admit(request);
    if (refused === 'silence') return;
    const url = URL.canParse(request.url ?? '') ? new URL(request.url ?? '') : undefined;
    const host = url === undefined ? undefined : hosts[url.host];
    if (refused !== undefined || url === undefined || host === undefined) {
      response.writeHead(refused ?? 502).end();
      return;
    }
    const { method, headers } = request;
    const onward = forward(`http://${host}${url.pathname}`, { method: method ?? 'GET', headers });
    onward.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  }

  function tunnel(request: IncomingMessage, client: Socket): void {
    const refused = admit(request);
    client.on('error', () => undefined);
    if (refused === 'silence') {
      client.on('end', () => client.end()).resume();
      return;
    }
    const [name = '', port] = (hosts[request.url ?? ''] ?? '').split(':');
    if (refused !== undefined || port === undefined) {
      client.end(`HTTP/1.1 ${refused ?? 502} No\r\nContent-Length: 6\r\n\r\nsecret`);
      return;
    }
    const target = connect(Number(port), name, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      client.pipe(target).pipe(client);
    });
    target.on('error', () => client.destroy());
    client.on('close', () => target.destroy());
  }

  const server: Server =
    identity === undefined
      ? createServer(passOn)
      : createTlsServer({ key: identity.key, cert: identity.certificate }, passOn);
  server.on('connect', tunnel);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => {
      sockets.delete(socket);
      server.emit('closedConnection');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    url: `${identity === undefined ? 'http' : 'https'}://${host}`,
    host,
    asked,
    authorizations,
    openSockets: () => sockets.size,
    async nextClose() {
      await once(server, 'closedConnection');
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        for (const socket of sockets) socket.destroy();
      }),
  };
}
