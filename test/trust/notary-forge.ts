import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  type KeyObject,
} from 'node:crypto';
import type { Digest } from '../../server/src/reference/digest.ts';
import { canonicalJson } from '../../server/src/trust/notary/canonical-json.ts';
import { createAuthority } from '../support/certificate.ts';
import { python38, type Files } from './notary-setup.ts';

/** A key that signs metadata. */
export interface SigningKey {
  readonly id: string;
  readonly entry: object;
  sign(message: Buffer): { readonly method: string; readonly sig: string };
}

interface PublicEntry {
  readonly keytype: string;
  readonly public: string;
}

function signingKey(
  { keytype, public: encoded }: PublicEntry,
  method: string,
  makeSignature: (message: Buffer) => Buffer,
): SigningKey {
  const entry = { keytype, keyval: { private: null, public: encoded } };
  return {
    id: createHash('sha256')
      .update(canonicalJson(entry) ?? '')
      .digest('hex'),
    entry,
    sign: (message) => ({ method, sig: makeSignature(message).toString('base64') }),
  };
}

function spki(key: KeyObject): string {
  return key.export({ type: 'spki', format: 'der' }).toString('base64');
}

const ecdsa = (key: KeyObject) => (message: Buffer) =>
  sign('sha256', message, { key, dsaEncoding: 'ieee-p1363' });

export function ecdsaKey(): SigningKey {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return signingKey({ keytype: 'ecdsa', public: spki(publicKey) }, 'ecdsa', ecdsa(privateKey));
}

export function rsaKey(bits: number): SigningKey {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: bits });
  return signingKey({ keytype: 'rsa', public: spki(publicKey) }, 'rsapkcs1v15', (message) =>
    sign('sha256', message, privateKey),
  );
}

/** A key in a certificate for a name, valid from 2020 to 2049. */
export function certificateKey(name: string): SigningKey {
  const { key, certificate } = createAuthority().issue([name]);
  const encoded = Buffer.from(certificate).toString('base64');
  return signingKey(
    { keytype: 'ecdsa-x509', public: encoded },
    'ecdsa',
    ecdsa(createPrivateKey(key)),
  );
}

/** The certificate of an authority with this name; what it signs is not its own. */
export function authorityKey(name: string): SigningKey {
  const { certificate } = createAuthority(name);
  const encoded = Buffer.from(certificate).toString('base64');
  return signingKey({ keytype: 'ecdsa-x509', public: encoded }, 'ecdsa', () => Buffer.alloc(64));
}

/** One key pair under two ids: in a certificate, and bare. */
export function keyInTwoForms(name: string): readonly [SigningKey, SigningKey] {
  const { key, certificate } = createAuthority().issue([name]);
  const encoded = Buffer.from(certificate).toString('base64');
  const bare = createPublicKey(certificate);
  return [
    signingKey({ keytype: 'ecdsa-x509', public: encoded }, 'ecdsa', ecdsa(createPrivateKey(key))),
    signingKey({ keytype: 'ecdsa', public: spki(bare) }, 'ecdsa', ecdsa(createPrivateKey(key))),
  ];
}

/** Who signs a role: all of its keys, unless others are said to. */
export interface Role {
  readonly keys: readonly SigningKey[];
  readonly threshold?: number;
  readonly signedBy?: readonly SigningKey[];
  readonly version?: number;
  readonly expires?: string;
}

/** A repository as somebody publishes it. */
export interface Plan {
  readonly root: Role;
  readonly timestamp: Role;
  readonly snapshot: Role;
  readonly targets: Role;
  readonly tags?: Readonly<Record<string, Digest>>;
  /** By how much the snapshot lies about the length of the targets. */
  readonly lengthError?: number;
  readonly releases?: Role & {
    readonly paths: readonly string[];
    readonly tags: Readonly<Record<string, Digest>>;
    /** Whether the snapshot says nothing of it. */
    readonly isUnlisted?: boolean;
  };
}

const late = '2040-01-01T00:00:00Z';

/** A plan with keys of its own: the tag `3.8` is signed, valid until 2040. */
export function plan(name: string): Plan {
  return {
    root: { keys: [certificateKey(name)] },
    timestamp: { keys: [ecdsaKey()] },
    snapshot: { keys: [ecdsaKey()] },
    targets: { keys: [ecdsaKey()] },
    tags: { '3.8': python38 },
  };
}

/** The documents of a plan, with its root under its number as well. */
export function publish(repository: Plan): Files {
  const { root, timestamp, snapshot, targets, releases, tags = {}, lengthError } = repository;
  const roles = { root, snapshot, targets, timestamp };
  const rootBytes = signed('Root', root, {
    consistent_snapshot: false,
    keys: entriesOf(Object.values(roles).flatMap(({ keys }) => keys)),
    roles: Object.fromEntries(Object.entries(roles).map(([role, is]) => [role, rightsOf(is)])),
  });
  const released =
    releases && signed('Targets', releases, { delegations: none, targets: filesOf(releases.tags) });
  const targetsBytes = signed('Targets', targets, {
    targets: filesOf(tags),
    delegations: releases
      ? {
          keys: entriesOf(releases.keys),
          roles: [{ name: 'targets/releases', paths: releases.paths, ...rightsOf(releases) }],
        }
      : none,
  });
  const snapshotBytes = signed('Snapshot', snapshot, {
    meta: {
      root: factsOf(rootBytes),
      targets: factsOf(targetsBytes, lengthError),
      ...(released && releases.isUnlisted !== true && { 'targets/releases': factsOf(released) }),
    },
  });
  const timestampBytes = signed('Timestamp', timestamp, {
    meta: { snapshot: factsOf(snapshotBytes) },
  });
  return new Map([
    ['root', rootBytes],
    [`${root.version ?? 1}.root`, rootBytes],
    ['timestamp', timestampBytes],
    ['snapshot', snapshotBytes],
    ['targets', targetsBytes],
    ...(released ? [['targets/releases', released] as const] : []),
  ]);
}

const none = { keys: {}, roles: [] };

function signed(type: string, role: Role, fields: object): Buffer {
  const { keys, signedBy = keys, version = 1, expires = late } = role;
  const body = { _type: type, version, expires, ...fields };
  const message = Buffer.from(canonicalJson(body) ?? '');
  const signatures = signedBy.map((key) => ({ keyid: key.id, ...key.sign(message) }));
  return Buffer.from(JSON.stringify({ signed: body, signatures }));
}

function rightsOf({ keys, threshold = 1 }: Role): object {
  return { keyids: keys.map(({ id }) => id), threshold };
}

function entriesOf(keys: readonly SigningKey[]): object {
  return Object.fromEntries(keys.map(({ id, entry }) => [id, entry]));
}

function filesOf(tags: Readonly<Record<string, Digest>>): object {
  return Object.fromEntries(
    Object.entries(tags).map(([tag, digest]) => {
      const hash = Buffer.from(digest.replace(/^sha256:/, ''), 'hex').toString('base64');
      return [tag, { hashes: { sha256: hash }, length: 1_317 }];
    }),
  );
}

function factsOf(bytes: Buffer, lengthError = 0): object {
  const hash = (algorithm: string) => createHash(algorithm).update(bytes).digest('base64');
  return {
    hashes: { sha256: hash('sha256'), sha512: hash('sha512') },
    length: bytes.length + lengthError,
  };
}
