import { describe, expect, it } from 'vitest';
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
} from '../support/cosign-signatures.ts';
import {
  byKey,
  entryOf,
  image,
  listOf,
  otherImage,
  registryWith,
  signaturesIn,
  type Attached,
} from './signed-images.ts';

const key = signingKey();
const simple = simpleSignatures([signedBy(key, payloadFor(image.digest))]);
const bundle = bundleReferrer(keyBundle(key, statementFor(image.digest)), image);
const both = [simple, bundle];

function amongReferrers(manifest = bundle): Attached {
  return { referrers: [entryOf(manifest)], manifests: [manifest] };
}

function inUntoldList(manifest: typeof bundle): Attached {
  return {
    tags: { [referrersTag(image)]: listOf([manifest], { saysTypes: false }) },
    manifests: [manifest],
  };
}

describe('no signature is', () => {
  const provenance = 'https://slsa.dev/provenance/v1';
  const attestation = keyBundle(key, statementFor(image.digest, provenance));

  it.each([
    ['an attestation', amongReferrers(bundleReferrer(attestation, image, provenance))],
    [
      'an attestation that does not say so before it is read',
      amongReferrers(bundleReferrer(attestation, image, '')),
    ],
    [
      'an attestation in a list that does not say what it has',
      inUntoldList(bundleReferrer(attestation, image, provenance)),
    ],
    ['what refers to another image', amongReferrers(bundleReferrer(soundFor(image), otherImage))],
    ['a bundle of a size that only attestations have', amongReferrers(largeBundle())],
    // GitHub's registry answers with the image where there is no such tag.
    ['the image itself under the tag', { tags: { [referrersTag(image)]: image } }],
  ])('%s', async (_, attached) => {
    const registry = await registryWith(attached);
    expect(await signaturesIn(registry, byKey(key.pem))).toMatchObject({
      level: 'none',
      signatures: [],
      unseen: [],
    });
  });

  function soundFor({ digest }: typeof image): object {
    return keyBundle(key, statementFor(digest));
  }

  function largeBundle(): ReturnType<typeof bundleReferrer> {
    return bundleReferrer({ ...soundFor(image), padding: ' '.repeat(300_000) }, image);
  }
});

describe('a place that cannot be looked at', () => {
  it.each([
    ['referrers', `/referrers/${image.digest}`],
    ['referrers-tag', `/manifests/${referrersTag(image)}`],
    ['signature-tag', `/manifests/${signatureTag(image)}`],
  ])('%s is told and hides nothing of the others', async (place, end) => {
    const attached = {
      referrers: [],
      tags: { [referrersTag(image)]: listOf([bundle]), [signatureTag(image)]: simple.manifest },
      manifests: both,
      failures: { [end]: 500 },
    };
    const registry = await registryWith(attached);
    const { level, signatures, unseen } = await signaturesIn(registry, byKey(key.pem));
    expect(level).toBe('verified');
    expect(unseen).toMatchObject([{ place, error: { code: 'server-error' } }]);
    expect(signatures).toHaveLength(place === 'referrers' ? 2 : 1);
  });

  it('may be one signature of several', async () => {
    const other = bundleReferrer(keyBundle(signingKey(), statementFor(image.digest)), image);
    const [layer] = other.blobs.slice(1);
    const registry = await registryWith({
      ...amongReferrers(),
      referrers: [entryOf(bundle), entryOf(other)],
      manifests: [bundle, other],
      failures: { [layer?.digest ?? '']: 404 },
    });
    expect(await signaturesIn(registry, byKey(key.pem))).toMatchObject({
      level: 'verified',
      signatures: [{ outcome: { kind: 'verified' } }],
      unseen: [{ place: 'referrers', error: { code: 'not-found' } }],
    });
  });

  it('may be what is behind the first fifty of a list', async () => {
    const entries = Array.from({ length: 60 }, () => entryOf(bundle));
    const numbered = entries.map((entry, index) => ({
      ...entry,
      digest: index === 0 ? bundle.manifest.digest : `sha256:${String(index).padStart(64, '0')}`,
    }));
    const registry = await registryWith({ referrers: numbered, manifests: [bundle] });
    const { level, unseen } = await signaturesIn(registry, byKey(key.pem));
    expect(level).toBe('verified');
    expect(unseen.at(-1)).toMatchObject({ place: 'referrers', error: { code: 'too-large' } });
  });
});
