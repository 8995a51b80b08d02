import { parseDigest, type Digest } from '../../reference/digest.ts';
import {
  isObject,
  objectIn,
  parseJsonObject,
  textIn,
  type JsonObject,
} from '../../registry/json.ts';
import { canonicalJson } from './canonical-json.ts';
import { readKeys, type NotaryKeys, type NotarySignature } from './keys.ts';

/** The four documents that every signed repository has. */
export type TopRole = 'root' | 'timestamp' | 'snapshot' | 'targets';

/** Whose signatures a document needs, and how many. */
export interface Signers {
  readonly keyIds: readonly string[];
  readonly threshold: number;
}

/** A signed document, as it claims to be. */
export interface SignedDocument {
  /** The bytes that were signed. */
  readonly message: Buffer;
  readonly signatures: readonly NotarySignature[];
  readonly version: number;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly expires: number;
}

export interface RootDocument extends SignedDocument {
  readonly keys: NotaryKeys;
  readonly signers: Readonly<Record<TopRole, Signers>>;
}

/** Which bytes a manifest or another document has: their number and their digests, SHA-256 first where there is one. */
export interface FileFacts {
  readonly length: number;
  readonly digests: readonly [Digest, ...Digest[]];
}

/** A timestamp or a snapshot: other documents by the names of their roles. */
export interface ListDocument extends SignedDocument {
  readonly files: ReadonlyMap<string, FileFacts>;
}

export interface Delegation {
  readonly role: string;
  readonly keys: NotaryKeys;
  readonly signers: Signers;
  /** Beginnings of the names that it may sign; the empty one is that of all. */
  readonly paths: readonly string[];
}

export interface TargetsDocument extends SignedDocument {
  /** Manifests by tag. */
  readonly targets: ReadonlyMap<string, FileFacts>;
  readonly delegations: readonly Delegation[];
}

const maximalSignatures = 100;
const maximalDelegations = 1_000;
/** Each may be compared with every tag. */
const maximalPaths = 1_000;
const topRoles: readonly TopRole[] = ['root', 'timestamp', 'snapshot', 'targets'];
const time = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** Reads a root (Notary's `root.json`), whose bytes are bounded already; undefined when it is none. */
export function parseRoot(source: string | Uint8Array): RootDocument | undefined {
  const parsed = parseSigned(source, 'Root');
  const keys = readKeys(parsed?.fields['keys']);
  const roles = objectIn(parsed?.fields ?? {}, 'roles');
  const [root, timestamp, snapshot, targets] = topRoles.map((role) =>
    readSigners(objectIn(roles, role)),
  );
  if (!parsed || !keys || !root || !timestamp || !snapshot || !targets) return undefined;
  return { ...parsed.document, keys, signers: { root, timestamp, snapshot, targets } };
}

/** Reads a timestamp or a snapshot; undefined when it is none. */
export function parseList(
  source: Uint8Array,
  type: 'Timestamp' | 'Snapshot',
): ListDocument | undefined {
  const parsed = parseSigned(source, type);
  const files = readFiles(parsed?.fields['meta']);
  return parsed && files && { ...parsed.document, files };
}

/** Reads `targets.json` or the document of a delegation; undefined when it is none. */
export function parseTargets(source: Uint8Array): TargetsDocument | undefined {
  const parsed = parseSigned(source, 'Targets');
  const targets = readFiles(parsed?.fields['targets']);
  const delegations = readDelegations(objectIn(parsed?.fields ?? {}, 'delegations'));
  return parsed && targets && delegations && { ...parsed.document, targets, delegations };
}

function parseSigned(
  source: string | Uint8Array,
  type: string,
): { readonly document: SignedDocument; readonly fields: JsonObject } | undefined {
  const whole = parseJsonObject(source) ?? {};
  const fields = objectIn(whole, 'signed');
  const message = canonicalJson(fields);
  const signatures = readSignatures(whole['signatures']);
  const { version } = fields;
  const expires = readTime(textIn(fields, 'expires'));
  if (message === undefined || signatures === undefined || expires === undefined) return undefined;
  if (fields['_type'] !== type || !isCount(version) || version < 1) return undefined;
  return { document: { message: Buffer.from(message), signatures, version, expires }, fields };
}

function readSignatures(value: unknown): readonly NotarySignature[] | undefined {
  const entries = objectsIn(value, maximalSignatures);
  return entries?.map((entry) => ({
    keyId: textIn(entry, 'keyid'),
    method: textIn(entry, 'method'),
    bytes: Buffer.from(textIn(entry, 'sig'), 'base64'),
  }));
}

function readSigners(role: JsonObject): Signers | undefined {
  const { keyids, threshold } = role;
  const keyIds = textsIn(keyids);
  return keyIds !== undefined && isCount(threshold) && threshold >= 1
    ? { keyIds, threshold }
    : undefined;
}

function readDelegations(value: JsonObject): readonly Delegation[] | undefined {
  // A document of a delegation without any of its own says `null` in both places.
  const keys = readKeys(value['keys'] ?? {});
  const roles = objectsIn(value['roles'] ?? [], maximalDelegations);
  if (keys === undefined || roles === undefined) return undefined;
  const delegations: Delegation[] = [];
  for (const entry of roles) {
    const signers = readSigners(entry);
    const paths = textsIn(entry['paths'] ?? []);
    if (signers === undefined || paths === undefined || paths.length > maximalPaths)
      return undefined;
    delegations.push({ role: textIn(entry, 'name'), keys, signers, paths });
  }
  return delegations;
}

function readFiles(value: unknown): ReadonlyMap<string, FileFacts> | undefined {
  if (!isObject(value)) return undefined;
  const files = new Map<string, FileFacts>();
  for (const [name, entry] of Object.entries(value)) {
    const facts = isObject(entry) ? readFile(entry) : undefined;
    if (facts === undefined) return undefined;
    files.set(name, facts);
  }
  return files;
}

/** Length and digests; undefined when there is none of the hashes that count, or one of a wrong length. */
function readFile(entry: JsonObject): FileFacts | undefined {
  const { length } = entry;
  const hashes = objectIn(entry, 'hashes');
  const digests: Digest[] = [];
  for (const algorithm of ['sha256', 'sha512'] as const) {
    if (!Object.hasOwn(hashes, algorithm)) continue;
    const hash = Buffer.from(textIn(hashes, algorithm), 'base64').toString('hex');
    const digest = parseDigest(`${algorithm}:${hash}`);
    if (!digest.ok) return undefined;
    digests.push(digest.value);
  }
  const [first, ...others] = digests;
  return first !== undefined && isCount(length)
    ? { length, digests: [first, ...others] }
    : undefined;
}

/** Reads a time, RFC 3339 with any fraction of a second, in milliseconds since 1970-01-01 UTC. */
function readTime(text: string): number | undefined {
  const [, seconds = '', zone = ''] = time.exec(text) ?? [];
  const read = Date.parse(`${seconds}${zone}`);
  return Number.isNaN(read) ? undefined : read;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function textsIn(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
    ? value
    : undefined;
}

function objectsIn(value: unknown, maximum: number): readonly JsonObject[] | undefined {
  return Array.isArray(value) && value.length <= maximum && value.every(isObject)
    ? value
    : undefined;
}
