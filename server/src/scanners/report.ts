import type { Digest } from '../reference/digest.ts';
import { isObject, parseJsonObject, type JsonObject } from '../registry/json.ts';
import { fail, ok, type Result } from '../text/result.ts';
import type { ScannerName } from '../settings/inspection-settings.ts';
import type { Distribution, ScanError, ScanResult, Vulnerability } from './scan.ts';
import { boundedList } from './vulnerability.ts';

/** What is known of a scan beside its report. */
export interface ScanOccasion {
  readonly digest: Digest;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly at: number;
  /** As the scanner said before; a report may say it too. */
  readonly scannerVersion?: string | undefined;
  readonly database?: number | undefined;
}

/** What a report says. */
export interface Report {
  readonly scannerVersion?: string | undefined;
  readonly database?: number | undefined;
  readonly distribution?: Distribution | undefined;
  readonly vulnerabilities: readonly Vulnerability[];
}

/** Reads the report of one scanner; `invalid-answer` when it is not of the form that is known. Pure, never throws. */
export type ReadReport = (
  bytes: Uint8Array,
  occasion: ScanOccasion,
) => Result<ScanResult, ScanError>;

interface Failure {
  readonly ok: false;
  readonly error: ScanError;
}

/** More than any image has, and what can still be read in a moment. */
const maximalEntries = 200_000;
const maximalWord = 100;

/** Makes the reader of a form: a report that holds one thing that is not of the form is not read, as it may hide others. */
export function reportReader(
  scanner: ScannerName,
  read: (document: JsonObject, occasion: ScanOccasion) => Report | undefined,
): ReadReport {
  return (bytes, occasion) => {
    const document = parseJsonObject(bytes);
    if (document === undefined) return invalid(scanner, 'no JSON object');
    const report = read(document, occasion);
    return report === undefined
      ? invalid(scanner, 'not of the known form')
      : ok(scanResult(scanner, occasion, report));
  };
}

/** The result that a report gives. */
export function scanResult(
  scanner: ScannerName,
  occasion: ScanOccasion,
  report: Report,
): ScanResult {
  return {
    scanner,
    scannerVersion: word(occasion.scannerVersion ?? report.scannerVersion),
    database: occasion.database ?? report.database,
    at: occasion.at,
    digest: occasion.digest,
    distribution: report.distribution,
    ...boundedList(report.vulnerabilities),
  };
}

/** The objects of a list; none where nothing stands, undefined when it is another thing or longer than any is. */
export function objectsIn(object: JsonObject, key: string): readonly JsonObject[] | undefined {
  const value = Object.hasOwn(object, key) ? object[key] : undefined;
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || value.length > maximalEntries) return undefined;
  return value.every(isObject) ? value : undefined;
}

/** The texts of a list; others in it do not count. */
export function textsIn(object: JsonObject, key: string): readonly string[] {
  const value = Object.hasOwn(object, key) ? object[key] : undefined;
  return Array.isArray(value) ? value.filter((text) => typeof text === 'string') : [];
}

/** All that is read of each, or undefined when one is undefined or they are more than any image has. */
export function readAll<From, To>(
  list: Iterable<From>,
  read: (one: From) => readonly To[] | undefined,
): readonly To[] | undefined {
  const all: To[] = [];
  for (const one of list) {
    const some = read(one);
    if (some === undefined || all.length + some.length > maximalEntries) return undefined;
    for (const each of some) all.push(each);
  }
  return all;
}

/** One thing as a list, for `readAll`. */
export function single<T>(one: T | undefined): readonly T[] | undefined {
  return one === undefined ? undefined : [one];
}

/** A distribution, unless it has no name. */
export function distribution(
  name: string,
  version: string,
  isEndOfLife?: boolean,
): Distribution | undefined {
  if (name === '' || name.length > maximalWord || version.length > maximalWord) return undefined;
  return { name, version, isEndOfLife };
}

/** The failure of an answer that cannot be read. */
export function invalid(scanner: ScannerName, detail: string): Failure {
  return fail({ scanner, code: 'invalid-answer', detail });
}

/** A version as a scanner writes it; undefined when it does not tell. */
function word(text: string | undefined): string | undefined {
  const isTold = text !== undefined && text !== '' && !/^\[.*\]$/.test(text);
  return isTold ? text.slice(0, maximalWord) : undefined;
}
