import { createServer } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';

/**
 * The far end of a network that only a proxy can enter: it takes CONNECT requests for names that no DNS
 * knows, and connects each to the loopback address it stands for.
 */
export interface NameGateway {
  readonly host: string;
  /** What it was asked to connect to, whether that exists or not: `registry.example.test:443`. */
  readonly asked: readonly string[];
  /** Lets a name and port (443 if it has none) stand for a host and port on loopback from now on. */
  add(name: string, host: string): void;
  close(): Promise<void>;
}

export async function startNameGateway(): Promise<NameGateway> {
  const addresses = new Map<string, string>();
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((_, response) => {
    response.writeHead(405).end();
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('connect', (request, client: Socket) => {
    const name = request.url ?? '';
    asked.push(name);
    const [host, port] = (addresses.get(name) ?? '').split(':');
    client.on('error', () => undefined);
    if (host === undefined || port === undefined) {
      client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
      return;
    }
    const target = connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      client.pipe(target).pipe(client);
    });
    target.on('error', () => client.destroy());
    client.on('close', () => target.destroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    add: (name, host) => void addresses.set(name.includes(':') ? name : `${name}:443`, host),
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        for (const socket of sockets) socket.destroy();
      }),
  };
}
