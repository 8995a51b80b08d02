import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  annotationsOf,
  issuer,
  releaseIdentity,
  startSigstore,
} from '../support/cosign-authority.ts';
import type { SigstoreInstance } from '../support/cosign-authority.ts';
import {
  bundleReferrer,
  payloadFor,
  signatureTag,
  simpleSignatures,
  statementFor,
} from '../support/cosign-signatures.ts';
import type { SignatureOutcome, SignerPolicy } from '../../server/src/trust/trust-source.ts';
import { readTrustedRoot, verifyKeyless } from '../../server/src/trust/sigstore/keyless.ts';
import {
  byIdentity,
  byKey,
  entryOf,
  image,
  nobody,
  onlyBy,
  otherImage,
  registryWith,
  signaturesIn,
  trusting,
  type Attached,
} from './signed-images.ts';
import { signingKey } from '../support/cosign-signatures.ts';

let sigstore: SigstoreInstance;
let bundle: Awaited<ReturnType<SigstoreInstance['signStatement']>>;
let older: Awaited<ReturnType<SigstoreInstance['signBytes']>>;
const payload = payloadFor(image.digest);
const release = { kind: 'identity', identity: releaseIdentity, issuer };

beforeAll(async () => {
  sigstore = await startSigstore();
  bundle = await sigstore.signStatement(statementFor(image.digest));
  older = await sigstore.signBytes(payload);
});
afterAll(() => sigstore.close());

function asBundle(json: object = bundle): Attached {
  const referrer = bundleReferrer(json, image);
  return { referrers: [entryOf(referrer)], manifests: [referrer] };
}

function inOlderForm(annotations = annotationsOf(older), text = payload): Attached {
  const manifest = simpleSignatures([{ payload: text, annotations }]);
  return { tags: { [signatureTag(image)]: manifest.manifest }, manifests: [manifest] };
}

async function outcomeOf(
  attached: Attached,
  policy: SignerPolicy = nobody,
  root: object = sigstore.trustedRoot,
): Promise<SignatureOutcome | undefined> {
  const registry = await registryWith(attached);
  const { signatures } = await signaturesIn(registry, policy, trusting(root));
  return signatures[0]?.outcome;
}

describe.each([
  ['in a bundle', asBundle],
  ["in cosign's older form", inOlderForm],
])('a signature with a certificate %s', (_, signed: () => Attached) => {
  it.each([
    ['nobody says who may sign', nobody, undefined],
    ['its signer may sign', byIdentity(releaseIdentity, issuer), true],
    ['a pattern covers its signer', byIdentity('*@example.test', issuer), true],
  ])('is verified where %s', async (__, policy, isExpected) => {
    expect(await outcomeOf(signed(), policy)).toEqual({
      kind: 'verified',
      signer: release,
      isExpected,
    });
  });

  it.each([
    ['another identity', byIdentity('other@example.test', issuer)],
    ['another issuer', byIdentity(releaseIdentity, `${issuer}/`)],
    ['a key', byKey(signingKey().pem)],
    ['a key that cannot be read', byKey('nonsense')],
  ])('fails with its signer named where the policy has %s', async (__, policy) => {
    expect(await outcomeOf(signed(), policy)).toEqual({
      kind: 'failed',
      reason: 'unexpected-signer',
      signer: release,
    });
  });

  it('is not checked with a trust root that does not know its authority', async () => {
    const other = await startSigstore();
    await other.close();
    const outcome = await outcomeOf(signed(), nobody, {
      ...other.trustedRoot,
      tlogs: [],
      certificateAuthorities: [],
    });
    expect(outcome).toEqual({ kind: 'unchecked', reason: 'no-trust-root' });
    const registry = await registryWith(signed());
    expect(await signaturesIn(registry, nobody)).toMatchObject({
      level: 'present',
      signatures: [{ outcome: { kind: 'unchecked', reason: 'no-trust-root' } }],
    });
  });

  it('is refused by a trust root with an authority of the same name', async () => {
    const other = await startSigstore();
    await other.close();
    const mixed = { ...sigstore.trustedRoot, ...authoritiesOf(other.trustedRoot) };
    expect(await outcomeOf(signed(), nobody, mixed)).toEqual({
      kind: 'failed',
      reason: 'untrusted',
    });
  });
});

function authoritiesOf(root: object): object {
  return { certificateAuthorities: (root as Record<string, unknown>)['certificateAuthorities'] };
}

describe('a changed bundle', () => {
  it('fails wherever a value that is signed was changed', async () => {
    const found = valuesIn(bundle).filter(({ path }) => isSigned(path));
    expect(found.length).toBeGreaterThan(5);
    for (const { path, value } of found) {
      const outcome = await outcomeOf(asBundle(withValue(bundle, path, changed(value))));
      expect.soft(outcome?.kind ?? 'left out', path.join('.')).not.toBe('verified');
    }
  });

  it('in the older form fails with a certificate or log entry of another signature', async () => {
    const other = annotationsOf(await sigstore.signBytes(payload, 'other@example.test'));
    for (const key of ['dev.sigstore.cosign/certificate', 'dev.sigstore.cosign/bundle'])
      expect
        .soft(await outcomeOf(inOlderForm({ ...annotationsOf(older), [key]: other[key] ?? '' })))
        .toMatchObject({ kind: 'failed' });
  });

  it.each([
    ['no log entry', { 'dev.sigstore.cosign/bundle': '{}' }],
    ['no certificate', { 'dev.sigstore.cosign/certificate': 'nonsense' }],
    ['no timestamp', { 'dev.sigstore.cosign/rfc3161timestamp': '[]' }],
  ])('in the older form is malformed with %s', async (_, annotations) => {
    expect(await outcomeOf(inOlderForm({ ...annotationsOf(older), ...annotations }))).toEqual({
      kind: 'failed',
      reason: 'malformed',
    });
  });

  it('about another image fails', async () => {
    const other = await sigstore.signStatement(statementFor(otherImage.digest));
    expect(await outcomeOf(asBundle(other))).toEqual({ kind: 'failed', reason: 'other-subject' });
  });

  it('cannot hold the verifier up by the name of a log', async () => {
    const path = [
      'verificationMaterial',
      'tlogEntries',
      '0',
      'inclusionProof',
      'checkpoint',
      'envelope',
    ];
    const envelope =
      valuesIn(bundle).find(({ path: at }) => at.join() === path.join())?.value ?? '';
    const hostile = envelope.replace(/\u2014 \S+ /, '\u2014 ((.*)*)*x ');
    expect(hostile).not.toBe(envelope);
    expect(await outcomeOf(asBundle(withValue(bundle, path, hostile)))).toEqual({
      kind: 'failed',
      reason: 'malformed',
    });
  });
});

describe('a trust root', () => {
  it('that cannot be read leaves signatures unchecked, and is told', async () => {
    const told: string[] = [];
    const registry = await registryWith(asBundle());
    const report = await signaturesIn(registry, nobody, {
      ...trusting({}),
      readFile: () => Promise.reject(new Error('gone')),
      log: (line) => told.push(line),
    });
    expect(report).toMatchObject({
      level: 'present',
      signatures: [{ outcome: { kind: 'unchecked', reason: 'no-trust-root' } }],
    });
    expect(told).toEqual([
      'The trust root /home/me/trusted_root.json cannot be used: signatures with certificates are not checked.',
    ]);
  });

  it('is not read before a certificate is met', async () => {
    const registry = await registryWith({});
    const read: string[] = [];
    await signaturesIn(registry, onlyBy(), {
      ...trusting({}),
      readFile: (path) => {
        read.push(path);
        return Promise.resolve('');
      },
    });
    expect(read).toEqual([]);
  });
});

describe('the samples of an instance of Sigstore', () => {
  const sample = (name: string): unknown =>
    JSON.parse(readFileSync(new URL(`../samples/cosign/${name}`, import.meta.url), 'utf8'));

  it('verify', () => {
    const root = readTrustedRoot(sample('keyless-trusted-root.json'));
    const verified =
      root &&
      verifyKeyless(root, sample('keyless-bundle.json') as Record<string, unknown>, undefined);
    expect(verified).toEqual({ ok: true, value: release });
  });
});

interface Value {
  readonly path: readonly string[];
  readonly value: string;
}

/** All texts of a JSON value with their paths. */
function valuesIn(json: unknown, path: readonly string[] = []): readonly Value[] {
  if (typeof json === 'string') return [{ path, value: json }];
  if (typeof json !== 'object' || json === null) return [];
  return Object.entries(json).flatMap(([key, value]) => valuesIn(value, [...path, key]));
}

/** Where one is in the log, and whom a key belongs to, are told twice or for convenience alone. */
function isSigned(path: readonly string[]): boolean {
  return !['mediaType', 'keyid', 'logIndex', 'treeSize', 'keyId', 'rootHash'].includes(
    path.at(-1) ?? '',
  );
}

function withValue(json: object, path: readonly string[], value: string): object {
  const copy = structuredClone(json);
  const last = path.at(-1) ?? '';
  const parent = path
    .slice(0, -1)
    .reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], copy);
  (parent as Record<string, string>)[last] = value;
  return copy;
}

/** The text with another character in its middle. */
function changed(text: string): string {
  const middle = Math.floor(text.length / 2);
  const other = text[middle] === 'A' ? 'B' : /\d/.test(text[middle] ?? '') ? '7' : 'A';
  const different = other === text[middle] ? '8' : other;
  return text.slice(0, middle) + different + text.slice(middle + 1);
}
