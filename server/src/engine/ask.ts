import { get, type IncomingMessage } from 'node:http';
import { codeOf } from '../text/error-code.ts';
import { fail, ok, type Result } from '../text/result.ts';
import type { EngineError } from './engine-source.ts';

export interface AskError {
  /** `missing`: the engine has no such thing. */
  readonly code: EngineError['code'] | 'missing';
  readonly detail?: string;
}

/** How long one answer may take, in milliseconds, and how long it may be, in bytes. */
export interface AskLimits {
  readonly time: number;
  readonly bytes: number;
}

/**
 * Asks for one thing by GET over a socket or a named pipe, and gives the JSON that is answered; redirects are not
 * followed. Never rejects.
 */
export async function ask(
  socket: string,
  path: string,
  limits: AskLimits,
  signal: AbortSignal,
): Promise<Result<unknown, AskError>> {
  const ended = AbortSignal.any([signal, AbortSignal.timeout(limits.time)]);
  try {
    const response = await responseTo(socket, path, ended);
    if (response.statusCode !== 200) {
      response.destroy();
      return fail(statusError(response.statusCode ?? 0));
    }
    const body = await bodyOf(response, limits.bytes);
    if (body === undefined) return fail(invalid('the answer is too long'));
    return parsed(body);
  } catch (cause) {
    if (signal.aborted) return fail({ code: 'cancelled' });
    return fail(ended.aborted ? { code: 'timeout' } : connectionError(cause));
  }
}

function responseTo(socket: string, path: string, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = { host: 'localhost', accept: 'application/json' };
    const request = get({ socketPath: socket, path, headers, agent: false, signal }, resolve);
    request.on('error', reject);
    // An answer that switches protocols closes the connection without an error.
    request.on('close', () => {
      reject(new Error('The connection was closed.'));
    });
  });
}

async function bodyOf(response: IncomingMessage, maximum: number): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    // Leaving the loop closes the connection.
    if (length > maximum) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parsed(body: string): Result<unknown, AskError> {
  try {
    return ok(JSON.parse(body) as unknown);
  } catch {
    return fail(invalid('the answer is no JSON'));
  }
}

function statusError(status: number): AskError {
  if (status === 404) return { code: 'missing' };
  if (status === 401 || status === 403) return { code: 'denied' };
  if (status >= 300 && status < 400) return invalid('it answered with a redirect');
  return { code: 'failed', detail: `HTTP ${status}` };
}

function invalid(detail: string): AskError {
  return { code: 'invalid-answer', detail };
}

/** What a failure of Node's sockets means. */
export function connectionError(cause: unknown): AskError {
  const code = codeOf(cause);
  if (['ENOENT', 'ENOTDIR', 'ECONNREFUSED', 'ENOTSOCK'].includes(code))
    return { code: 'not-found' };
  if (code === 'EACCES' || code === 'EPERM') return { code: 'denied' };
  return code.startsWith('HPE_')
    ? invalid('the answer is no HTTP')
    : { code: 'failed', detail: code };
}
