import type { ImageReference } from '../../server/src/reference/reference.ts';
import type { ArtifactSource } from '../../server/src/registry/artifact-source.ts';
import { createTrustSource, type TrustOptions } from '../../server/src/trust/default-trust.ts';
import type {
  AllowedSigner,
  SignatureReport,
  SignerPolicy,
} from '../../server/src/trust/trust-source.ts';
import { fail } from '../../server/src/text/result.ts';
import { client, fakeRegistry, never, reference } from '../registry/setup.ts';
import { sendStatus, type FakeRegistry } from '../support/fake-registry.ts';
import {
  contentsOf,
  holding,
  imageOf,
  indexOf,
  descriptorOf,
  type BuiltManifest,
  type Stored,
} from '../support/images.ts';

export const image = imageOf({}, ['signed']).manifest;
export const otherImage = imageOf({}, ['other']).manifest;

/** What a registry has of signatures. */
export interface Attached {
  readonly tags?: Readonly<Record<string, Stored>>;
  readonly manifests?: readonly BuiltManifest[];
  /** What its referrers API lists; it has none when that is left out. */
  readonly referrers?: readonly object[];
  /** Ends of paths that it fails at, each with a status. */
  readonly failures?: Readonly<Record<string, number>>;
}

/** A registry with an image and what is attached to it. */
export async function registryWith({
  tags = {},
  manifests = [],
  referrers,
  failures = {},
}: Attached): Promise<FakeRegistry> {
  const contents = [image, otherImage, ...contentsOf(...manifests)];
  const answer = holding(contents, tags);
  const list = indexOf(referrers ?? []);
  return fakeRegistry((request, response) => {
    const failure = Object.entries(failures).find(([end]) => request.path.endsWith(end));
    if (failure !== undefined) sendStatus(response, failure[1]);
    else if (!request.path.includes('/referrers/')) answer(request, response);
    else if (referrers === undefined) sendStatus(response, 404);
    else response.writeHead(200, { 'Content-Type': list.mediaType }).end(list.bytes);
  });
}

/** The list of referrers under its tag; tools that write it need not say what the referrers are. */
export function listOf(
  manifests: readonly BuiltManifest[],
  { saysTypes = true }: { readonly saysTypes?: boolean } = {},
): Stored {
  return indexOf(manifests.map((one) => entryOf(one, { saysTypes })));
}

export function entryOf(
  { manifest }: BuiltManifest,
  { saysTypes = true }: { readonly saysTypes?: boolean } = {},
): object {
  const { artifactType, annotations } = JSON.parse(Buffer.from(manifest.bytes).toString()) as {
    readonly artifactType?: string;
    readonly annotations?: object;
  };
  return descriptorOf(manifest, saysTypes ? { artifactType, annotations } : {});
}

export const nobody: SignerPolicy = { signers: [], from: undefined };

export function onlyBy(...signers: readonly AllowedSigner[]): SignerPolicy {
  return { signers, from: 'settings' };
}

export function byKey(pem: string, name = 'the release key'): SignerPolicy {
  return onlyBy({ kind: 'key', name, pem });
}

export function byIdentity(identity: string, issuer: string): SignerPolicy {
  return onlyBy({ kind: 'identity', identity, issuer });
}

/** The signatures of the image as Seaworthy sees them. */
export function signaturesIn(
  { host }: Pick<FakeRegistry, 'host'>,
  policy: SignerPolicy,
  options: Partial<TrustOptions> = {},
): Promise<SignatureReport> {
  return trustWith(client(), options).signatures(
    { reference: imageAt(host), digests: [image.digest], policy },
    never,
  );
}

export function imageAt(host: string): ImageReference {
  return reference(`${host}/app:1`);
}

export function trustWith(
  registry: ArtifactSource,
  options: Partial<TrustOptions> = {},
): ReturnType<typeof createTrustSource> {
  return createTrustSource({
    registry,
    settings: { trustedRoot: undefined, signers: [], notaryServers: {} },
    contentTrust: () => Promise.resolve(undefined),
    run: ({ program }) => Promise.resolve(fail({ code: 'not-installed', program })),
    readFile: (path) => Promise.reject(new Error(path)),
    log: () => undefined,
    ...options,
  });
}

/** Options with the trust root of an instance of Sigstore, as a person sets it. */
export function trusting(root: object): Partial<TrustOptions> {
  return {
    settings: { trustedRoot: '/home/me/trusted_root.json', signers: [], notaryServers: {} },
    readFile: () => Promise.resolve(JSON.stringify(root)),
  };
}
