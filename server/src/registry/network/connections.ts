import http from 'node:http';
import https from 'node:https';
import { ConnectionFailure } from './failures.ts';
import {
  checkLiteral,
  createGuardedLookup,
  resolveBySystem,
  type AddressRules,
  type HostTest,
  type Resolve,
} from './guarded-lookup.ts';
import { createForwardAgent, createTunnelAgent, type PoolOptions } from './proxied-agents.ts';
import type { ProxyChooser } from './proxy.ts';
import { trustOfNode, type HostTrust, type Trust } from './trust.ts';

/** Who makes the connections of all requests, those to token servers and redirect targets as well. */
export interface Connections {
  /**
   * The agent for a URL: direct or through a proxy, with the certificates for its host, to addresses that it
   * may be reached at. Rejects with a `ConnectionFailure` when there is no safe way to it.
   */
  agentFor(url: URL): http.Agent | Promise<http.Agent>;
  /** The way to a URL, once an agent was asked for. */
  routeTo?(url: URL): Route | undefined;
  /** Makes the way anew for the next request, because whom to trust may have changed since this agent was made. */
  forget?(agent: http.Agent): void;
}

/** How a host is reached; what a person should know when that fails. */
export interface Route {
  /** Host and port of the proxy, if there is one between. */
  readonly proxy?: string;
  /** What of the person's certificates for the host could not be used: a path and a reason each. */
  readonly certificateProblems: readonly string[];
}

export interface OwnConnections extends Connections {
  routeTo(url: URL): Route | undefined;
  /** Closes all connections, those in use as well; nothing can be asked any more. */
  close(): void;
}

export interface ConnectionsOptions {
  /** Without it everything is reached directly. */
  readonly chooseProxy?: ProxyChooser;
  /** Without it, whom Node trusts by itself. */
  readonly trust?: Trust;
  /** Hosts that a person has named: without it, none. */
  readonly isKnownHost?: HostTest;
  /** Hosts that a person has named in the table of registries: without it, none. */
  readonly isListedHost?: HostTest;
  /** Asks the DNS. */
  readonly resolve?: Resolve;
  /** Milliseconds after which an idle connection is closed. */
  readonly idleTimeout?: number;
  readonly log?: (line: string) => void;
}

interface OwnRoute extends Route {
  readonly agent: http.Agent;
}

const maximalSockets = 6;
const maximalRoutes = 100;
const defaultIdleTimeout = 4_000;
const none = () => false;

/**
 * Makes connections that are kept for a few seconds, at most six to a host; idle ones do not hold up the end
 * of the process. Through a proxy there may be one for each request at a time, because Node's pool forgets
 * requests that wait for a connection which then cannot be made.
 *
 * Whoever opens a file chooses which hosts are asked, so each host is held to the addresses
 * that `mayBeReached` allows it. Of what goes through a proxy only addresses written in the URL can be checked:
 * names are resolved by the proxy.
 */
export function createConnections({
  chooseProxy = () => ({ ok: true, value: undefined }),
  trust = trustOfNode,
  isKnownHost = none,
  isListedHost = none,
  resolve = resolveBySystem,
  idleTimeout = defaultIdleTimeout,
  log = () => undefined,
}: ConnectionsOptions = {}): OwnConnections {
  const rules: AddressRules = { isKnownHost, isListedHost };
  const pool: PoolOptions = {
    keepAlive: true,
    maxFreeSockets: maximalSockets,
    timeout: idleTimeout,
  };
  const pending = new Map<string, Promise<OwnRoute>>();
  const routes = new Map<string, OwnRoute>();
  // A route stays until there is another: those that have failed with it still want to know its problems.
  const forgotten = new WeakSet<http.Agent>();
  let isClosed = false;

  async function createRoute(url: URL): Promise<OwnRoute> {
    const chosen = chooseProxy(url);
    if (!chosen.ok) throw ConnectionFailure.proxySetting(chosen.error);
    const proxy = chosen.value;
    const target = await trustIn(url);
    const { problems: certificateProblems } = target;
    if (proxy === undefined) {
      const lookup = createGuardedLookup(url, rules, resolve);
      const options = { ...pool, maxSockets: maximalSockets, lookup };
      const agent = isPlain(url)
        ? new http.Agent(options)
        : new https.Agent({
            ...options,
            secureContext: target.context,
            // Left out, NODE_TLS_REJECT_UNAUTHORIZED would decide.
            rejectUnauthorized: true,
          });
      return { agent, certificateProblems };
    }
    log(`${url.host} is reached through the proxy ${proxy.url.host} (${proxy.source})`);
    const { context: proxyContext } = await trustIn(proxy.url);
    const options = { target: url, proxy, pool, targetContext: target.context, proxyContext };
    const agent = isPlain(url) ? createForwardAgent(options) : createTunnelAgent(options);
    return { agent, proxy: proxy.url.host, certificateProblems };
  }

  function trustIn(url: URL): Promise<HostTrust> {
    return (isPlain(url) ? trustOfNode : trust).forHost(url.host);
  }

  async function keepRoute(url: URL): Promise<OwnRoute> {
    const route = await createRoute(url);
    routes.set(url.origin, route);
    const [oldest] = routes.keys();
    if (routes.size > maximalRoutes && oldest !== undefined) routes.delete(oldest);
    return route;
  }

  function openRoute(url: URL): Promise<OwnRoute> {
    const { origin } = url;
    const started = pending.get(origin);
    if (started !== undefined) return started;
    const creating = keepRoute(url).finally(() => pending.delete(origin));
    pending.set(origin, creating);
    return creating;
  }

  return {
    async agentFor(url) {
      await checkLiteral(url, rules);
      const kept = routes.get(url.origin);
      const isUsable = kept !== undefined && !forgotten.has(kept.agent);
      const { agent } = isUsable ? kept : await openRoute(url);
      if (!isClosed) return agent;
      agent.destroy();
      throw new Error('the connections are closed');
    },
    routeTo: ({ origin }) => routes.get(origin),
    forget(agent) {
      if (forgotten.has(agent)) return;
      forgotten.add(agent);
      trust.forget?.();
    },
    close() {
      isClosed = true;
      for (const { agent } of routes.values()) agent.destroy();
      routes.clear();
    },
  };
}

function isPlain({ protocol }: URL): boolean {
  return protocol === 'http:';
}
