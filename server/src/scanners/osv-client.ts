import { isObject, parseJsonObject, textIn, type JsonObject } from '../registry/json.ts';
import type { HttpRequest, Transport } from '../registry/network/transport.ts';
import { fail, ok, type Result } from '../text/result.ts';
import { objectsIn } from './report.ts';
import { scanError, serverFailure } from './scan-errors.ts';
import type { ScanError } from './scan.ts';

export interface OsvClient {
  /** The ids of what each package has, in the order of the packages. */
  idsOf(
    purls: readonly string[],
    signal: AbortSignal,
  ): Promise<Result<readonly (readonly string[])[], ScanError>>;
  /** A record of the OSV schema; undefined when there is none under the id. */
  record(id: string, signal: AbortSignal): Promise<Result<JsonObject | undefined, ScanError>>;
}

interface Query {
  /** The place of its package in the list. */
  readonly index: number;
  readonly purl: string;
  readonly page_token?: string;
}

/** As many as OSV takes (OSV API, "querybatch"). */
const batchSize = 1_000;
/** Requests in all; each package may have several pages. */
const maximalRequests = 50;
const maximalAnswer = 16 * 1024 * 1024;
const idPattern = /^[A-Za-z\d][\w.:-]{0,99}$/;

/** Asks OSV's API v1 at the base address, `https://api.osv.dev`. */
export function createOsvClient(base: string, web: Transport): OsvClient {
  async function ask(
    question: Pick<HttpRequest, 'method' | 'json'> & { readonly path: string },
    signal: AbortSignal,
  ): Promise<Result<JsonObject | undefined, ScanError>> {
    const { path, ...rest } = question;
    const url = new URL(path, base);
    const headers = { Accept: 'application/json' };
    const sent = await web({ ...rest, url, headers, maximalBody: maximalAnswer }, signal);
    if (!sent.ok) return fail(serverFailure('osv', sent.error));
    const { status, body } = sent.value;
    if (status === 404) return ok(undefined);
    if (status !== 200) return fail(scanError('osv', 'failed', `status ${status}`));
    const answer = parseJsonObject(body);
    return answer === undefined ? unreadable() : ok(answer);
  }

  return {
    async idsOf(purls, signal) {
      const ids = purls.map((): string[] => []);
      let open: readonly Query[] = purls.map((purl, index) => ({ index, purl }));
      for (let request = 0; open.length > 0 && request < maximalRequests; request++) {
        const batch = open.slice(0, batchSize);
        const queries = batch.map(({ purl, page_token }) => ({
          package: { purl },
          ...(page_token !== undefined && { page_token }),
        }));
        const json = JSON.stringify({ queries });
        const answer = await ask({ method: 'POST', path: '/v1/querybatch', json }, signal);
        if (!answer.ok) return answer;
        const further = readBatch(answer.value, batch, ids);
        if (further === undefined) return unreadable();
        open = [...open.slice(batchSize), ...further];
      }
      return open.length > 0 ? fail(scanError('osv', 'failed', 'too many pages')) : ok(ids);
    },
    record: (id, signal) => ask({ method: 'GET', path: `/v1/vulns/${id}` }, signal),
  };
}

/** Notes the ids of an answer, and gives what has further pages; undefined when it is no answer to the batch. */
function readBatch(
  answer: JsonObject | undefined,
  batch: readonly Query[],
  ids: readonly string[][],
): readonly Query[] | undefined {
  const results = answer?.['results'];
  if (!Array.isArray(results) || results.length !== batch.length) return undefined;
  const further: Query[] = [];
  for (const [place, query] of batch.entries()) {
    const result: unknown = results[place];
    // What has nothing is an empty object, which some write as null.
    const found = isObject(result) ? objectsIn(result, 'vulns') : [];
    if (found === undefined) return undefined;
    for (const one of found) {
      const id = textIn(one, 'id');
      if (!idPattern.test(id)) return undefined;
      ids[query.index]?.push(id);
    }
    const token = isObject(result) ? textIn(result, 'next_page_token') : '';
    if (token !== '') further.push({ ...query, page_token: token });
  }
  return further;
}

function unreadable() {
  return fail(scanError('osv', 'invalid-answer', 'not of the known form'));
}
