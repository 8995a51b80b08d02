import { describe, expect, it } from 'vitest';
import { createImageSource } from '../../server/src/registry/images/image-source.ts';
import { sendStatus, type Script } from '../support/fake-registry.ts';
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
} from '../support/images.ts';
import { client, fakeRegistry, linesOf, never, reference } from './setup.ts';

const image = imageOf({});
const other = imageOf({ architecture: 'arm64' });
const provenance = { 'https://slsa.dev/provenance/v1': { buildDefinition: {} } };
const withList = attestationOf(image, { ...provenance, [spdxPredicate]: spdxOf('curl 8.9.1') });
const index = indexOf([
  entryFor(image, 'linux/amd64'),
  entryFor(other, 'linux/arm64'),
  withList.entry,
]);
const empty = stored('application/vnd.oci.empty.v1+json', {});
const curl = { ok: true, value: [{ name: 'curl', version: '8.9.1' }] };
const none = { ok: true, value: undefined };
const spdxDocument = stored('application/spdx+json', spdxOf('curl 8.9.1'));

/** The tag under which the registry lists what refers to the image, and those of cosign. */
const tag = image.manifest.digest.replace(':', '-');

async function asking(script: Script) {
  const registry = await fakeRegistry(script);
  const images = createImageSource(client());
  const name = reference(`${registry.host}/app:1`);
  return {
    registry,
    packages: (version: string) => images.packages(name, version, undefined, never),
  };
}

describe('the packages of an image', () => {
  it('are read from the attestation beside it, by four requests and then none', async () => {
    const { registry, packages } = await asking(
      holding([index, ...contentsOf(image, withList.attestation)]),
    );
    expect(await packages(index.digest)).toEqual(curl);
    expect(await packages(index.digest)).toEqual(curl);
    const versions = linesOf(registry).map((line) => line.split('/').at(-1));
    expect(versions).toEqual([
      index.digest,
      image.manifest.digest,
      withList.attestation.manifest.digest,
      withList.attestation.blobs[2]?.digest,
    ]);
  });

  it('are none when nothing is attached', async () => {
    const { packages } = await asking(holding([...contentsOf(image)]));
    expect(await packages(image.manifest.digest)).toEqual(none);
  });

  it('are none when only something else is attested, or another image', async () => {
    const { entry, attestation } = attestationOf(image, provenance);
    const foreign = attestationOf(other, { [spdxPredicate]: spdxOf('curl 1') });
    const mixed = indexOf([entryFor(image, 'linux/amd64'), entry, foreign.entry]);
    const { packages } = await asking(
      holding([mixed, ...contentsOf(image, attestation, foreign.attestation)]),
    );
    expect(await packages(mixed.digest)).toEqual(none);
  });

  it('are read from a document that refers to the image', async () => {
    const attached = manifestOf(empty, [{ layer: spdxDocument }]);
    const listed = descriptorOf(attached.manifest, { artifactType: 'application/spdx+json' });
    const contents = contentsOf(image, attached);
    const { packages } = await asking(holding(contents, { [tag]: indexOf([listed]) }));
    expect(await packages(image.manifest.digest)).toEqual(curl);
  });

  it('are read from a bundle whose list entry tells what it is about', async () => {
    const statement = statementOf(image.manifest.digest, spdxPredicate, spdxOf('curl 8.9.1'));
    const type = 'application/vnd.dev.sigstore.bundle.v0.3+json';
    const bundle = stored(type, { dsseEnvelope: envelopeOf(statement) });
    const attached = manifestOf(empty, [{ layer: bundle }]);
    const listed = (predicate: string) =>
      descriptorOf(attached.manifest, {
        artifactType: type,
        annotations: { 'dev.sigstore.bundle.predicateType': predicate },
      });
    const contents = contentsOf(image, attached);
    const about = await asking(holding(contents, { [tag]: indexOf([listed(spdxPredicate)]) }));
    expect(await about.packages(image.manifest.digest)).toEqual(curl);
    const signature = listed('https://sigstore.dev/cosign/sign/v1');
    const signed = await asking(holding(contents, { [tag]: indexOf([signature]) }));
    expect(await signed.packages(image.manifest.digest)).toEqual(none);
  });

  it.each(['att', 'sbom'])('are read from the tag of cosign that ends in .%s', async (ending) => {
    const annotations = { predicateType: spdxPredicate };
    const attached = manifestOf(empty, [{ layer: spdxDocument, annotations }]);
    const { packages } = await asking(
      holding(contentsOf(image, attached), { [`${tag}.${ending}`]: attached.manifest }),
    );
    expect(await packages(image.manifest.digest)).toEqual(curl);
  });

  it('are looked for in the next place when one is broken', async () => {
    const broken = manifestOf(empty, [{ layer: stored('application/spdx+json', 'no json') }]);
    const sound = manifestOf(empty, [{ layer: spdxDocument }]);
    const tags = { [`${tag}.att`]: broken.manifest, [`${tag}.sbom`]: sound.manifest };
    const both = await asking(holding(contentsOf(image, broken, sound), tags));
    expect(await both.packages(image.manifest.digest)).toEqual(curl);
    const alone = await asking(
      holding(contentsOf(image, broken), { [`${tag}.att`]: broken.manifest }),
    );
    expect(await alone.packages(image.manifest.digest)).toMatchObject({
      error: { code: 'invalid-response', detail: 'attestation' },
    });
  });

  it('are not said to be none when a place could not be looked at', async () => {
    const { packages } = await asking((request, response) => {
      if (request.path.includes('/referrers/')) sendStatus(response, 500);
      else holding(contentsOf(image))(request, response);
    });
    expect(await packages(image.manifest.digest)).toMatchObject({
      error: { code: 'server-error' },
    });
  });

  it('are not fetched when the list is larger than any', async () => {
    const attached = manifestOf(empty, [{ layer: spdxDocument }]);
    const text = Buffer.from(attached.manifest.bytes)
      .toString()
      .replace(`"size":${spdxDocument.bytes.length}`, '"size":40000000');
    const claimed = stored(attached.manifest.mediaType, text);
    const { registry, packages } = await asking(
      holding([...contentsOf(image), claimed], { [`${tag}.sbom`]: claimed }),
    );
    expect(await packages(image.manifest.digest)).toMatchObject({ error: { code: 'too-large' } });
    expect(linesOf(registry).some((line) => line.includes(spdxDocument.digest))).toBe(false);
  });
});
