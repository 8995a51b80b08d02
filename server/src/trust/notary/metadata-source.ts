import type { Authorizer } from '../../registry/authorization/authorization.ts';
import { codeOfStatus, registryError } from '../../registry/errors.ts';
import { ok, type Result } from '../../text/result.ts';
import { unreachable, type TrustFailure } from './failure.ts';

/** The metadata of one repository at its server. */
export interface MetadataSource {
  /** The globally unique name of the repository: `docker.io/library/python`. */
  readonly name: string;
  /**
   * Gets a document by its file name without `.json` (`root`, `2.root`, `targets/releases.<sha256>`); `absent` when
   * the server has none, `oversized` when it has more than so many bytes.
   */
  get(file: string, maximalBytes: number): Promise<Result<Answered, TrustFailure>>;
}

type Answered = Uint8Array | 'absent' | 'oversized';

export interface MetadataSourceOptions {
  readonly authorizer: Authorizer;
  /** As `serverAddress` gives it. */
  readonly server: URL;
  readonly name: string;
  readonly signal: AbortSignal;
}

/**
 * Asks a Notary server, `GET /v2/<name>/_trust/tuf/<file>.json`, with the authorization that it wants, the person's
 * own for its host. Follows no redirect to another server.
 */
export function metadataSource({
  authorizer,
  server,
  name,
  signal,
}: MetadataSourceOptions): MetadataSource {
  const base = server.href.replace(/\/$/, '');
  const pull = { registry: server, repository: name, credentialsKey: server.host };

  return {
    name,
    async get(file, maximalBytes) {
      const sent = await authorizer.send(
        pull,
        {
          method: 'GET',
          url: new URL(`${base}/v2/${name}/_trust/tuf/${file}.json`),
          headers: { Accept: 'application/json' },
          maximalBody: maximalBytes,
          mayLeaveOrigin: false,
        },
        signal,
      );
      if (!sent.ok && sent.error.code === 'too-large') return ok('oversized');
      if (!sent.ok) return unreachable(sent.error);
      const { answer, use } = sent.value;
      const { status, retryAfter, url } = answer;
      if (status === 200) return ok(answer.body);
      if (status === 404) return ok('absent');
      return unreachable(
        registryError(codeOfStatus(status), url.host, { status, retryAfter, ...use }),
      );
    },
  };
}
