import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import {
  createConnections,
  type ConnectionsOptions,
} from '../../server/src/registry/network/connections.ts';
import { createProxyChooser } from '../../server/src/registry/network/proxy.ts';
import {
  createTransport,
  type HttpAnswer,
  type HttpRequest,
  type Transport,
} from '../../server/src/registry/network/transport.ts';
import { createTrust, type TrustOptions } from '../../server/src/registry/network/trust.ts';
import type { RegistryError } from '../../server/src/registry/errors.ts';
import type { Result } from '../../server/src/text/result.ts';
import { startHttpProxy, type HttpProxy, type HttpProxyOptions } from '../support/http-proxy.ts';
import { never } from './setup.ts';

/** A transport whose connections are closed after the running test. */
export function transport(options: ConnectionsOptions = {}, timeout = 4_000): Transport {
  const connections = createConnections(options);
  onTestFinished(() => {
    connections.close();
  });
  const log = options.log ?? (() => undefined);
  return createTransport({ connections, timeout, userAgent: 'test/1', now: Date.now, log });
}

export function getRequest(url: string, headers: HttpRequest['headers'] = {}): HttpRequest {
  return { method: 'GET', url: new URL(url), headers, maximalBody: 1_000_000 };
}

/** Gets a URL with connections of its own. */
export function get(
  url: string,
  options: ConnectionsOptions = {},
  signal: AbortSignal = never,
): Promise<Result<HttpAnswer, RegistryError>> {
  return transport(options)(getRequest(url), signal);
}

/** A DNS with these names alone, which notes what it was asked; each name has its next addresses at each question. */
export function names(
  answers: Readonly<Record<string, readonly (readonly string[])[]>>,
): Required<Pick<ConnectionsOptions, 'resolve'>> & { readonly asked: readonly string[] } {
  const asked: string[] = [];
  return {
    asked,
    resolve(hostname) {
      const turn = asked.filter((name) => name === hostname).length;
      asked.push(hostname);
      const turns = answers[hostname] ?? [];
      const addresses = turns[Math.min(turn, turns.length - 1)];
      if (addresses === undefined)
        return Promise.reject(Object.assign(new Error(), { code: 'ENOTFOUND' }));
      return Promise.resolve(
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      );
    },
  };
}

/** Everything through this proxy. */
export function through(
  url: string,
  settings: { readonly isStrict?: boolean } = {},
): Required<Pick<ConnectionsOptions, 'chooseProxy'>> {
  const editor = { isOff: false, noProxy: [], isStrict: true, ...settings, url };
  return { chooseProxy: createProxyChooser({ environment: {}, editor }) };
}

export async function httpProxy(options?: HttpProxyOptions): Promise<HttpProxy> {
  const proxy = await startHttpProxy(options);
  onTestFinished(() => proxy.close());
  return proxy;
}

/** A home folder with these files, and a trust that reads them; neither system nor environment has a say. */
export async function trustWith(
  content: Readonly<Record<string, string>>,
  options: Partial<TrustOptions> = {},
): Promise<Required<Pick<ConnectionsOptions, 'trust'>> & { readonly home: string }> {
  const home = await mkdtemp(join(tmpdir(), 'home-'));
  onTestFinished(() => rm(home, { recursive: true }));
  for (const [path, text] of Object.entries(content)) {
    await mkdir(dirname(join(home, path)), { recursive: true });
    await writeFile(join(home, path), text);
  }
  const base = { environment: {}, homeDirectory: home, platform: process.platform };
  return { home, trust: createTrust({ ...base, ...options }) };
}
