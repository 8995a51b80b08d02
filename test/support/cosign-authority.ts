import { createHash, generateKeyPairSync, type KeyPairKeyObjectResult } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { bundleToJSON, type SerializedBundle } from '@sigstore/bundle';
import { sigstoreMock, sigstoreSign, type MockHandler } from './cosign-mock.ts';
import type { Annotations } from './cosign-signatures.ts';

/** An instance of Sigstore of the test's own: an authority for certificates, its logs, and a timestamp authority. */
export interface SigstoreInstance {
  /** What Sigstore calls `trusted_root.json`. */
  readonly trustedRoot: object;
  /** Signs a statement about an image as `identity`. */
  signStatement(statement: string, identity?: string): Promise<SerializedBundle>;
  /** Signs bytes as `identity`, the log's promise in place of a timestamp. */
  signBytes(bytes: string, identity?: string): Promise<SerializedBundle>;
  close(): Promise<void>;
}

export const issuer = 'https://accounts.example.test';
export const releaseIdentity = 'release@example.test';

export async function startSigstore(): Promise<SigstoreInstance> {
  const ctlog = await sigstoreMock.initializeCTLog(keyPair());
  const authority = await sigstoreMock.initializeCA(keyPair(), ctlog);
  const timestamps = await sigstoreMock.initializeTSA(keyPair());
  // Parts of a second that end in zeros are written shorter than the verifier reads them.
  timestamps.getCurrentTime = () => new Date(Math.ceil(Date.now() / 1000) * 1000);
  const handlers = new Map<string, MockHandler>();
  const server = createServer((request, response) => {
    const handler = handlers.get(request.url?.split('?')[0] ?? '');
    void bodyOf(request)
      .then((body) => handler?.fn(body))
      .then((answer) => {
        const {
          statusCode = 404,
          contentType = 'text/plain',
          response: content = '',
        } = answer ?? {};
        response.writeHead(statusCode, { 'Content-Type': contentType });
        response.end(typeof content === 'string' ? content : Buffer.from(content));
      });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const log = await sigstoreMock.initializeTLog(url, keyPair());
  for (const handler of [
    sigstoreMock.fulcioHandler(authority, { subjectClaim: 'email' }),
    sigstoreMock.rekorHandler(log),
    sigstoreMock.tsaHandler(timestamps),
  ])
    handlers.set(handler.path, handler);

  const signerFor = (identity: string): object =>
    new sigstoreSign.FulcioSigner({
      fulcioBaseURL: url,
      identityProvider: { getToken: () => Promise.resolve(tokenOf(identity)) },
    });
  const from = new Date(Date.now() - 86_400_000).toISOString();
  const logOf = (publicKey: Uint8Array, id: Uint8Array): object => ({
    baseUrl: url,
    hashAlgorithm: 'SHA2_256',
    publicKey: {
      rawBytes: base64(publicKey),
      keyDetails: 'PKIX_ECDSA_P256_SHA_256',
      validFor: { start: from },
    },
    logId: { keyId: base64(id) },
  });
  const authorityOf = (commonName: string, ...certificates: readonly Uint8Array[]): object => ({
    subject: { organization: 'sigstore.mock', commonName },
    uri: url,
    certChain: { certificates: certificates.map((one) => ({ rawBytes: base64(one) })) },
    validFor: { start: from },
  });
  return {
    trustedRoot: {
      mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
      tlogs: [logOf(log.publicKey, createHash('sha256').update(log.publicKey).digest())],
      certificateAuthorities: [authorityOf('sigstore', authority.rootCertificate)],
      ctlogs: [logOf(ctlog.publicKey, ctlog.logID)],
      timestampAuthorities: [
        authorityOf('tsa', timestamps.intCertificate, timestamps.rootCertificate),
      ],
    },
    async signStatement(statement, identity = releaseIdentity) {
      const builder = new sigstoreSign.DSSEBundleBuilder({
        signer: signerFor(identity),
        witnesses: [
          // The mock keeps entries of the type `dsse` as they came, which no log does.
          new sigstoreSign.RekorWitness({ rekorBaseURL: url, entryType: 'intoto' }),
          new sigstoreSign.TSAWitness({ tsaBaseURL: url }),
        ],
      });
      const type = 'application/vnd.in-toto+json';
      return bundleToJSON(await builder.create({ data: Buffer.from(statement), type }));
    },
    async signBytes(bytes, identity = releaseIdentity) {
      const builder = new sigstoreSign.MessageSignatureBundleBuilder({
        signer: signerFor(identity),
        witnesses: [new sigstoreSign.RekorWitness({ rekorBaseURL: url })],
      });
      return bundleToJSON(await builder.create({ data: Buffer.from(bytes) }));
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

/** The annotations with which cosign attaches what a bundle has in its older form. */
export function annotationsOf(bundle: SerializedBundle): Annotations {
  const { verificationMaterial, messageSignature } = bundle;
  const { x509CertificateChain: chain } = verificationMaterial;
  const [entry] = verificationMaterial.tlogEntries;
  const leaf = chain?.certificates[0] ?? verificationMaterial.certificate;
  const certificate = leaf?.rawBytes ?? '';
  return {
    'dev.cosignproject.cosign/signature': messageSignature?.signature ?? '',
    'dev.sigstore.cosign/certificate': `-----BEGIN CERTIFICATE-----\n${certificate}\n-----END CERTIFICATE-----\n`,
    'dev.sigstore.cosign/bundle': JSON.stringify({
      SignedEntryTimestamp: entry?.inclusionPromise?.signedEntryTimestamp,
      Payload: {
        body: entry?.canonicalizedBody,
        integratedTime: Number(entry?.integratedTime),
        logIndex: Number(entry?.logIndex),
        logID: Buffer.from(entry?.logId.keyId ?? '', 'base64').toString('hex'),
      },
    }),
  };
}

async function bodyOf(request: IncomingMessage): Promise<string | Buffer> {
  const body = await buffer(request);
  return request.headers['content-type']?.includes('json') === true ? body.toString() : body;
}

function keyPair(): KeyPairKeyObjectResult {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

/** An identity token that nobody has signed, which is enough for the authority of the test. */
function tokenOf(email: string): string {
  const claims = { iss: issuer, sub: email, email, email_verified: true, aud: 'sigstore' };
  const parts = [{ alg: 'none' }, { ...claims, exp: Math.floor(Date.now() / 1000) + 600 }];
  return `${parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')}.x`;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
