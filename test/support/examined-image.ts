import { annotationsOf, type SigstoreInstance } from './cosign-authority.ts';
import {
  bundleReferrer,
  keyBundle,
  payloadFor,
  referrersTag,
  signatureTag,
  signedBy,
  signingKey,
  simpleSignatures,
  statementFor,
  type SigningKey,
} from './cosign-signatures.ts';
import {
  attestationOf,
  contentsOf,
  descriptorOf,
  entryFor,
  imageOf,
  indexOf,
  manifestType,
  spdxOf,
  spdxPredicate,
  type BuiltManifest,
  type Stored,
} from './images.ts';
import { push, putManifest, type PushTarget } from './push.ts';

/** An image in a registry about which there is an answer to each question. */
export interface ExaminedImage {
  /** Without a tag. */
  readonly name: string;
  readonly index: Stored;
  /** That for linux/amd64, and what configures it. */
  readonly image: { readonly manifest: Stored; readonly config: Stored };
  /** One of those that it is signed with. */
  readonly key: SigningKey;
  /** What its base image stood for when it was built, and stands for now. */
  readonly base: { readonly then: Stored; readonly now: Stored };
}

const revision = '0123456789abcdef0123456789abcdef01234567';
const built = '2026-01-20T00:00:00Z';
const provenance = {
  buildDefinition: {
    buildType: 'https://mobyproject.org/buildkit@v1',
    externalParameters: { configSource: { path: 'Dockerfile' } },
    resolvedDependencies: [],
  },
  runDetails: {
    builder: { id: 'https://builder.example.com' },
    metadata: {
      finishedOn: built,
      buildkit_metadata: { vcs: { source: 'https://git.example.com/app', revision } },
    },
  },
};

/**
 * Pushes it under both `3.8` and `latest`: for two platforms, with its history and what BuildKit attaches, on a base that has
 * moved since, and signed in each of the places for signatures, with a key and by an identity.
 */
export async function pushExaminedImage(
  registry: PushTarget & { readonly host: string },
  sigstore: SigstoreInstance,
): Promise<ExaminedImage> {
  const [then, now] = [imageOf({}, ['base']), imageOf({}, ['base, renewed'])];
  for (const base of [then, now]) await pushManifest(registry, 'team/base', '1', base);

  const image = imageOf(
    {
      created: built,
      config: {
        User: 'app',
        Env: ['PATH=/bin', 'API_TOKEN=hunter2'],
        Entrypoint: ['/app'],
        Cmd: ['serve'],
        ExposedPorts: { '8080/tcp': {} },
        Volumes: { '/data': {} },
        Labels: {
          'org.opencontainers.image.source': 'https://git.example.com/app',
          'org.opencontainers.image.revision': revision,
          'org.opencontainers.image.licenses': 'MIT',
          'org.opencontainers.image.base.name': `${registry.host}/team/base:1`,
          'org.opencontainers.image.base.digest': then.manifest.digest,
        },
      },
      history: [
        { created: built, created_by: 'ADD rootfs.tar.xz /' },
        { created: built, created_by: 'ENV API_TOKEN=hunter2', empty_layer: true },
        { created: built, created_by: 'COPY app /app # buildkit' },
      ],
    },
    ['base', 'app'],
  );
  const other = imageOf({ architecture: 'arm64' }, ['base', 'app for arm64']);
  const { attestation, entry } = attestationOf(image, {
    [spdxPredicate]: spdxOf('curl 8.9.1', 'openssl 3.5.1'),
    'https://slsa.dev/provenance/v1': provenance,
  });
  const index = indexOf([entryFor(image, 'linux/amd64'), entryFor(other, 'linux/arm64'), entry]);
  const parts = [image, other, attestation];
  for (const tag of ['3.8', 'latest'])
    await push(
      {
        repository: 'team/app',
        tag,
        root: index,
        manifests: parts.map(({ manifest }) => manifest),
        blobs: contentsOf(...parts).filter(({ mediaType }) => mediaType !== manifestType),
      },
      registry,
    );

  const [config] = image.blobs;
  if (config === undefined) throw new Error('an image has a configuration');
  const key = signingKey();
  await signUnderTag(registry, index, key, sigstore);
  await signByReferrers(registry, index, key, sigstore);
  return {
    name: `${registry.host}/team/app`,
    index,
    image: { manifest: image.manifest, config },
    key,
    base: { then: then.manifest, now: now.manifest },
  };
}

/** In cosign's older form. */
async function signUnderTag(
  registry: PushTarget,
  index: Stored,
  key: SigningKey,
  sigstore: SigstoreInstance,
): Promise<void> {
  const payload = payloadFor(index.digest);
  const byIdentity = { payload, annotations: annotationsOf(await sigstore.signBytes(payload)) };
  const signatures = simpleSignatures([signedBy(key, payload), byIdentity]);
  await pushManifest(registry, 'team/app', signatureTag(index), signatures);
}

/** In bundles, which the registry lists by itself where it has the referrers API, and by a tag where it has not. */
async function signByReferrers(
  registry: PushTarget,
  index: Stored,
  key: SigningKey,
  sigstore: SigstoreInstance,
): Promise<void> {
  const statement = statementFor(index.digest);
  const bundles = [keyBundle(key, statement), await sigstore.signStatement(statement)];
  const referrers = bundles.map((bundle) => bundleReferrer(bundle, index));
  for (const [number, referrer] of referrers.entries())
    await pushManifest(registry, 'team/app', `signature-${number}`, referrer);
  const list = indexOf(referrers.map(({ manifest }) => descriptorOf(manifest)));
  await putManifest(registry, 'team/app', referrersTag(index), list.mediaType, list.bytes);
}

async function pushManifest(
  registry: PushTarget,
  repository: string,
  tag: string,
  { manifest, blobs }: BuiltManifest,
): Promise<void> {
  await push({ repository, tag, root: manifest, manifests: [], blobs }, registry);
}
