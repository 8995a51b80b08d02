import { createHash, randomUUID, sign, type KeyObject } from 'node:crypto';
import {
  createServer,
  request as forward,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { CertificateKeys } from './certificate.ts';
import type { Identity } from './fake-registry.ts';

/**
 * A token server (Docker Registry v2 authentication) which also passes all other requests on to a registry,
 * so that both have one address, as with ghcr.io and Quay. Anyone may pull from `library/`; only the user may do more.
 */
export interface TokenServer {
  /** Without a `/` at the end. */
  readonly url: string;
  readonly host: string;
  readonly realm: string;
  /** For each token that was given: whose it is, empty for anonymous. */
  readonly givenTo: readonly string[];
  /** Passes requests on to this registry from now on. */
  stand(before: { readonly host: string }): void;
  /** A token with which the user may pull from and push to the repository. */
  userToken(repository: string): string;
  close(): Promise<void>;
}

export interface TokenServerOptions {
  readonly keys: CertificateKeys;
  readonly service: string;
  readonly issuer: string;
  readonly username: string;
  readonly password: string;
  /** With it the server speaks TLS, and is known by this name on port 443. */
  readonly tls?: { readonly identity: Identity; readonly name: string };
}

interface Access {
  readonly type: string;
  readonly name: string;
  readonly actions: readonly string[];
}

const lifetime = 300;

export async function startTokenServer(options: TokenServerOptions): Promise<TokenServer> {
  const givenTo: string[] = [];
  const upstream = { host: '' };
  const listener: RequestListener = (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname !== '/token') {
      passOn(request, response, upstream.host);
      return;
    }
    const user = userOf(request, options);
    if (user === undefined) {
      response.writeHead(401).end();
      return;
    }
    givenTo.push(user);
    const access = searchParams.getAll('scope').map((scope) => grant(scope, user !== ''));
    const token = createToken(user, access, options);
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify({ token, expires_in: lifetime }));
  };
  const { tls } = options;
  const server =
    tls === undefined
      ? createServer(listener)
      : createTlsServer({ key: tls.identity.key, cert: tls.identity.certificate }, listener);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    url: tls === undefined ? `http://${host}` : `https://${host}`,
    host,
    realm: tls === undefined ? `http://${host}/token` : `https://${tls.name}/token`,
    givenTo,
    stand(before) {
      upstream.host = before.host;
    },
    userToken(repository) {
      const access = grant(`repository:${repository}:pull,push`, true);
      return createToken(options.username, [access], options);
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

/** The name of the user whose password was sent, empty when none was; undefined when it is wrong. */
function userOf(
  { headers }: IncomingMessage,
  { username, password }: TokenServerOptions,
): string | undefined {
  if (headers.authorization === undefined) return '';
  const expected = Buffer.from(`${username}:${password}`).toString('base64');
  return headers.authorization === `Basic ${expected}` ? username : undefined;
}

/** What of a scope, `repository:NAME:ACTIONS`, is granted. */
function grant(scope: string, isUser: boolean): Access {
  const [type = '', name = '', actions = ''] = scope.split(':');
  const mayDo = (action: string) => isUser || (action === 'pull' && name.startsWith('library/'));
  return { type, name, actions: actions.split(',').filter(mayDo) };
}

function createToken(
  sub: string,
  access: readonly Access[],
  { keys, service, issuer }: TokenServerOptions,
): string {
  const now = Math.floor(Date.now() / 1000);
  const times = { iat: now, nbf: now - 10, exp: now + lifetime };
  const claims = { iss: issuer, aud: service, sub, jti: randomUUID(), access, ...times };
  const header = { typ: 'JWT', alg: 'ES256', kid: keyId(keys.publicKey) };
  const signed = [header, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  const key = { key: keys.privateKey, dsaEncoding: 'ieee-p1363' } as const;
  return `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`;
}

/** The registry's name for a key: 30 bytes of its SHA-256 in base32, in groups of four. */
function keyId(publicKey: KeyObject): string {
  const hash = createHash('sha256').update(publicKey.export({ type: 'spki', format: 'der' }));
  const bits = [...hash.digest().subarray(0, 30)]
    .map((byte) => byte.toString(2).padStart(8, '0'))
    .join('');
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const letters = bits.replace(/.{5}/g, (five) => alphabet[Number.parseInt(five, 2)] ?? '');
  return letters.match(/.{4}/g)?.join(':') ?? '';
}

function passOn(request: IncomingMessage, response: ServerResponse, host: string): void {
  const { method, headers, url } = request;
  const onward = forward(`http://${host}${url ?? ''}`, { method: method ?? 'GET', headers });
  onward.on('response', (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  onward.on('error', () => response.destroy());
  request.pipe(onward);
}
