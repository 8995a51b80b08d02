import {
  createServer,
  request as forward,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { endlessly } from './endless.ts';

/**
 * What can go wrong between a client and a sound registry. Digests are only falsified where a client can
 * find out: in the answers to GET, which come with the bytes.
 */
export const faults = [
  'too-many-requests',
  'too-many-requests-come-back',
  'unavailable',
  'bad-gateway-page',
  'dropped',
  'dropped-in-body',
  'slow-body',
  'endless-body',
  'endless-headers',
  'wrong-bytes',
  'wrong-digest',
  'malformed-digest',
  'missing-digest',
  'redirect-loop',
] as const;

export type Fault = (typeof faults)[number];

/** Stands before a real registry and spoils some of its answers, the same ones for the same seed. */
export interface FaultProxy {
  /** Without a `/` at the end. */
  readonly url: string;
  readonly host: string;
  /** One line each: `HEAD /v2/app/manifests/1 200`, with the fault behind it if there was one. */
  readonly requests: readonly string[];
  /** How often each fault was done. */
  readonly done: ReadonlyMap<Fault, number>;
  /** Connections that clients hold open now. */
  openSockets(): number;
  /** Does this fault in all answers from now on; `undefined` returns to chance. */
  force(fault: Fault | 'none' | undefined): void;
  close(): Promise<void>;
}

export interface FaultProxyOptions {
  readonly upstream: { readonly host: string };
  /** The share of answers that are spoilt, from 0 to 1. */
  readonly rate: number;
  readonly seed: number;
  /** Among which chance chooses. */
  readonly faults?: readonly Fault[];
  /** Milliseconds between two pieces of a body that is slow or has no end. */
  readonly pause?: number;
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The registry's answer. */
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly pause: number;
}

const otherDigest = `sha256:${'0123456789abcdef'.repeat(4)}`;

export async function startFaultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  const { upstream, rate, seed, faults: chosen = faults, pause = 50 } = options;
  const random = createRandom(seed);
  const requests: string[] = [];
  const done = new Map<Fault, number>();
  const sockets = new Set<Socket>();
  let forced: Fault | 'none' | undefined;

  function nextFault(): Fault | undefined {
    const isSpoilt = random() < rate;
    const fault = chosen[Math.floor(random() * chosen.length)];
    if (forced !== undefined) return forced === 'none' ? undefined : forced;
    return isSpoilt ? fault : undefined;
  }

  const server = createServer((request, response) => {
    const fault = nextFault();
    const line = `${request.method ?? ''} ${request.url ?? ''}`;
    const onward = forward(`http://${upstream.host}${request.url ?? ''}`, {
      method: request.method ?? 'GET',
      headers: { ...request.headers, host: upstream.host },
    });
    onward.on('error', () => response.destroy());
    onward.on('response', (answer) => {
      const status = answer.statusCode ?? 502;
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => {
        const { headers } = answer;
        const exchange = { request, response, status, headers, body: Buffer.concat(chunks), pause };
        const suits = fault !== undefined && suitsAnswer(fault, exchange);
        requests.push(suits ? `${line} ${status} ${fault}` : `${line} ${status}`);
        if (!suits) {
          send(exchange);
          return;
        }
        done.set(fault, (done.get(fault) ?? 0) + 1);
        spoil(fault, exchange);
      });
    });
    request.pipe(onward);
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    url: `http://${host}`,
    host,
    requests,
    done,
    openSockets: () => sockets.size,
    force: (fault) => (forced = fault),
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

/** Whether the fault can be done to this answer, and be seen as a fault by its client. */
function suitsAnswer(fault: Fault, { request, status }: Exchange): boolean {
  const isGet = request.method === 'GET';
  switch (fault) {
    case 'dropped-in-body':
    case 'slow-body':
    case 'endless-body':
    case 'wrong-bytes':
    case 'wrong-digest':
      return isGet && status === 200;
    case 'malformed-digest':
    case 'missing-digest':
      return status === 200;
    default:
      return true;
  }
}

function spoil(fault: Fault, exchange: Exchange): void {
  const { request, response, body, headers, pause } = exchange;
  switch (fault) {
    case 'too-many-requests':
      send({ ...exchange, ...problem(429, 'TOOMANYREQUESTS') });
      return;
    case 'too-many-requests-come-back':
      send({ ...exchange, ...problem(429, 'TOOMANYREQUESTS', { 'retry-after': '1' }) });
      return;
    case 'unavailable':
      send({ ...exchange, ...problem(503, 'UNAVAILABLE') });
      return;
    case 'bad-gateway-page': {
      const page = Buffer.from('<html><h1>502 Bad Gateway</h1></html>');
      send({ ...exchange, status: 502, headers: { 'content-type': 'text/html' }, body: page });
      return;
    }
    case 'dropped':
      request.socket.destroy();
      return;
    case 'dropped-in-body':
      response.writeHead(200, { ...headers, 'content-length': body.length });
      response.write(body.subarray(0, Math.floor(body.length / 2)), () => request.socket.destroy());
      return;
    case 'slow-body':
      response.writeHead(200, { ...headers, 'content-length': body.length });
      endlessly(response, body.subarray(0, 0).toString(), pause);
      return;
    case 'endless-body':
      response.writeHead(200, { 'content-type': headers['content-type'] });
      endlessly(response, ' '.repeat(64 * 1024), 0);
      return;
    case 'endless-headers':
      request.socket.write('HTTP/1.1 200 OK\r\n');
      endlessly(request.socket, `X-Filler: ${'x'.repeat(4_000)}\r\n`, 0);
      return;
    case 'wrong-bytes':
      send({ ...exchange, body: Buffer.concat([body, Buffer.from('\n')]) });
      return;
    case 'wrong-digest':
      send({ ...exchange, headers: { ...headers, 'docker-content-digest': otherDigest } });
      return;
    case 'malformed-digest':
      send({ ...exchange, headers: { ...headers, 'docker-content-digest': 'sha256:latest' } });
      return;
    case 'missing-digest': {
      send({ ...exchange, headers: without(headers, 'docker-content-digest') });
      return;
    }
    case 'redirect-loop':
      send({ ...exchange, ...problem(307, 'LOOP', { location: request.url ?? '/' }) });
  }
}

function problem(
  status: number,
  code: string,
  headers: Readonly<Record<string, string>> = {},
): Pick<Exchange, 'status' | 'headers' | 'body'> {
  const body = Buffer.from(JSON.stringify({ errors: [{ code }] }));
  return { status, headers: { 'content-type': 'application/json', ...headers }, body };
}

function send({ request, response, status, headers, body }: Exchange): void {
  const others = without(headers, 'transfer-encoding', 'connection');
  const length = request.method === 'HEAD' ? headers['content-length'] : String(body.length);
  response.writeHead(status, {
    ...others,
    ...(length !== undefined && { 'content-length': length }),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

function without(headers: IncomingHttpHeaders, ...names: readonly string[]): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));
}

/** Numbers from 0 to 1 that only look random (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
