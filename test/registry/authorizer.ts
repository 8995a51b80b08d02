import {
  createAuthorizer,
  type Authorizer,
  type AuthorizerOptions,
  type Pull,
} from '../../server/src/registry/authorization/authorization.ts';
import { anonymousKeychain } from '../../server/src/registry/credentials/keychain.ts';
import type { HttpRequest, Transport } from '../../server/src/registry/network/transport.ts';
import { fail, ok } from '../../server/src/text/result.ts';
import { registryError } from '../../server/src/registry/errors.ts';

/** What a server at an imagined address answers. */
export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
}

export interface ImaginedNetwork {
  /** All requests so far. */
  readonly sent: readonly HttpRequest[];
  /** The same as `METHOD host/path`. */
  readonly lines: () => readonly string[];
  /** Asks `registry.example`, or the registry in `pull`, for the tag `1.0` of a repository. */
  readonly ask: (
    repository: string,
    pull?: Partial<Pull>,
    signal?: AbortSignal,
  ) => ReturnType<Authorizer['send']>;
}

/** An authorizer over a network that exists only in the test. */
export function imaginedNetwork(
  answer: (request: HttpRequest) => Reply | Promise<Reply>,
  options: Partial<AuthorizerOptions> = {},
): ImaginedNetwork {
  const sent: HttpRequest[] = [];
  const transport: Transport = async (request, signal) => {
    sent.push(request);
    const reply = await Promise.race([answer(request), abortOf(signal)]);
    if (reply === 'aborted') return fail(registryError('cancelled', request.url.host));
    const { status = 200, headers = {}, body = {} } = reply;
    return ok({
      url: request.url,
      status,
      header: (name) => headers[name],
      body: Buffer.from(JSON.stringify(body)),
      retryAfter: undefined,
    });
  };
  const authorizer = createAuthorizer({
    transport,
    keychain: anonymousKeychain,
    now: () => 0,
    log: () => undefined,
    ...options,
  });

  return {
    sent,
    ask: (repository, pull = {}, signal = new AbortController().signal) => {
      const registry = pull.registry ?? new URL('https://registry.example');
      const url = new URL(`${registry.origin}/v2/${repository}/manifests/1.0`);
      return authorizer.send(
        { registry, repository, credentialsKey: registry.host, ...pull },
        { method: 'HEAD', url, headers: {}, maximalBody: 1_000 },
        signal,
      );
    },
    lines: () => sent.map(({ method, url }) => `${method} ${url.host}${url.pathname}`),
  };
}

function abortOf(signal: AbortSignal): Promise<'aborted'> {
  return new Promise((resolve) => {
    const abort = (): void => {
      resolve('aborted');
    };
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
  });
}

/** The challenge of a server that gives tokens of its own. */
export function challenge(realm: string, scope?: string): Reply {
  const scopeParameter = scope === undefined ? '' : `,scope="${scope}"`;
  return {
    status: 401,
    headers: { 'www-authenticate': `Bearer realm="${realm}",service="s"${scopeParameter}` },
  };
}
