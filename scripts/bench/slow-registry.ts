import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How a registry lets people in: as they are, with a password, or with a token for each repository. */
export type Access = 'anonymous' | 'basic' | 'bearer';

/** What a registry saw since it was last reset. */
export interface Traffic {
  /** Requests of any kind, answered or not. */
  readonly arrivals: number;
  readonly manifests: number;
  /** Pages of tags. */
  readonly lists: number;
  /** Requests that were answered with a challenge. */
  readonly challenges: number;
  readonly tokens: number;
  readonly connections: number;
  /** From the first request's arrival to the last answer's end, as `performance.now()` tells; NaN without any. */
  readonly began: number;
  readonly ended: number;
}

/** A registry that has every image and takes the same time for each answer. */
export interface SlowRegistry {
  /** Host and port, to be written into references. */
  readonly host: string;
  traffic(): Traffic;
  reset(): void;
  close(): Promise<void>;
}

export interface SlowRegistryOptions {
  readonly access: Access;
  /** Milliseconds from a request to its answer. */
  readonly delay: number;
}

/** Who may pull from a registry with passwords. */
export const account = { username: 'reader', password: ['not', 'a', 'secret'].join('-') };

const noTraffic: Traffic = {
  arrivals: 0,
  manifests: 0,
  lists: 0,
  challenges: 0,
  tokens: 0,
  connections: 0,
  began: Number.NaN,
  ended: Number.NaN,
};
const manifestSize = 1_234;
/** The tags of every repository: a page that is not so full that there could be another. */
const manyTags = Array.from(
  { length: 999 },
  (_, index) => `${String(index >> 6)}.${String((index >> 3) & 7)}.${String(index & 7)}`,
);
const mediaType = 'application/vnd.oci.image.index.v1+json';

/** The digest that every such registry has for a tag. */
export function digestFor(repository: string, tag: string): string {
  return `sha256:${createHash('sha256').update(`${repository}:${tag}`).digest('hex')}`;
}

/** Starts one on a free loopback port. */
export async function startSlowRegistry({
  access,
  delay,
}: SlowRegistryOptions): Promise<SlowRegistry> {
  let traffic = noTraffic;
  let host = '';

  function count(what: 'manifests' | 'lists' | 'challenges' | 'tokens' | 'connections'): void {
    traffic = { ...traffic, [what]: traffic[what] + 1 };
  }

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(request.url ?? '/', `http://${host}`);
    const token = tokenFor(searchParams.get('scope')?.split(':')[1] ?? '');
    const [, repository = '', tag = ''] = /^\/v2\/(.+)\/manifests\/([^/]+)$/.exec(pathname) ?? [];
    const listed = /^\/v2\/(.+)\/tags\/list$/.exec(pathname)?.[1];
    const given = request.headers.authorization;
    if (pathname === '/token') {
      count('tokens');
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify({ token, expires_in: 300 }));
    } else if (listed !== undefined && mayPull(access, given, listed)) {
      count('lists');
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify({ name: listed, tags: manyTags }));
    } else if (listed === undefined && mayPull(access, given, repository)) {
      count('manifests');
      response.setHeader('Content-Type', mediaType);
      response.setHeader('Docker-Content-Digest', digestFor(repository, tag));
      // Without the length, which registries tell, Node.js closes the connection after a HEAD.
      response.setHeader('Content-Length', manifestSize);
      response.end();
    } else {
      count('challenges');
      response.writeHead(401, {
        'WWW-Authenticate': challengeOf(access, host, listed ?? repository),
        'Content-Length': 0,
      });
      response.end();
    }
  }

  const server = createServer((request, response) => {
    const now = performance.now();
    const { arrivals, began } = traffic;
    traffic = { ...traffic, arrivals: arrivals + 1, began: Number.isNaN(began) ? now : began };
    response.once('close', () => {
      traffic = { ...traffic, ended: performance.now() };
    });
    setTimeout(answer, delay, request, response);
  });
  server.on('connection', () => {
    count('connections');
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    host,
    traffic: () => traffic,
    reset() {
      traffic = noTraffic;
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

function mayPull(access: Access, given: string | undefined, repository: string): boolean {
  switch (access) {
    case 'anonymous':
      return true;
    case 'basic':
      return given === `Basic ${encodedAccount()}`;
    case 'bearer':
      return given === `Bearer ${tokenFor(repository)}`;
  }
}

function challengeOf(access: Access, host: string, repository: string): string {
  return access === 'basic'
    ? 'Basic realm="registry"'
    : `Bearer realm="http://${host}/token",service="registry",scope="repository:${repository}:pull"`;
}

function tokenFor(repository: string): string {
  return Buffer.from(`may pull ${repository}`).toString('base64url');
}

/** The account as Docker's `config.json` and the `Authorization` field have it. */
export function encodedAccount(): string {
  return Buffer.from(`${account.username}:${account.password}`).toString('base64');
}
