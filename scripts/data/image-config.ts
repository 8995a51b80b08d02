import { digestOfBytes } from '../../server/src/registry/manifest.ts';
import { createAuthorizer } from '../../server/src/registry/authorization/authorization.ts';
import type { Keychain } from '../../server/src/registry/credentials/keychain.ts';
import { endpointOf } from '../../server/src/registry/hosts/hosts.ts';
import { createRegistryClient } from '../../server/src/registry/registry-client.ts';
import { createSchemeMemory } from '../../server/src/registry/hosts/scheme.ts';
import { createAgents, createTransport } from '../../server/src/registry/network/transport.ts';
import { parseDigest } from '../../server/src/reference/digest.ts';
import type { ImageReference } from '../../server/src/reference/reference.ts';

/** The part of an image's configuration that is asked for (OCI image specification, "Image Configuration"). */
export interface ImageConfig {
  /** `USER` as it is set; empty when it is not. */
  readonly user: string;
}

interface Descriptor {
  readonly digest?: string;
  readonly platform?: { readonly os?: string; readonly architecture?: string };
}

interface ManifestBody {
  readonly config?: Descriptor;
  readonly manifests?: readonly Descriptor[];
}

const anonymous: Keychain = { find: () => Promise.resolve(undefined) };
const maximalConfig = 4 * 1024 * 1024;

/** Asks the registry for the configuration of the image for linux/amd64; throws an Error that says why it cannot. */
export type FetchConfig = (reference: ImageReference) => Promise<ImageConfig>;

/** A reader of configurations that signs in nowhere. */
export function createConfigReader(): FetchConfig {
  const settings = { userAgent: 'seaworthy-data', now: Date.now, log: () => undefined };
  const agents = createAgents();
  const client = createRegistryClient({ keychain: anonymous, agents, ...settings });
  const schemes = createSchemeMemory();
  const transport = schemes.observe(createTransport({ agents, timeout: 20_000, ...settings }));
  const authorizer = createAuthorizer({ transport, keychain: anonymous, ...settings });
  const { signal } = new AbortController();

  async function manifest(reference: ImageReference, digest: string): Promise<ManifestBody> {
    const parsed = parseDigest(digest);
    if (!parsed.ok) throw new Error(`not a digest: ${digest}`);
    const got = await client.fetchManifest(reference, parsed.value, signal);
    if (!got.ok) throw new Error(got.error.code);
    return JSON.parse(Buffer.from(got.value.bytes).toString()) as ManifestBody;
  }

  async function blob({ registry, repository }: ImageReference, digest: string): Promise<string> {
    const endpoint = endpointOf(registry, {});
    if (!endpoint.ok) throw new Error(endpoint.error.code);
    const { credentialsKey } = endpoint.value;
    const sent = await schemes.reach(endpoint.value, (base) =>
      authorizer.send(
        { registry: new URL(base), repository, credentialsKey },
        {
          method: 'GET',
          url: new URL(`${base}/v2/${repository}/blobs/${digest}`),
          headers: {},
          maximalBody: maximalConfig,
        },
        signal,
      ),
    );
    if (!sent.ok) throw new Error(sent.error.code);
    const { status, body } = sent.value.answer;
    if (status !== 200) throw new Error(`status ${status}`);
    if (digestOfBytes(body, 'sha256') !== digest) throw new Error('digest-mismatch');
    return Buffer.from(body).toString();
  }

  return async (reference) => {
    const resolved = await client.resolve(reference, signal);
    if (!resolved.ok) throw new Error(resolved.error.code);
    const root = await manifest(reference, resolved.value.digest);
    const chosen = root.manifests?.find(
      ({ platform }) => platform?.os === 'linux' && platform.architecture === 'amd64',
    );
    const image =
      root.manifests === undefined ? root : await manifest(reference, chosen?.digest ?? 'none');
    const config = JSON.parse(await blob(reference, image.config?.digest ?? 'none')) as {
      readonly config?: { readonly User?: string };
    };
    return { user: config.config?.User ?? '' };
  };
}
