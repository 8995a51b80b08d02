import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { isIPv4 } from 'node:net';
import type { Identity } from './fake-registry.ts';

export interface CertificateKeys {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

export interface LoopbackIdentity extends Identity, CertificateKeys {}

/** A private certificate authority, as a company has one. */
export interface Authority {
  /** PEM. */
  readonly certificate: string;
  /** A key and a certificate for these DNS names and IPv4 addresses; its first name is its common name. */
  issue(names: readonly string[]): Identity;
}

const boolean = 0x01;
const integer = 0x02;
const bitString = 0x03;
const octetString = 0x04;
const objectIdentifier = 0x06;
const utf8String = 0x0c;
const utcTime = 0x17;
const sequence = 0x30;
const set = 0x31;
const contextVersion = 0xa0;
const contextExtensions = 0xa3;
const generalDnsName = 0x82;
const generalIpAddress = 0x87;

const commonName = der(objectIdentifier, Buffer.from('550403', 'hex'));
const subjectAlternativeName = der(objectIdentifier, Buffer.from('551d11', 'hex'));
const basicConstraints = der(objectIdentifier, Buffer.from('551d13', 'hex'));
const ecdsaWithSha256 = der(
  sequence,
  der(objectIdentifier, Buffer.from('2a8648ce3d040302', 'hex')),
);

const loopbackNames = ['localhost', '127.0.0.1'];

/** What a certificate says, and who says it. */
interface Statement {
  readonly subject: string;
  readonly publicKey: KeyObject;
  readonly issuer: string;
  readonly issuerKey: KeyObject;
  /** Extensions (RFC 5280, 4.2). */
  readonly extensions: readonly Buffer[];
}

/** Makes a key and a certificate signed by itself for `localhost` and 127.0.0.1, valid from 2020 to 2049. */
export function createLoopbackIdentity(): LoopbackIdentity {
  const keys = createKeys();
  const certificate = certify({
    subject: 'localhost',
    publicKey: keys.publicKey,
    issuer: 'localhost',
    issuerKey: keys.privateKey,
    extensions: [alternativeNames(loopbackNames)],
  });
  return { ...keys, key: pemKey(keys), certificate };
}

/** Makes an authority that nobody trusts yet, valid from 2020 to 2049. */
export function createAuthority(name = 'Test Authority'): Authority {
  const { privateKey, publicKey } = createKeys();
  const isAuthority = der(
    sequence,
    basicConstraints,
    der(boolean, Buffer.from([0xff])),
    der(octetString, der(sequence, der(boolean, Buffer.from([0xff])))),
  );
  const own = { subject: name, publicKey, extensions: [isAuthority] };
  return {
    certificate: certify({ ...own, issuer: name, issuerKey: privateKey }),
    issue(names) {
      const keys = createKeys();
      const certificate = certify({
        subject: names[0] ?? '',
        publicKey: keys.publicKey,
        issuer: name,
        issuerKey: privateKey,
        extensions: [alternativeNames(names)],
      });
      return { key: pemKey(keys), certificate };
    },
  };
}

function createKeys(): CertificateKeys {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

/** Signs a certificate (RFC 5280, 4.1) and gives it as PEM. */
function certify({ subject, publicKey, issuer, issuerKey, extensions }: Statement): string {
  const certified = der(
    sequence,
    der(contextVersion, der(integer, Buffer.from([2]))),
    der(integer, Buffer.from([1]), randomBytes(8)),
    ecdsaWithSha256,
    distinguishedName(issuer),
    der(sequence, utc('200101000000Z'), utc('491231235959Z')),
    distinguishedName(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(contextExtensions, der(sequence, ...extensions)),
  );
  const signature = sign('sha256', certified, issuerKey);
  return pem(
    der(sequence, certified, ecdsaWithSha256, der(bitString, Buffer.from([0]), signature)),
  );
}

function distinguishedName(name: string): Buffer {
  const attribute = der(sequence, commonName, der(utf8String, Buffer.from(name)));
  return der(sequence, der(set, attribute));
}

function alternativeNames(names: readonly string[]): Buffer {
  const general = names.map((name) =>
    isIPv4(name)
      ? der(generalIpAddress, Buffer.from(name.split('.').map(Number)))
      : der(generalDnsName, Buffer.from(name)),
  );
  return der(sequence, subjectAlternativeName, der(octetString, der(sequence, ...general)));
}

function pemKey({ privateKey }: CertificateKeys): string {
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function utc(time: string): Buffer {
  return der(utcTime, Buffer.from(time));
}

/** One element in the distinguished encoding rules of ASN.1 (X.690), up to 65535 bytes. */
function der(tag: number, ...contents: readonly Buffer[]): Buffer {
  const body = Buffer.concat(contents);
  return Buffer.concat([Buffer.from([tag, ...lengthOf(body)]), body]);
}

function lengthOf({ length }: Buffer): readonly number[] {
  if (length < 0x80) return [length];
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
}

function pem(bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
