import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Digest } from '../../server/src/reference/digest.ts';
import { registryOf } from '../../server/src/registry/client-registry.ts';
import { client, never, reference } from '../registry/setup.ts';
import {
  attestationOf,
  contentsOf,
  descriptorOf,
  entryFor,
  envelopeOf,
  imageOf,
  indexOf,
  manifestOf,
  manifestType,
  spdxOf,
  spdxPredicate,
  statementOf,
  stored,
  type BuiltManifest,
} from '../support/images.ts';
import { push, putManifest } from '../support/push.ts';
import { startRealRegistry, type RealRegistry } from '../support/real-registry.ts';
import { isSkipped, titled } from './tools.ts';

const commit = '0123456789abcdef0123456789abcdef01234567';
const slsa = 'https://slsa.dev/provenance/v1';
const provenance = {
  buildDefinition: {
    externalParameters: { configSource: { path: 'Dockerfile' } },
    resolvedDependencies: [{ uri: 'pkg:docker/debian@trixie', digest: { sha256: 'a'.repeat(64) } }],
  },
  runDetails: {
    builder: { id: 'https://builder.example.org' },
    metadata: {
      finishedOn: '2026-01-20T00:00:00Z',
      buildkit_metadata: { vcs: { source: 'https://git.example.org/app', revision: commit } },
    },
  },
};
const expected = {
  provenance: {
    version: '1',
    builder: 'https://builder.example.org',
    source: 'https://git.example.org/app',
    revision: commit,
    entryPoint: 'Dockerfile',
    finished: Date.UTC(2026, 0, 20),
    materials: [{ uri: 'pkg:docker/debian@trixie', digest: `sha256:${'a'.repeat(64)}` }],
  },
  packages: { format: 'spdx', packages: [{ name: 'curl', version: '8.9.1' }] },
};

const image = imageOf(
  {
    history: [
      { created: '2026-01-20T00:00:00Z', created_by: 'ADD rootfs.tar.xz /' },
      { created: '2026-01-20T00:00:01Z', created_by: 'ENV A=b', empty_layer: true },
      { created: '2026-01-20T00:00:02Z', created_by: 'COPY . /srv' },
    ],
  },
  ['rootfs', 'app'],
);
const { digest } = image.manifest;

/** What a push needs beside the manifest that gets the tag. */
function rest(...built: readonly BuiltManifest[]) {
  return {
    manifests: built.map(({ manifest }) => manifest),
    blobs: contentsOf(...built).filter(({ mediaType }) => mediaType !== manifestType),
  };
}

describe.skipIf(isSkipped)(titled('what is attached to an image in docker-registry'), () => {
  let registry: RealRegistry;

  beforeAll(async () => {
    registry = await startRealRegistry();
  });
  afterAll(() => registry.close());

  function attachedIn(repository: string, index?: Digest) {
    const name = reference(`${registry.host}/${repository}:1`);
    return registryOf(client()).attestations(name, digest, index, never);
  }

  it('by BuildKit is found beside it in its index', async () => {
    const documents = { [slsa]: provenance, [spdxPredicate]: spdxOf('curl 8.9.1') };
    const { attestation, entry } = attestationOf(image, documents);
    const root = indexOf([entryFor(image, 'linux/amd64'), entry]);
    const repository = 'team/built';
    await push({ repository, tag: '1', root, ...rest(image, attestation) }, registry);
    expect(await attachedIn(repository, root.digest)).toMatchObject({
      ok: true,
      value: {
        found: [
          { predicateType: slsa, place: 'index', digest: attestation.manifest.digest },
          { predicateType: spdxPredicate, place: 'index', digest: attestation.manifest.digest },
        ],
        ...expected,
      },
    });
  });

  it('by others is found under the tag that stands in for a list of referrers', async () => {
    const type = 'application/vnd.dev.sigstore.bundle.v0.3+json';
    const empty = stored('application/vnd.oci.empty.v1+json', {});
    const bundles = Object.entries({ [slsa]: provenance, [spdxPredicate]: spdxOf('curl 8.9.1') })
      .map(([predicateType, document]) => statementOf(digest, predicateType, document))
      .map((statement) => stored(type, { dsseEnvelope: envelopeOf(statement) }))
      .map((layer) =>
        manifestOf(empty, [{ layer }], {
          artifactType: type,
          subject: descriptorOf(image.manifest),
        }),
      );
    const repository = 'team/attached';
    const list = indexOf(bundles.map(({ manifest }) => descriptorOf(manifest)));
    await push(
      { repository, tag: '1', root: image.manifest, ...rest(image, ...bundles) },
      registry,
    );
    await putManifest(registry, repository, digest.replace(':', '-'), list.mediaType, list.bytes);
    expect(await attachedIn(repository)).toMatchObject({
      ok: true,
      value: {
        found: [
          { predicateType: slsa, place: 'referrers-tag' },
          { predicateType: spdxPredicate, place: 'referrers-tag' },
        ],
        ...expected,
      },
    });
  });

  it('is nothing where nobody attached anything, and its history is there all the same', async () => {
    const repository = 'team/alone';
    await push({ repository, tag: '1', root: image.manifest, ...rest(image) }, registry);
    expect(await attachedIn(repository)).toEqual({
      ok: true,
      value: { found: [], packages: undefined, provenance: undefined },
    });
    const name = reference(`${registry.host}/${repository}:1`);
    const details = await registryOf(client()).details(name, '1', undefined, never);
    const layers = details.ok ? details.value.manifest.layers : [];
    expect(details).toMatchObject({
      value: {
        history: [
          { createdBy: 'ADD rootfs.tar.xz /', layer: layers[0]?.digest },
          { createdBy: 'ENV A=b', layer: undefined },
          { createdBy: 'COPY . /srv', layer: layers[1]?.digest },
        ],
      },
    });
  });
});
