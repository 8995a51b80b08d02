import { describe, expect, it } from 'vitest';
import type { Digest } from '../../server/src/reference/digest.ts';
import { createImageSource } from '../../server/src/registry/images/image-source.ts';
import { indexType, sendStatus, sha256, type Script } from '../support/fake-registry.ts';
import {
  attestationOf,
  contentsOf,
  descriptorOf,
  entryFor,
  envelopeOf,
  holding,
  imageOf,
  indexOf,
  manifestOf,
  spdxOf,
  spdxPredicate,
  statementOf,
  stored,
  type BuiltManifest,
  type Stored,
} from '../support/images.ts';
import { client, fakeRegistry, linesOf, never, reference } from './setup.ts';

const slsa = 'https://slsa.dev/provenance/v1';
const bundleType = 'application/vnd.dev.sigstore.bundle.v0.3+json';
const attestationManifest = 'application/vnd.docker.attestation.manifest.v1+json';
const provenance = {
  buildDefinition: { externalParameters: { configSource: { uri: 'https://example.org/app' } } },
};
const image = imageOf({});
const subject = image.manifest.digest;
const tag = subject.replace(':', '-');
const empty = stored('application/vnd.oci.empty.v1+json', {});

async function asking(script: Script, signal = never) {
  const registry = await fakeRegistry(script);
  const source = createImageSource(client());
  const name = reference(`${registry.host}/app:1`);
  return {
    registry,
    attestations: (index?: Digest) => source.attestations(name, subject, index, signal),
  };
}

/** A bundle with a statement, as a manifest that refers to an image. */
function bundleOf(statement: object, annotations?: object): BuiltManifest {
  const bundle = stored(bundleType, { dsseEnvelope: envelopeOf(statement) });
  return manifestOf(empty, [{ layer: bundle }], { artifactType: bundleType, annotations });
}

/** The list of what refers to the image, as it stands under a tag; some writers leave out the types. */
function listOf(...attached: readonly BuiltManifest[]): Stored {
  return indexOf(attached.map(({ manifest }) => descriptorOf(manifest)));
}

describe('what BuildKit attaches to an image', () => {
  const attested = attestationOf(image, { [slsa]: provenance, [spdxPredicate]: spdxOf('curl 1') });
  const index = indexOf([entryFor(image, 'linux/amd64'), attested.entry]);
  const { digest } = attested.attestation.manifest;
  const expected = {
    provenance: { version: '1', source: 'https://example.org/app' },
    packages: { format: 'spdx', packages: [{ name: 'curl', version: '1' }] },
  };

  it('is found beside it in its index: provenance and packages', async () => {
    const { attestations } = await asking(
      holding([index, ...contentsOf(image, attested.attestation)]),
    );
    expect(await attestations(index.digest)).toMatchObject({
      ok: true,
      value: {
        found: [
          { predicateType: slsa, place: 'index', digest },
          { predicateType: spdxPredicate, place: 'index', digest },
        ],
        ...expected,
      },
    });
  });

  it('is told once where it refers to the image as well', async () => {
    const contents = contentsOf(image, attested.attestation);
    const listed = indexOf([
      descriptorOf(attested.attestation.manifest, { artifactType: attestationManifest }),
    ]);
    const { attestations } = await asking(holding([index, ...contents], { [tag]: listed }));
    const found = { found: [{ place: 'index' }, { place: 'index' }] };
    expect(await attestations(index.digest)).toMatchObject({ ok: true, value: found });
  });

  it('is found where it refers to an image that stands in no index', async () => {
    const listed = indexOf([
      descriptorOf(attested.attestation.manifest, { artifactType: attestationManifest }),
    ]);
    const tagged = holding(contentsOf(image, attested.attestation), { [tag]: listed });
    const byTag = await asking(tagged);
    expect(await byTag.attestations()).toMatchObject({
      value: { found: [{ place: 'referrers-tag' }, {}], ...expected },
    });
    const byApi = await asking((request, response) => {
      if (request.path.endsWith(`/referrers/${subject}`))
        response.writeHead(200, { 'Content-Type': indexType }).end(listed.bytes);
      else tagged(request, response);
    });
    expect(await byApi.attestations()).toMatchObject({
      value: { found: [{ place: 'referrers' }, {}], ...expected },
    });
  });
});

describe('what others attach', () => {
  it('is found in bundles whose list says nothing of them', async () => {
    const bundles = [
      bundleOf(statementOf(subject, slsa, provenance)),
      bundleOf(statementOf(subject, 'https://openvex.dev/ns/v0.2.0', { statements: [] })),
      bundleOf(statementOf(subject, 'https://sigstore.dev/cosign/sign/v1', {})),
    ];
    const { attestations } = await asking(
      holding(contentsOf(image, ...bundles), { [tag]: listOf(...bundles) }),
    );
    const told = await attestations();
    expect(told).toMatchObject({ ok: true, value: { provenance: { version: '1' } } });
    // A signature says nothing beside that somebody signed.
    expect(told.ok ? told.value.found.map(({ predicateType }) => predicateType) : []).toEqual([
      slsa,
      'https://openvex.dev/ns/v0.2.0',
    ]);
  });

  it('is found by what the manifest of a bundle says, unread where it is of no use', async () => {
    const key = 'dev.sigstore.bundle.predicateType';
    const vex = bundleOf({ no: 'statement' }, { [key]: 'https://openvex.dev/ns/v0.2.0' });
    const { registry, attestations } = await asking(
      holding(contentsOf(image, vex), { [tag]: listOf(vex) }),
    );
    expect(await attestations()).toMatchObject({
      value: { found: [{ predicateType: 'https://openvex.dev/ns/v0.2.0' }] },
    });
    expect(linesOf(registry).some((line) => line.includes('/blobs/'))).toBe(false);
  });

  it('is found under the tags of cosign, in an envelope and bare', async () => {
    const envelope = stored(
      'application/vnd.dsse.envelope.v1+json',
      envelopeOf(statementOf(subject, slsa, provenance)),
    );
    const att = manifestOf(empty, [{ layer: envelope, annotations: { predicateType: slsa } }]);
    const sbom = manifestOf(empty, [{ layer: stored('text/spdx+json', spdxOf('curl 1')) }]);
    const { attestations } = await asking(
      holding(contentsOf(image, att, sbom), {
        [`${tag}.att`]: att.manifest,
        [`${tag}.sbom`]: sbom.manifest,
      }),
    );
    expect(await attestations()).toMatchObject({
      value: {
        found: [
          { predicateType: slsa, place: 'cosign-tag', digest: att.manifest.digest },
          { predicateType: 'text/spdx+json', place: 'cosign-tag', digest: sbom.manifest.digest },
        ],
        provenance: { source: 'https://example.org/app' },
        packages: { packages: [{ name: 'curl' }] },
      },
    });
  });

  it('is found where it is attached to the index and about that', async () => {
    const index = indexOf([entryFor(image, 'linux/amd64')]);
    const bundle = bundleOf(statementOf(index.digest, slsa, provenance));
    const script = holding([index, ...contentsOf(image, bundle)], {
      [index.digest.replace(':', '-')]: listOf(bundle),
    });
    const { attestations } = await asking((request, response) => {
      if (request.path.includes('/referrers/')) sendStatus(response, 404);
      else script(request, response);
    });
    expect(await attestations(index.digest)).toMatchObject({
      value: { found: [{ place: 'referrers-tag' }], provenance: { version: '1' } },
    });
    expect(await attestations()).toEqual({
      ok: true,
      value: { found: [], packages: undefined, provenance: undefined },
    });
  });
});

describe('what counts as not attached', () => {
  const nothing = { ok: true, value: { found: [], packages: undefined, provenance: undefined } };

  it('is nothing at all', async () => {
    const { attestations } = await asking(holding(contentsOf(image)));
    expect(await attestations()).toEqual(nothing);
  });

  it.each([
    ['about another image', statementOf(sha256('another'), slsa, provenance)],
    ['about nothing', { predicateType: slsa, predicate: provenance }],
  ])('is a statement %s', async (_, statement) => {
    const bundle = bundleOf(statement);
    const { attestations } = await asking(
      holding(contentsOf(image, bundle), { [tag]: listOf(bundle) }),
    );
    expect(await attestations()).toEqual(nothing);
  });

  it('is a list of parts without the statement that should be around it', async () => {
    const annotations = { 'in-toto.io/predicate-type': spdxPredicate };
    const layer = stored('application/vnd.in-toto+json', spdxOf('curl 1'));
    const att = manifestOf(empty, [{ layer, annotations }]);
    const { attestations } = await asking(
      holding(contentsOf(image, att), { [`${tag}.att`]: att.manifest }),
    );
    expect(await attestations()).toMatchObject({
      error: { code: 'invalid-response', detail: 'attestation' },
    });
  });

  it('is what refers to the image and is something else', async () => {
    const type = 'application/vnd.cncf.notary.signature';
    const signature = manifestOf(empty, [{ layer: stored('application/jose+json', '{}') }]);
    const listed = indexOf([descriptorOf(signature.manifest, { artifactType: type })]);
    const { attestations } = await asking(holding(contentsOf(image, signature), { [tag]: listed }));
    expect(await attestations()).toEqual(nothing);
  });
});

describe('a registry that fails', () => {
  const bundle = bundleOf(statementOf(subject, slsa, provenance));
  const tagged = holding(contentsOf(image, bundle), { [`${tag}.att`]: bundle.manifest });

  it('is not said to have nothing', async () => {
    const { attestations } = await asking((request, response) => {
      if (request.path.includes('/referrers/')) sendStatus(response, 500);
      else holding(contentsOf(image))(request, response);
    });
    expect(await attestations()).toMatchObject({ error: { code: 'server-error' } });
  });

  it('tells what it has in another place', async () => {
    const { attestations } = await asking((request, response) => {
      if (request.path.includes('/referrers/')) sendStatus(response, 500);
      else tagged(request, response);
    });
    expect(await attestations()).toMatchObject({ value: { found: [{ place: 'cosign-tag' }] } });
  });

  it('is not waited for by who has given up', async () => {
    const person = new AbortController();
    const { attestations } = await asking(() => {
      person.abort();
    }, person.signal);
    expect(await attestations()).toMatchObject({ error: { code: 'cancelled' } });
  });
});

describe('what is larger than it may be', () => {
  /** Says that its layer has so many bytes. */
  function claiming({ manifest, blobs }: BuiltManifest, size: number): Stored {
    const real = `"size":${blobs[1]?.bytes.length ?? 0}`;
    const text = Buffer.from(manifest.bytes).toString().replaceAll(real, `"size":${size}`);
    return stored(manifest.mediaType, text);
  }

  it('is named and not fetched', async () => {
    const sbom = manifestOf(empty, [{ layer: stored('text/spdx+json', spdxOf('curl 1')) }]);
    const large = claiming(sbom, 40_000_000);
    const { registry, attestations } = await asking(
      holding([...contentsOf(image), large], { [`${tag}.sbom`]: large }),
    );
    expect(await attestations()).toMatchObject({
      value: { found: [{ predicateType: 'text/spdx+json' }], packages: undefined },
    });
    expect(linesOf(registry).some((line) => line.includes('/blobs/'))).toBe(false);
  });

  it('are many statements: six manifests of a place are looked at', async () => {
    const bundles = Array.from({ length: 50 }, (_, number) =>
      bundleOf(statementOf(sha256(`another ${number}`), slsa, provenance)),
    );
    const { registry, attestations } = await asking(
      holding(contentsOf(image, ...bundles), { [tag]: listOf(...bundles) }),
    );
    expect(await attestations()).toMatchObject({ value: { found: [] } });
    const fetched = linesOf(registry).filter((line) => line.includes('/manifests/sha256:'));
    expect(fetched).toHaveLength(6);
  });
});
