import type { Digest } from '../reference/digest.ts';
import { parseJsonObject, textIn, type JsonObject } from '../registry/json.ts';
import type { HttpAnswer, HttpRequest, Transport } from '../registry/network/transport.ts';
import type { ClairSettings } from '../settings/inspection-settings.ts';
import { codeOf } from '../text/error-code.ts';
import { fail, ok, type Result } from '../text/result.ts';
import { clairToken, readClairKey } from './clair-token.ts';
import { maximalReport } from './program-scanner.ts';
import { scanError, serverFailure } from './scan-errors.ts';
import type { ScanError } from './scan.ts';

/** What Clair is told of an image, which it fetches itself (Clair v4 API, `manifest`). */
export interface ClairManifest {
  readonly hash: Digest;
  readonly layers: readonly ClairLayer[];
}

export interface ClairLayer {
  readonly hash: Digest;
  readonly uri: string;
  readonly headers?: { readonly Authorization: readonly string[] };
  readonly media_type?: string;
}

/** How far Clair is with the list of an image's parts. */
export type ClairIndexState = 'finished' | 'working' | 'unknown';

/** What is asked of one Clair; each is one request. */
export interface ClairClient {
  /** The report; `pending` while Clair has no data yet, undefined when it does not know the image. */
  report(digest: Digest, limit: ClairLimit): Promise<Result<Uint8Array | undefined, ScanError>>;
  /** Has it list an image's parts; Clair may answer only when it is done. */
  index(manifest: ClairManifest, limit: ClairLimit): Promise<Result<ClairIndexState, ScanError>>;
  state(digest: Digest, limit: ClairLimit): Promise<Result<ClairIndexState, ScanError>>;
}

export interface ClairLimit {
  /** Milliseconds that the request may take. */
  readonly timeout: number;
  readonly signal: AbortSignal;
}

export interface ClairClientOptions {
  readonly settings: ClairSettings;
  readonly web: Transport;
  readonly readFile: (path: string) => Promise<string>;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly now: () => number;
}

type Question = Pick<HttpRequest, 'method' | 'json'> & { readonly url: URL };

const maximalIndex = 64 * 1024 * 1024;

/** Asks the Clair that the person has set, by the Clair v4 API 1.2; `not-set-up` when what is set cannot be used. */
export async function createClairClient(
  options: ClairClientOptions,
): Promise<Result<ClairClient, ScanError>> {
  const { settings, web, now } = options;
  const indexer = baseUrl(settings.indexer);
  const matcher = baseUrl(settings.matcher);
  if (indexer === undefined || matcher === undefined)
    return fail(scanError('clair', 'not-set-up', 'no http or https address'));
  const read = await readKey(options);
  if (!read.ok) return read;
  const key = read.value;

  async function ask(
    { url, ...question }: Question,
    { timeout, signal }: ClairLimit,
  ): Promise<Result<HttpAnswer, ScanError>> {
    const facts = { issuer: settings.issuer, now: now() };
    const headers = {
      Accept: 'application/json',
      ...(key !== undefined && { Authorization: `Bearer ${clairToken({ key, ...facts })}` }),
    };
    const limits = { maximalBody: maximalReport, readStatuses: [200, 201], timeout };
    const sent = await web({ ...question, url, headers, ...limits }, signal);
    return sent.ok ? sent : fail(serverFailure('clair', sent.error));
  }

  return ok({
    async report(digest, limit) {
      const url = new URL(`matcher/api/v1/vulnerability_report/${digest}`, matcher);
      const sent = await ask({ method: 'GET', url }, limit);
      if (!sent.ok) return sent;
      const { status, body } = sent.value;
      // The documentation says 201, the program sends 200.
      if (status === 200 || status === 201) return ok(body);
      if (status === 202) return fail(scanError('clair', 'pending', 'no data yet'));
      return status === 404 ? ok(undefined) : fail(badStatus(status));
    },
    async index(manifest, limit) {
      const url = new URL('indexer/api/v1/index_report', indexer);
      const sent = await ask({ method: 'POST', url, json: JSON.stringify(manifest) }, limit);
      return sent.ok ? stateIn(sent.value) : sent;
    },
    async state(digest, limit) {
      const url = new URL(`indexer/api/v1/index_report/${digest}`, indexer);
      const sent = await ask({ method: 'GET', url }, limit);
      if (!sent.ok) return sent;
      return sent.value.status === 404 ? ok('unknown') : stateIn(sent.value);
    },
  });
}

function stateIn({ status, body }: HttpAnswer): Result<ClairIndexState, ScanError> {
  // An answer without a body says that it has begun.
  if (status === 202) return ok('working');
  if (status !== 200 && status !== 201) return fail(badStatus(status));
  const report = body.length > maximalIndex ? undefined : parseJsonObject(body);
  if (report === undefined) return fail(scanError('clair', 'invalid-answer', 'no index report'));
  return stateOf(report);
}

function stateOf(report: JsonObject): Result<ClairIndexState, ScanError> {
  const state = textIn(report, 'state');
  const error = textIn(report, 'err');
  if (state === 'IndexFinished' && report['success'] === true) return ok('finished');
  return error !== '' || state === 'IndexError'
    ? fail(scanError('clair', 'failed', error || state))
    : ok('working');
}

function badStatus(status: number): ScanError {
  return scanError('clair', 'failed', `status ${status}`);
}

/** An address that the person has set, to which paths can be added. */
function baseUrl(text: string): URL | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (!['http:', 'https:'].includes(url.protocol) || url.username !== '') return undefined;
  return new URL(`${url.origin}${url.pathname.replace(/\/*$/, '/')}`);
}

async function readKey({
  settings: { keyFile },
  readFile,
}: ClairClientOptions): Promise<Result<Uint8Array | undefined, ScanError>> {
  if (keyFile === undefined) return ok(undefined);
  try {
    const key = readClairKey(await readFile(keyFile));
    return key === undefined
      ? fail(scanError('clair', 'not-set-up', 'the key file holds no key in Base64'))
      : ok(key);
  } catch (cause) {
    return fail(scanError('clair', 'not-set-up', `key file: ${codeOf(cause)}`));
  }
}
