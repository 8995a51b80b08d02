import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import type { Identity } from './fake-registry.ts';

export interface CertificateKeys {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

export interface LoopbackIdentity extends Identity, CertificateKeys {}

const sequence = 0x30;
const set = 0x31;
const integer = 0x02;
const bitString = 0x03;
const octetString = 0x04;
const objectIdentifier = 0x06;
const utf8String = 0x0c;
const utcTime = 0x17;
const contextVersion = 0xa0;
const contextExtensions = 0xa3;
const generalDnsName = 0x82;
const generalIpAddress = 0x87;

const commonName = der(objectIdentifier, Buffer.from('550403', 'hex'));
const subjectAlternativeName = der(objectIdentifier, Buffer.from('551d11', 'hex'));
const ecdsaWithSha256 = der(
  sequence,
  der(objectIdentifier, Buffer.from('2a8648ce3d040302', 'hex')),
);

/**
 * Makes a key and a certificate signed by itself (RFC 5280, 4.1) for `localhost` and 127.0.0.1,
 * valid from 2020 to 2049.
 */
export function createLoopbackIdentity(): LoopbackIdentity {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = der(
    sequence,
    der(set, der(sequence, commonName, der(utf8String, Buffer.from('localhost')))),
  );
  const names = der(
    sequence,
    der(generalDnsName, Buffer.from('localhost')),
    der(generalIpAddress, Buffer.from([127, 0, 0, 1])),
  );
  const certified = der(
    sequence,
    der(contextVersion, der(integer, Buffer.from([2]))),
    der(integer, Buffer.from([1])),
    ecdsaWithSha256,
    name,
    der(sequence, utc('200101000000Z'), utc('491231235959Z')),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(
      contextExtensions,
      der(sequence, der(sequence, subjectAlternativeName, der(octetString, names))),
    ),
  );
  const signature = sign('sha256', certified, privateKey);
  const certificate = der(
    sequence,
    certified,
    ecdsaWithSha256,
    der(bitString, Buffer.from([0]), signature),
  );
  return {
    privateKey,
    publicKey,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificate: pem(certificate),
  };
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
