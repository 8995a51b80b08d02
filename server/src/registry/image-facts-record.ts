import {
  vulnerabilitySeverities,
  type AttestationFacts,
  type ImageFacts,
  type OriginFacts,
  type PublisherFacts,
  type PublisherKind,
  type ScanFacts,
  type SeverityCounts,
  type SignatureFacts,
  type SignatureLevel,
} from '../reference/image-facts.ts';
import { plainLine } from '../text/plain-line.ts';
import type { FactKind } from './cache/fact-store.ts';
import { isObject, type JsonObject } from './json.ts';
import { readStoredTime } from './pins/stored-values.ts';
import { readDigest } from './tag-facts.ts';

/** What was found out about images, as a store keeps it. */
export const imageFactRecords: FactKind<ImageFacts> = {
  name: 'image-facts',
  version: 1,
  // More than the longest that is noted: what is too long would leave in force what it replaces.
  maximalBytes: 524_288,
  parse,
};

const longestText = 1_000;
const maximalSigners = 20;
/** Some dozens of keys. */
const longestPolicy = 16_384;

const publisherKinds: readonly PublisherKind[] = [
  'official',
  'verified',
  'sponsored',
  'known-owner',
  'account',
];
const signatureLevels: readonly SignatureLevel[] = ['none', 'present', 'verified', 'failed'];

/** The same with strangers' words in one line each, and none so long that the rest would not be kept for it. */
export function boundedFacts(facts: ImageFacts): ImageFacts {
  const { origin, publisher, signature, scan } = facts;
  return {
    ...facts,
    origin: origin && { ...origin, source: origin.source && bounded(origin.source) },
    publisher: publisher && { ...publisher, name: bounded(publisher.name) },
    signature: signature && boundedSignature(signature),
    scan: scan && {
      ...scan,
      scanner: bounded(scan.scanner),
      scannerVersion: scan.scannerVersion && bounded(scan.scannerVersion),
      endOfLife: scan.endOfLife && bounded(scan.endOfLife),
    },
  };
}

/** A policy cannot be cut, as it would be another; none has the text that stands in for one that is too long. */
function boundedSignature(signature: SignatureFacts): SignatureFacts {
  const { signers, policy } = signature;
  return {
    ...signature,
    signers: signers.slice(0, maximalSigners).map(bounded),
    policy: policy.length > longestPolicy ? 'too long' : policy,
  };
}

function bounded(text: string): string {
  return plainLine(text).slice(0, longestText);
}

/** A member that is there and is not what it should be makes the whole unsound: half a truth may be none. */
function parse(value: unknown): ImageFacts | undefined {
  if (!isObject(value)) return undefined;
  const digest = readDigest(value['digest']);
  const origin = readPart(value['origin'], readOrigin);
  const publisher = readPart(value['publisher'], readPublisher);
  const signature = readPart(value['signature'], readSignature);
  const attestation = readPart(value['attestation'], readAttestation);
  const scan = readPart(value['scan'], readScan);
  if (digest === undefined) return undefined;
  if (!origin || !publisher || !signature || !attestation || !scan) return undefined;
  return {
    digest,
    origin: origin.value,
    publisher: publisher.value,
    signature: signature.value,
    attestation: attestation.value,
    scan: scan.value,
  };
}

interface Sound<T> {
  readonly value: T | undefined;
}

/** Undefined when it is unsound; what is absent is sound. */
function readPart<T>(
  value: unknown,
  read: (part: JsonObject, at: number) => T | undefined,
): Sound<T> | undefined {
  if (value === undefined) return { value: undefined };
  const at = isObject(value) ? readStoredTime(value['at']) : undefined;
  const part = isObject(value) && at !== undefined ? read(value, at) : undefined;
  return part && { value: part };
}

function readOrigin(part: JsonObject, at: number): OriginFacts | undefined {
  const created = optional(part['created'], readStoredTime);
  const pushed = optional(part['pushed'], readStoredTime);
  const source = optional(part['source'], readText);
  if (!created || !pushed || !source) return undefined;
  return { at, created: created.value, pushed: pushed.value, source: source.value };
}

function readPublisher(part: JsonObject, at: number): PublisherFacts | undefined {
  const kind = publisherKinds.find((known) => known === part['kind']);
  const name = readText(part['name']);
  return kind === undefined || name === undefined ? undefined : { at, kind, name };
}

function readSignature(part: JsonObject, at: number): SignatureFacts | undefined {
  const level = signatureLevels.find((known) => known === part['level']);
  const isExpected = optional(part['isExpected'], readBoolean);
  const isComplete = readBoolean(part['isComplete']);
  const isWhole = readBoolean(part['isWhole']);
  const signers = readTexts(part['signers']);
  const { policy } = part;
  if (level === undefined || !isExpected || isComplete === undefined || !signers) return undefined;
  if (isWhole === undefined || typeof policy !== 'string' || policy.length > longestPolicy)
    return undefined;
  return { at, level, signers, isExpected: isExpected.value, isComplete, isWhole, policy };
}

function readAttestation(part: JsonObject, at: number): AttestationFacts | undefined {
  const hasPackages = readBoolean(part['hasPackages']);
  const hasProvenance = readBoolean(part['hasProvenance']);
  if (hasPackages === undefined || hasProvenance === undefined) return undefined;
  return { at, hasPackages, hasProvenance };
}

function readScan(part: JsonObject, at: number): ScanFacts | undefined {
  const scanner = readText(part['scanner']);
  const scannerVersion = optional(part['scannerVersion'], readText);
  const database = optional(part['database'], readStoredTime);
  const counts = readCounts(part['counts']);
  const fixable = readCounts(part['fixable']);
  const knownExploited = optional(part['knownExploited'], readNumber);
  const endOfLife = optional(part['endOfLife'], readText);
  if (scanner === undefined || !counts || !fixable) return undefined;
  if (!scannerVersion || !database || !knownExploited || !endOfLife) return undefined;
  return {
    at,
    scanner,
    scannerVersion: scannerVersion.value,
    database: database.value,
    counts,
    fixable,
    knownExploited: knownExploited.value,
    endOfLife: endOfLife.value,
  };
}

function readCounts(value: unknown): SeverityCounts | undefined {
  if (!isObject(value)) return undefined;
  const entries = vulnerabilitySeverities.map((name) => [name, readNumber(value[name])] as const);
  const isSound = entries.every(([, count]) => count !== undefined);
  return isSound ? (Object.fromEntries(entries) as SeverityCounts) : undefined;
}

function optional<T>(
  value: unknown,
  read: (value: unknown) => T | undefined,
): Sound<T> | undefined {
  if (value === undefined) return { value: undefined };
  const sound = read(value);
  return sound === undefined ? undefined : { value: sound };
}

function readText(value: unknown): string | undefined {
  return typeof value === 'string' && value.length <= longestText ? plainLine(value) : undefined;
}

function readTexts(value: unknown): readonly string[] | undefined {
  if (!Array.isArray(value) || value.length > maximalSigners) return undefined;
  const texts = value.map(readText).filter((text) => text !== undefined);
  return texts.length === value.length ? texts : undefined;
}

function readBoolean(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

function readNumber(value: unknown): number | undefined {
  return Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : undefined;
}
