import type { KeyPairKeyObjectResult } from 'node:crypto';
import { createRequire } from 'node:module';
import type { Bundle } from '@sigstore/bundle';

/**
 * What the tests use of `@sigstore/mock` and `@sigstore/sign`, whose own declarations lean on packages that they do not
 * bring along.
 */
export interface SigstoreMock {
  initializeCTLog(key: KeyPairKeyObjectResult): Promise<MockLog & { readonly logID: Uint8Array }>;
  initializeCA(key: KeyPairKeyObjectResult, ctlog: MockLog): Promise<MockAuthority>;
  initializeTSA(key: KeyPairKeyObjectResult): Promise<MockTimestampAuthority>;
  initializeTLog(url: string, key: KeyPairKeyObjectResult): Promise<MockLog>;
  fulcioHandler(authority: MockAuthority, options: { readonly subjectClaim: 'email' }): MockHandler;
  rekorHandler(log: MockLog): MockHandler;
  tsaHandler(authority: MockTimestampAuthority): MockHandler;
}

export interface MockLog {
  readonly publicKey: Uint8Array;
}

export interface MockAuthority {
  readonly rootCertificate: Uint8Array;
}

export interface MockTimestampAuthority extends MockAuthority {
  readonly intCertificate: Uint8Array;
  getCurrentTime: () => Date;
}

/** One endpoint of a server; `fn` gets the body of a request. */
export interface MockHandler {
  readonly path: string;
  fn(body: string | Uint8Array): Promise<{
    readonly statusCode: number;
    readonly contentType?: string;
    readonly response: string | Uint8Array;
  }>;
}

type Part = new (options: object) => object;
type Builder<Artifact> = new (options: {
  readonly signer: object;
  readonly witnesses: readonly object[];
}) => { create(artifact: Artifact): Promise<Bundle> };

export interface SigstoreSign {
  readonly FulcioSigner: Part;
  readonly RekorWitness: Part;
  readonly TSAWitness: Part;
  readonly DSSEBundleBuilder: Builder<{ readonly data: Buffer; readonly type: string }>;
  readonly MessageSignatureBundleBuilder: Builder<{ readonly data: Buffer }>;
}

const load = createRequire(import.meta.url);

export const sigstoreMock = load('@sigstore/mock') as SigstoreMock;
export const sigstoreSign = load('@sigstore/sign') as SigstoreSign;
