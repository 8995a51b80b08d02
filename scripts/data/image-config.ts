import { parseDigest, type Digest } from '../../server/src/reference/digest.ts';
import { effectiveTag, type ImageReference } from '../../server/src/reference/reference.ts';
import { anonymousKeychain } from '../../server/src/registry/credentials/keychain.ts';
import { createRegistryClient } from '../../server/src/registry/registry-client.ts';
import type { RegistryError } from '../../server/src/registry/errors.ts';
import type { Result } from '../../server/src/text/result.ts';

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

const maximalConfig = 4 * 1024 * 1024;

/** Asks the registry for the configuration of the image for linux/amd64; throws an Error that says why it cannot. */
export type FetchConfig = (reference: ImageReference) => Promise<ImageConfig>;

/** A reader of configurations that signs in nowhere. */
export function createConfigReader(): FetchConfig {
  const client = createRegistryClient({ keychain: anonymousKeychain, userAgent: 'seaworthy-data' });
  const { signal } = new AbortController();

  async function manifest(reference: ImageReference, version: string): Promise<ManifestBody> {
    const { bytes } = valueOf(await client.fetchManifest(reference, version, signal));
    return parse(bytes) as ManifestBody;
  }

  return async (reference) => {
    const root = await manifest(reference, effectiveTag(reference));
    const chosen = root.manifests?.find(
      ({ platform }) => platform?.os === 'linux' && platform.architecture === 'amd64',
    );
    const image = root.manifests === undefined ? root : await manifest(reference, digestOf(chosen));
    const limits = { maximalSize: maximalConfig };
    const blob = valueOf(await client.fetchBlob(reference, digestOf(image.config), limits, signal));
    const config = parse(blob) as { readonly config?: { readonly User?: string } };
    return { user: config.config?.User ?? '' };
  };
}

function digestOf(descriptor: Descriptor | undefined): Digest {
  const parsed = parseDigest(descriptor?.digest ?? '');
  if (!parsed.ok) throw new Error(`not a digest: ${String(descriptor?.digest)}`);
  return parsed.value;
}

function valueOf<T>(result: Result<T, RegistryError>): T {
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
}

function parse(bytes: Uint8Array): unknown {
  return JSON.parse(Buffer.from(bytes).toString());
}
