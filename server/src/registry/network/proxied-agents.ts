import type { EventEmitter } from 'node:events';
import type http from 'node:http';
import type { Socket } from 'node:net';
import { checkServerIdentity, type SecureContext } from 'node:tls';
import { HttpProxyAgent } from 'http-proxy-agent';
import { HttpsProxyAgent, type HttpsProxyAgentOptions } from 'https-proxy-agent';
import { ConnectionFailure } from './failures.ts';
import type { Proxy } from './proxy.ts';

type Settings = HttpsProxyAgentOptions<string>;
type ConnectOptions = Parameters<HttpsProxyAgent<string>['connect']>[1];
type ForwardedRequest = Parameters<HttpProxyAgent<string>['connect']>[0];

export interface PoolOptions {
  readonly keepAlive: true;
  readonly maxFreeSockets: number;
  /** Milliseconds after which an idle connection is closed. */
  readonly timeout: number;
}

/** How one URL's host is reached through a proxy. */
export interface ProxiedAgentOptions {
  readonly target: URL;
  readonly proxy: Proxy;
  readonly pool: PoolOptions;
  /** Whom to trust as the target, and whom as the proxy. */
  readonly targetContext: SecureContext | undefined;
  readonly proxyContext: SecureContext | undefined;
}

/**
 * Makes an agent for https URLs: it asks the proxy for a tunnel (CONNECT, RFC 9110, 9.3.6) and speaks TLS with
 * the target through it, so that the proxy learns the target's name and nothing else. What a proxy answers in
 * place of a tunnel is a `ConnectionFailure`, never an answer of the target.
 */
export function createTunnelAgent(options: ProxiedAgentOptions): http.Agent {
  return new TunnelAgent(options);
}

/**
 * Makes an agent for http URLs: it has the proxy fetch them (RFC 9112, 3.2.2). A proxy that cannot be
 * reached is a `ConnectionFailure`; what it answers in the target's place looks like an answer of the target.
 */
export function createForwardAgent(options: ProxiedAgentOptions): http.Agent {
  return new ForwardAgent(options);
}

class TunnelAgent extends HttpsProxyAgent<string> {
  readonly #settings: Settings;

  constructor({ target, proxy, pool, targetContext, proxyContext }: ProxiedAgentOptions) {
    const settings = settingsOf(proxy, pool, proxyContext);
    super(proxy.url, settings);
    this.#settings = settings;
    const hostname = target.hostname.replace(/^\[|\]$/g, '');
    Object.assign(this.options, {
      timeout: pool.timeout,
      secureContext: targetContext,
      // Left out, NODE_TLS_REJECT_UNAUTHORIZED would decide.
      rejectUnauthorized: true,
      ALPNProtocols: ['http/1.1'],
      // Where the target is an IP address, Node would look for the proxy's name in the certificate.
      checkServerIdentity: (_: string, certificate: Parameters<typeof checkServerIdentity>[1]) =>
        checkServerIdentity(hostname, certificate),
    });
  }

  override connect(request: http.ClientRequest, options: ConnectOptions): Promise<Socket> {
    const { host } = this.proxy;
    return untilGivenUp(request, host, async (signal) => {
      // One agent for each connection, so that each can be given up before it stands.
      const once = new HttpsProxyAgent<string>(this.proxy, { ...this.#settings, signal });
      let status = 0;
      once.on('proxyConnect', ({ statusCode }: { readonly statusCode: number }) => {
        status = statusCode;
      });
      // The agent would go on to pass the proxy's answer for one of the target.
      request.once('proxy', ({ socket }: { readonly socket: Socket }) => {
        if (status === 200) return;
        socket.destroy();
        throw ConnectionFailure.proxy(host, String(status));
      });
      return once.connect(request, options);
    });
  }
}

class ForwardAgent extends HttpProxyAgent<string> {
  readonly #settings: Settings;

  constructor({ proxy, pool, proxyContext }: ProxiedAgentOptions) {
    const settings = settingsOf(proxy, pool, proxyContext);
    super(proxy.url, settings);
    this.#settings = settings;
    this.options.timeout = pool.timeout;
  }

  override connect(request: ForwardedRequest, options: ConnectOptions): Promise<Socket> {
    return untilGivenUp(request, this.proxy.host, (signal) =>
      new HttpProxyAgent<string>(this.proxy, { ...this.#settings, signal }).connect(
        request,
        options,
      ),
    );
  }
}

function settingsOf(
  proxy: Proxy,
  pool: PoolOptions,
  secureContext: SecureContext | undefined,
): Settings {
  return {
    ...pool,
    secureContext,
    rejectUnauthorized: proxy.isStrict,
    headers:
      proxy.authorization === undefined ? {} : { 'Proxy-Authorization': proxy.authorization },
  };
}

/** Connects until the request is given up; what fails meanwhile is the proxy's failure. */
async function untilGivenUp(
  request: http.ClientRequest,
  proxyHost: string,
  connect: (signal: AbortSignal) => Promise<Socket>,
): Promise<Socket> {
  const givenUp = new AbortController();
  const giveUp = (): void => {
    givenUp.abort();
  };
  // Typed as a plain emitter, because a request without a socket tells of its end by this old event alone.
  const events: EventEmitter = request;
  events.once('abort', giveUp);
  try {
    return await connect(givenUp.signal);
  } catch (cause) {
    throw proxyFailure(proxyHost, cause);
  } finally {
    events.off('abort', giveUp);
  }
}

function proxyFailure(host: string, cause: unknown): Error {
  if (cause instanceof ConnectionFailure) return cause;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'closed';
  return ConnectionFailure.proxy(host, code);
}
