import type { Digest } from '../../reference/digest.ts';
import { canonicalName, isTag } from '../../reference/reference.ts';
import { createAuthorizer, type Authorizer } from '../../registry/authorization/authorization.ts';
import { diskCache } from '../../registry/cache/disk-cache.ts';
import { createFlights } from '../../registry/cache/flights.ts';
import { anonymousKeychain, type Keychain } from '../../registry/credentials/keychain.ts';
import { registryError } from '../../registry/errors.ts';
import type { Transport } from '../../registry/network/transport.ts';
import type { TrustSettings } from '../../settings/inspection-settings.ts';
import { fail, ok, type Result } from '../../text/result.ts';
import type { ContentTrust, TrustMetadata, TrustSource } from '../trust-source.ts';
import { refuse, unreachable, type TrustFailure } from './failure.ts';
import { keepRoot, knownRoots, recallRoot, type KnownRoots } from './known-roots.ts';
import { metadataSource, type MetadataSource } from './metadata-source.ts';
import { rootFingerprints } from './root-certificates.ts';
import { findRoot } from './roots.ts';
import { serverAddress, serverFor } from './servers.ts';
import { readTrustData, type TargetList } from './trust-data.ts';

export interface ContentTrustOptions {
  readonly settings: Pick<TrustSettings, 'notaryServers'>;
  /** Asked for registries that the settings say nothing of, see `dockerTrustServer`. */
  readonly otherwise?: string | undefined;
  /** How the servers are reached, see `createDefaultWeb`. */
  readonly transport: Transport;
  /** What the person has for them, by their hosts; without it they are asked anonymously. */
  readonly keychain?: Keychain;
  /** Where roots are kept that were met, see `stateFolder`; made when there is one to keep. */
  readonly stateFolder: string;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly now?: () => number;
  /** Gets lines for people who look for what went wrong, never a secret. */
  readonly log?: (line: string) => void;
}

/** Everything of one repository that tags are looked up in. */
interface SignedRepository {
  readonly facts: TrustMetadata;
  readonly lists: readonly TargetList[];
}

type Loaded = Result<SignedRepository, TrustFailure>;

/** What a repository is loaded with. */
interface Loading {
  readonly server: URL;
  readonly source: MetadataSource;
  readonly roots: KnownRoots;
  readonly now: number;
}

const maximalTags = 1_000;

/**
 * Reads Docker Content Trust (Notary v1), at the servers that the person has set and nowhere else. The first root of a
 * repository is believed and kept; from then on only what it handed over to is believed, and nothing older than what
 * was seen. Documents are asked for once for all who want them at the same time, and anew the next time.
 * Undefined when there is no server for the registry; never rejects.
 */
export function createContentTrustReader({
  settings,
  otherwise,
  transport,
  keychain = anonymousKeychain,
  stateFolder,
  now = Date.now,
  log = () => undefined,
}: ContentTrustOptions): TrustSource['contentTrust'] {
  const authorizer: Authorizer = createAuthorizer({ transport, keychain, now, log });
  const roots = diskCache({
    folder: stateFolder,
    kind: knownRoots,
    // A root that left would be met for the first time again.
    maximalEntries: Number.POSITIVE_INFINITY,
    log,
  });
  const flights = createFlights<Loaded>();

  return async ({ reference, tag, digest }, signal) => {
    const written = serverFor(reference.registry, settings.notaryServers, otherwise);
    if (written === undefined) return undefined;
    const { registry } = reference;
    const server = serverAddress(written);
    if (server === undefined)
      return unreachable(registryError('refused', registry, { detail: 'no address of a server' }))
        .error;
    const name = canonicalName(reference);
    const loaded = await flights.join(`${server.href} ${name}`, signal, async (shared) => {
      const source = metadataSource({ authorizer, server, name, signal: shared });
      return settled(server, () => load({ server, source, roots, now: now() }));
    });
    if (loaded === undefined) return unreachable(registryError('cancelled', server.host)).error;
    if (!loaded.ok) log(`content trust of ${name}: ${describe(loaded.error)}`);
    return loaded.ok ? lookUp(loaded.value, tag, digest) : loaded.error;
  };
}

/**
 * Loads a repository, and once more when its documents do not belong together, as one may have been published meanwhile, or not
 * to a root that was kept meanwhile.
 */
async function load(loading: Loading): Promise<Loaded> {
  const first = await loadOnce(loading);
  const isMixed = !first.ok && first.error.kind === 'refused' && first.error.reason === 'tampered';
  return isMixed ? loadOnce(loading) : first;
}

async function loadOnce({ server, source, roots, now }: Loading): Promise<Loaded> {
  const { name } = source;
  const key = `${server.href} ${name}`;
  const known = await recallRoot(roots, key);
  const root = await findRoot(source, known?.document, now);
  if (!root.ok) return root;
  const data = await readTrustData(source, root.value, known?.versions ?? {}, now);
  if (!data.ok) return data;
  const { document, bytes } = root.value;
  const { versions, lists, expires } = data.value;
  const seen = { text: Buffer.from(bytes).toString('utf8'), document, versions };
  if (!(await keepRoot(roots, key, seen, known))) return refuse('tampered', 'root');
  return ok({
    lists,
    facts: {
      server: server.href,
      name,
      rootKeys: rootFingerprints(document, name),
      isFirstUse: known === undefined,
      expires,
      signedTags: tagsOf(lists),
    },
  });
}

/** What the metadata says of a tag that stands for the digest in the registry. */
function lookUp({ facts, lists }: SignedRepository, tag: string, digest: Digest): ContentTrust {
  const list = lists.find(({ targets }) => targets.has(tag));
  const target = list?.targets.get(tag);
  if (list === undefined || target === undefined) return { kind: 'tag-unsigned', facts };
  const { role } = list;
  return target.digests.includes(digest)
    ? { kind: 'signed', facts, role }
    : { kind: 'mismatch', facts, role, signed: target.digests[0] };
}

function tagsOf(lists: readonly TargetList[]): readonly string[] {
  const names = new Set(lists.flatMap(({ targets }) => [...targets.keys()].filter(isTag)));
  return [...names].sort().slice(0, maximalTags);
}

/** Keeps the promise never to reject, whatever a server may have thought of. */
async function settled({ host }: URL, work: () => Promise<Loaded>): Promise<Loaded> {
  try {
    return await work();
  } catch (cause) {
    const detail = cause instanceof Error ? cause.name : 'unknown';
    return fail({
      kind: 'unreachable',
      error: registryError('invalid-response', host, { detail }),
    });
  }
}

function describe(failure: TrustFailure): string {
  switch (failure.kind) {
    case 'no-metadata':
      return 'none';
    case 'refused':
      return `${failure.role} refused (${failure.reason})`;
    case 'unreachable':
      return `no answer (${failure.error.code})`;
  }
}
