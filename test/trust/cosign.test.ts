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
  type KeyKind,
} from '../support/cosign-signatures.ts';
import {
  byKey,
  entryOf,
  image,
  listOf,
  nobody,
  onlyBy,
  otherImage,
  registryWith,
  signaturesIn,
  type Attached,
} from './signed-images.ts';

const key = signingKey();
const otherKey = signingKey();
const payload = payloadFor(image.digest);
const signed = signedBy(key, payload);
const simple = simpleSignatures([signed]);
const simpleReferrer = simpleSignatures([signed], image);
const bundle = bundleReferrer(keyBundle(key, statementFor(image.digest)), image);

function underTag(manifest = simple): Attached {
  return { tags: { [signatureTag(image)]: manifest.manifest }, manifests: [manifest] };
}

function underReferrersTag(manifest = bundle, saysTypes = true): Attached {
  return {
    tags: { [referrersTag(image)]: listOf([manifest], { saysTypes }) },
    manifests: [manifest],
  };
}

function amongReferrers(manifest = bundle): Attached {
  return { referrers: [entryOf(manifest)], manifests: [manifest] };
}

const both = [simple, bundle];

const verified = {
  kind: 'verified',
  isExpected: true,
  signer: { kind: 'key', name: 'the release key' },
};

describe('a signature with a key', () => {
  it.each([
    ['under the tag of cosign', underTag(), 'cosign', 'signature-tag'],
    ['under the tag of referrers', underReferrersTag(), 'sigstore-bundle', 'referrers-tag'],
    [
      'in a list that does not say what it has',
      underReferrersTag(bundle, false),
      'sigstore-bundle',
      'referrers-tag',
    ],
    ['by the referrers API', amongReferrers(), 'sigstore-bundle', 'referrers'],
    [
      'by the referrers API in its older form',
      amongReferrers(simpleReferrer),
      'cosign',
      'referrers',
    ],
    [
      'in a list from before the registry had an API',
      { ...underReferrersTag(), referrers: [] },
      'sigstore-bundle',
      'referrers-tag',
    ],
  ] as const)('is found %s', async (_, attached, format, place) => {
    const registry = await registryWith(attached);
    expect(await signaturesIn(registry, byKey(key.pem))).toMatchObject({
      level: 'verified',
      signatures: [{ format, place, subject: image.digest, outcome: verified }],
      unseen: [],
    });
  });

  it('is told once, however often it is found', async () => {
    const registry = await registryWith({
      referrers: [entryOf(bundle), entryOf(bundle), entryOf(simpleReferrer)],
      tags: {
        [referrersTag(image)]: listOf([bundle, simpleReferrer]),
        [signatureTag(image)]: simple.manifest,
      },
      manifests: [bundle, simple, simpleReferrer],
    });
    const { signatures } = await signaturesIn(registry, byKey(key.pem));
    expect(signatures.map(({ format, place }) => `${format} by ${place}`)).toEqual([
      'sigstore-bundle by referrers',
      'cosign by referrers',
    ]);
  });

  it.each<[KeyKind, string[]]>([
    ['P-256', ['sha256', 'sha512']],
    ['P-384', ['sha256', 'sha384']],
    ['rsa', ['sha256', 'sha512']],
    ['ed25519', ['sha256']],
  ])('of the kind %s is checked, by whichever hash', async (kind, hashes) => {
    const some = signingKey(kind);
    const signatures = hashes.map((hash) => signedBy(some, payload, hash));
    const registry = await registryWith(underTag(simpleSignatures(signatures)));
    const report = await signaturesIn(registry, byKey(some.pem));
    expect(report.signatures.map(({ outcome }) => outcome.kind)).toEqual(
      hashes.map(() => 'verified'),
    );
  });

  it('counts for nothing with another key', async () => {
    const registry = await registryWith({ ...underTag(), ...amongReferrers() });
    expect(await signaturesIn(registry, byKey(otherKey.pem))).toMatchObject({
      level: 'failed',
      signatures: [{ outcome: { kind: 'failed', reason: 'wrong-signature' } }],
    });
  });

  it('is one of several that a policy takes', async () => {
    const registry = await registryWith(underTag());
    const policy = onlyBy(
      { kind: 'key', name: 'the key of last year', pem: otherKey.pem },
      { kind: 'key', name: 'the key of this year', pem: key.pem },
    );
    expect(await signaturesIn(registry, policy)).toMatchObject({
      level: 'verified',
      signatures: [{ outcome: { signer: { name: 'the key of this year' } } }],
    });
  });

  it('is present and no more where nobody has named a key', async () => {
    const registry = await registryWith({ ...underTag(), ...amongReferrers(), manifests: both });
    const outcome = { kind: 'unchecked', reason: 'no-key' };
    expect(await signaturesIn(registry, nobody)).toMatchObject({
      level: 'present',
      signatures: [{ outcome }, { outcome }],
    });
  });

  it('stays verified beside one that is not', async () => {
    const two = simpleSignatures([signedBy(otherKey, payload), signedBy(key, payload)]);
    const registry = await registryWith(underTag(two));
    const { level, signatures } = await signaturesIn(registry, byKey(key.pem));
    expect(level).toBe('verified');
    expect(signatures.map(({ outcome }) => outcome.kind)).toEqual(['failed', 'verified']);
  });
});

describe('a signature', () => {
  const failing = async (attached: Attached, reason: string): Promise<void> => {
    const registry = await registryWith(attached);
    expect(await signaturesIn(registry, byKey(key.pem))).toMatchObject({
      level: 'failed',
      signatures: [{ outcome: { kind: 'failed', reason } }],
    });
  };
  const withPayload = (text: string, annotations = signed.annotations): Attached =>
    underTag(simpleSignatures([{ payload: text, annotations }]));
  const withBundle = (json: object | string): Attached =>
    amongReferrers(bundleReferrer(json, image));
  const soundBundle = keyBundle(key, statementFor(image.digest)) as {
    readonly dsseEnvelope: {
      readonly payload: string;
      readonly payloadType: string;
      readonly signatures: readonly { readonly sig: string }[];
    };
  };
  const { dsseEnvelope } = soundBundle;
  const changed = (base64: string): string => {
    const bytes = Buffer.from(base64, 'base64');
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    return bytes.toString('base64');
  };

  it.each([
    ['payload', withPayload(payload.replace('registry.example.com', 'registry.example.con'))],
    [
      'signature',
      withPayload(payload, {
        'dev.cosignproject.cosign/signature': changed(Object.values(signed.annotations)[0] ?? ''),
      }),
    ],
    [
      'statement',
      withBundle({
        ...soundBundle,
        dsseEnvelope: {
          ...dsseEnvelope,
          payload: Buffer.from(`${statementFor(image.digest)} `).toString('base64'),
        },
      }),
    ],
    [
      'signature of the statement',
      withBundle({
        ...soundBundle,
        dsseEnvelope: {
          ...dsseEnvelope,
          signatures: dsseEnvelope.signatures.map(({ sig }) => ({ sig: changed(sig) })),
        },
      }),
    ],
  ])('of which one byte of the %s was changed counts for nothing', async (_, attached) => {
    await failing(attached, 'wrong-signature');
  });

  it.each([
    ['payload', underTag(simpleSignatures([signedBy(key, payloadFor(otherImage.digest))]))],
    ['statement', withBundle(keyBundle(key, statementFor(otherImage.digest)))],
  ])('that was copied from another image is about that one, by its %s', async (_, attached) => {
    await failing(attached, 'other-subject');
  });

  it.each([
    ['a payload that is no JSON', withPayload('{')],
    ['a payload of another sort', underTag(simpleSignatures([signedBy(key, '{"critical":1}')]))],
    ['no signature', withPayload(payload, {})],
    ['no base64', withPayload(payload, { 'dev.cosignproject.cosign/signature': 'ö' })],
    ['a bundle that is no JSON', withBundle('no JSON')],
    ['a bundle without content', withBundle({ ...soundBundle, dsseEnvelope: undefined })],
    ['a bundle without key or certificate', withBundle({ dsseEnvelope })],
    [
      'a bundle with two signatures',
      withBundle({
        ...soundBundle,
        dsseEnvelope: {
          ...dsseEnvelope,
          signatures: [...dsseEnvelope.signatures, ...dsseEnvelope.signatures],
        },
      }),
    ],
    ['a statement of no known version', withBundle(keyBundle(key, '{"_type":"other"}'))],
  ])('with %s is malformed', async (_, attached) => {
    await failing(attached, 'malformed');
  });

  it('over bytes and not over a statement is not understood', async () => {
    const registry = await registryWith(
      withBundle({ messageSignature: { signature: 'AAAA' }, verificationMaterial: {} }),
    );
    expect(await signaturesIn(registry, byKey(key.pem))).toMatchObject({
      level: 'present',
      signatures: [{ outcome: { kind: 'unchecked', reason: 'unknown-format' } }],
    });
  });
});
