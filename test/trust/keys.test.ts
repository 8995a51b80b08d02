import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeBase64 } from '../../server/src/trust/base64.ts';
import {
  fingerprintOf,
  isSignedBy,
  readKeys,
  readPublicKey,
  type KeyProblem,
} from '../../server/src/trust/public-keys.ts';
import { matchesIdentity } from '../../server/src/trust/signer-match.ts';
import { readBundle } from '../../server/src/trust/sigstore-bundle.ts';
import type { AllowedSigner } from '../../server/src/trust/trust-source.ts';
import { signingKey } from '../support/cosign-signatures.ts';

const sample = (name: string): Buffer =>
  readFileSync(new URL(`../samples/cosign/${name}`, import.meta.url));

describe('a public key', () => {
  it.each(['P-256', 'P-384', 'rsa', 'ed25519'] as const)('of the kind %s is read', (kind) => {
    const { pem, publicKey } = signingKey(kind);
    const read = readPublicKey(pem);
    expect(read.ok && read.value.equals(publicKey)).toBe(true);
  });

  it.each<[string, string, KeyProblem]>([
    ['nothing', '', 'no-public-key'],
    ['nonsense between the right lines', pemOf('nonsense'), 'no-public-key'],
    ['a private key', privatePem(), 'no-public-key'],
    ['a public key behind too much', ' '.repeat(20_000) + signingKey().pem, 'no-public-key'],
    ['a short RSA key', rsaPem(1024), 'too-short'],
    ['a curve that nobody signs with', curvePem('secp256k1'), 'unknown-kind'],
    ['a key that cannot sign', exchangePem(), 'unknown-kind'],
  ])('is not %s', (_, pem, error) => {
    expect(readPublicKey(pem)).toEqual({ ok: false, error });
  });

  it('has the fingerprint that cosign gives it', () => {
    const read = readPublicKey(sample('cosign.pub').toString());
    const { verificationMaterial } = JSON.parse(sample('key-bundle.json').toString()) as {
      readonly verificationMaterial: { readonly publicKey: { readonly hint: string } };
    };
    const hint = Buffer.from(verificationMaterial.publicKey.hint, 'base64').toString('hex');
    expect(read.ok && fingerprintOf(read.value)).toBe(hint);
  });

  it('verifies the bundle that was made with it', () => {
    const read = readPublicKey(sample('cosign.pub').toString());
    const content = readBundle(sample('key-bundle.json'));
    if (!read.ok || content.kind !== 'signature') throw new Error(content.kind);
    const { signed, signature } = content.bundle;
    expect(isSignedBy(read.value, signed, signature)).toBe(true);
    expect(isSignedBy(read.value, Buffer.concat([signed, Buffer.from(' ')]), signature)).toBe(
      false,
    );
  });
});

describe('the keys of a policy', () => {
  const good = signingKey().pem;
  const signers: readonly AllowedSigner[] = [
    { kind: 'key', name: 'good.pub', file: '/keys/good.pub' },
    { kind: 'key', name: 'gone.pub', file: '/keys/gone.pub' },
    { kind: 'key', name: 'near.pub', file: 'near.pub' },
    { kind: 'key', name: 'the key of your settings', pem: 'nonsense' },
    { kind: 'identity', identity: 'me@example.test', issuer: 'https://accounts.example.test' },
  ];

  it('are those that can be used, and each of the others is told', async () => {
    const told: string[] = [];
    const asked: string[] = [];
    const readFile = (path: string): Promise<string> => {
      asked.push(path);
      return path === '/keys/good.pub'
        ? Promise.resolve(good)
        : Promise.reject(new Error('ENOENT'));
    };
    const keys = await readKeys(signers, readFile, (line) => told.push(line));
    expect(keys.map(({ signer }) => signer.name)).toEqual(['good.pub']);
    expect(asked).toEqual(['/keys/good.pub', '/keys/gone.pub']);
    expect(told.toSorted()).toEqual([
      'Signatures by the key in /keys/gone.pub cannot be checked: the file cannot be read.',
      'Signatures by the key in near.pub cannot be checked: the file cannot be read.',
      'Signatures by the key of your settings cannot be checked: it is no public key in PEM.',
    ]);
  });
});

describe('an identity', () => {
  const workflow = 'https://github.com/team/app/.github/workflows/release.yaml@refs/tags/v1.2';

  it.each([
    [workflow, true],
    ['https://github.com/team/app/*@refs/tags/v*', true],
    ['https://github.com/team/*', true],
    ['*', true],
    ['https://github.com/team/app/*@refs/heads/*', false],
    ['https://github.com/team/app', false],
    ['*/release.yaml', false],
    ['https://github.com/other/*', false],
    ['https://github.com/team/app/*v1.2*v1.2', false],
    ['', false],
  ])('is matched by %s: %s', (pattern, expected) => {
    expect(matchesIdentity(pattern, workflow)).toBe(expected);
  });

  it.each([
    [
      'a branch whose name ends as the expected one',
      'https://github.com/team/app/.github/workflows/*@refs/heads/main',
      'https://github.com/team/app/.github/workflows/release.yml@refs/heads/x@refs/heads/main',
    ],
    [
      'a branch that is named as the expected workflow',
      'https://github.com/team/*/release.yml@refs/heads/main',
      'https://github.com/team/app/.github/workflows/try.yml@refs/heads/release.yml@refs/heads/main',
    ],
    [
      'a branch that is named as the expected workflow, wherever that may run',
      'https://github.com/team/*/release.yml@refs/*',
      'https://github.com/team/app/.github/workflows/try.yml@refs/heads/release.yml@refs/x',
    ],
    ['an address in front of an address', '*@example.test', 'mallory@evil.test+@example.test'],
  ])('is not matched by %s', (_, pattern, identity) => {
    expect(matchesIdentity(pattern, identity)).toBe(false);
  });

  it('may have anything where the pattern ends with the star', () => {
    expect(matchesIdentity('https://github.com/*', `${workflow}@x`)).toBe(true);
    expect(matchesIdentity('*@example.test', 'me@example.test')).toBe(true);
  });

  it('is compared with the case and the dots of the pattern', () => {
    expect(matchesIdentity('me@example.test', 'me@exampleXtest')).toBe(false);
    expect(matchesIdentity('Me@example.test', 'me@example.test')).toBe(false);
  });

  it('does not match twice with the same text', () => {
    expect(matchesIdentity('ab*ba', 'aba')).toBe(false);
  });

  it('takes no long time whatever the pattern', () => {
    expect(matchesIdentity('*a'.repeat(1000), 'a'.repeat(999))).toBe(false);
  });
});

describe('base64', () => {
  it.each([
    ['', ''],
    ['aGk=', 'hi'],
    ['aGkh', 'hi!'],
  ])('%s is decoded', (text, decoded) => {
    expect(decodeBase64(text)?.toString()).toBe(Buffer.from(decoded).toString());
  });

  it.each(['a', 'aGk', 'aG k=', 'aGk-', '=aGk', 'aGk=\n'])('is not %j', (text) => {
    expect(decodeBase64(text)).toBeUndefined();
  });
});

function pemOf(text: string): string {
  return `-----BEGIN PUBLIC KEY-----\n${text}\n-----END PUBLIC KEY-----\n`;
}

function privatePem(): string {
  return signingKey().privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function rsaPem(modulusLength: number): string {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength });
  return publicKey.export({ type: 'spki', format: 'pem' }).toString();
}

function curvePem(namedCurve: string): string {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve });
  return publicKey.export({ type: 'spki', format: 'pem' }).toString();
}

function exchangePem(): string {
  const { publicKey } = generateKeyPairSync('x25519');
  return publicKey.export({ type: 'spki', format: 'pem' }).toString();
}
