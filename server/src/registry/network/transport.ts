import { setMaxListeners } from 'node:events';
import type { Agent } from 'node:http';
import fetch, { type Response } from 'node-fetch';
import { fail, ok, type Result } from '../../text/result.ts';
import { parseRetryAfter, registryError, type RegistryError } from '../errors.ts';
import type { Connections } from './connections.ts';
import { failureOf } from './failures.ts';

export interface HttpRequest {
  readonly method: 'HEAD' | 'GET' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly form?: URLSearchParams;
  /** Sent as `application/json` in place of a form. */
  readonly json?: string;
  /** Bytes that the body of an answer may have that is read. */
  readonly maximalBody: number;
  /** Statuses whose bodies are read; 200 alone when left out. */
  readonly readStatuses?: readonly number[];
  /** Milliseconds that this request may take, in place of the transport's own limit. */
  readonly timeout?: number;
  /** Whether redirects may lead to another scheme, host or port; they may when it is left out. */
  readonly mayLeaveOrigin?: boolean;
  /** Whether there is another way to the same: it gets half of the time, and is sent once. */
  readonly isOptional?: boolean;
}

export interface HttpAnswer {
  readonly url: URL;
  readonly status: number;
  /** A header field's value, several fields joined by `, `. */
  readonly header: (name: string) => string | undefined;
  /** Empty unless the status is 200 or one of `readStatuses`; other bodies are read only to keep the connection, if they are short. */
  readonly body: Uint8Array;
  /** Milliseconds, from the `Retry-After` field. */
  readonly retryAfter: number | undefined;
}

/**
 * Sends one HTTP request and reads its answer. Follows no redirect, decodes no content coding and
 * never rejects: `cancelled`, `timeout`, `unreachable`, `tls`, `proxy`, `refused`, `too-large` and
 * `invalid-response` are values. A proxy that wants credentials is `proxy`, with status 407.
 */
export type Transport = (
  request: HttpRequest,
  signal: AbortSignal,
) => Promise<Result<HttpAnswer, RegistryError>>;

export interface TransportOptions {
  readonly connections: Connections;
  /** Milliseconds from the request to the last byte of the answer. */
  readonly timeout: number;
  readonly userAgent: string;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly now: () => number;
  readonly log: (line: string) => void;
}

const maximalErrorBody = 16 * 1024;

export function createTransport(options: TransportOptions): Transport {
  const { timeout, now, log } = options;

  return async (request, signal) => {
    const started = now();
    const { isOptional = false } = request;
    const limit = createLimit(signal, request.timeout ?? (isOptional ? timeout / 2 : timeout));
    const result = await exchange(request, options, limit);
    limit.dispose();
    const outcome = result.ok ? String(result.value.status) : describe(result.error);
    log(`${request.method} ${withoutQuery(request.url)} ${outcome} ${elapsed(started, now)} ms`);
    return result;
  };
}

async function exchange(
  { method, url, headers, form, json, maximalBody, readStatuses = [200] }: HttpRequest,
  { connections, userAgent, now }: TransportOptions,
  limit: Limit,
): Promise<Result<HttpAnswer, RegistryError>> {
  const { host } = url;
  if (limit.signal.aborted) return fail(registryError('cancelled', host));
  let agent: Agent | undefined;
  try {
    agent = await within(limit.signal, connections.agentFor(url));
    const response = await fetch(url, {
      method,
      headers: {
        'Accept-Encoding': 'identity',
        'User-Agent': userAgent,
        ...(json !== undefined && { 'Content-Type': 'application/json' }),
        ...headers,
      },
      body: json ?? form ?? null,
      redirect: 'manual',
      compress: false,
      agent,
      signal: limit.signal,
    });
    const { status } = response;
    const isRead = readStatuses.includes(status);
    const read = await readBody(response, isRead ? maximalBody : maximalErrorBody);
    const body = isRead ? read : new Uint8Array();
    if (body === undefined)
      return fail(
        registryError('too-large', host, { status, detail: `over ${maximalBody} bytes` }),
      );
    const header = (name: string) => response.headers.get(name) ?? undefined;
    const proxy = connections.routeTo?.(url)?.proxy;
    // This status is for proxies alone (RFC 9110, 15.5.8).
    if (status === 407 && proxy !== undefined)
      return fail(registryError('proxy', host, { status, proxy }));
    const retryAfter = parseRetryAfter(header('retry-after'), now());
    return ok({ url, status, header, body, retryAfter });
  } catch (cause) {
    if (limit.reached !== undefined) return fail(registryError(limit.reached, host));
    const error = failureOf(host, cause);
    if (error.code === 'tls' && agent !== undefined) connections.forget?.(agent);
    const { certificateProblems = [] } = connections.routeTo?.(url) ?? {};
    const isExplained = error.code === 'tls' && certificateProblems.length > 0;
    return fail(isExplained ? { ...error, certificateProblems } : error);
  }
}

/** What the work gives, unless the signal is aborted before. */
async function within<T>(signal: AbortSignal, work: T | Promise<T>): Promise<T> {
  if (!(work instanceof Promise)) return work;
  let stop = (): void => undefined;
  const stopped = new Promise<never>((_, reject) => {
    stop = () => {
      reject(new Error('aborted'));
    };
  });
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([work, stopped]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** The body, or undefined when it is larger than the limit; then the connection is closed. */
async function readBody({ body }: Response, limit: number): Promise<Uint8Array | undefined> {
  if (body === null) return new Uint8Array();
  const chunks: Buffer[] = [];
  let size = 0;
  // Leaving the loop early destroys the stream, and with it the socket.
  for await (const chunk of body) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > limit) return undefined;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

/** The end of a request by its caller or by time. */
interface Limit {
  readonly signal: AbortSignal;
  readonly reached: 'cancelled' | 'timeout' | undefined;
  dispose(): void;
}

function createLimit(caller: AbortSignal, timeout: number): Limit {
  // Many requests may wait for one signal, which is no leak.
  setMaxListeners(0, caller);
  const controller = new AbortController();
  const cancel = (): void => {
    controller.abort();
  };
  const timer = setTimeout(cancel, timeout);
  caller.addEventListener('abort', cancel, { once: true });
  if (caller.aborted) cancel();
  return {
    signal: controller.signal,
    get reached() {
      if (!controller.signal.aborted) return undefined;
      return caller.aborted ? 'cancelled' : 'timeout';
    },
    dispose() {
      clearTimeout(timer);
      caller.removeEventListener('abort', cancel);
    },
  };
}

function describe({ code, detail }: RegistryError): string {
  return detail === undefined ? code : `${code} (${detail})`;
}

function withoutQuery({ origin, pathname }: URL): string {
  return `${origin}${pathname}`;
}

function elapsed(started: number, now: () => number): number {
  return Math.round(now() - started);
}
