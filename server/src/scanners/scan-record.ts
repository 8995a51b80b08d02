import { parseDigest } from '../reference/digest.ts';
import { vulnerabilitySeverities, type VulnerabilitySeverity } from '../reference/image-facts.ts';
import type { FactKind } from '../registry/cache/fact-store.ts';
import { isObject, type JsonObject } from '../registry/json.ts';
import { readAll, single, textsIn } from './report.ts';
import { scannerNames, type ScannerName } from '../settings/inspection-settings.ts';
import type { Distribution, ScanResult, Vulnerability } from './scan.ts';

const severities: ReadonlySet<unknown> = new Set(vulnerabilitySeverities);
const names: ReadonlySet<unknown> = new Set(scannerNames);

/** How results are kept: most are of some hundred kilobytes, and one that is larger is scanned for anew. */
export const scanRecords: FactKind<ScanResult> = {
  name: 'scans',
  version: 1,
  maximalBytes: 8 * 1024 * 1024,
  parse: parseScan,
};

function parseScan(value: unknown): ScanResult | undefined {
  if (!isObject(value)) return undefined;
  const { scanner, at, digest, omitted, vulnerabilities } = value;
  const parsed = typeof digest === 'string' ? parseDigest(digest) : undefined;
  if (parsed?.ok !== true || !isName(scanner) || !isNumber(at) || !isNumber(omitted))
    return undefined;
  if (!Array.isArray(vulnerabilities)) return undefined;
  const found = readAll(vulnerabilities, (one) => single(parseVulnerability(one)));
  if (found === undefined) return undefined;
  return {
    scanner,
    scannerVersion: text(value['scannerVersion']),
    database: isNumber(value['database']) ? value['database'] : undefined,
    at,
    digest: parsed.value,
    distribution: parseDistribution(value['distribution']),
    vulnerabilities: found,
    omitted,
  };
}

function parseVulnerability(value: unknown): Vulnerability | undefined {
  if (!isObject(value) || !isObject(value['package'])) return undefined;
  const { id, severity, isKnownExploited } = value;
  const { name, version } = value['package'];
  if (typeof id !== 'string' || typeof name !== 'string' || typeof version !== 'string')
    return undefined;
  if (!isSeverity(severity)) return undefined;
  return {
    id,
    severity,
    package: { name, version, purl: text(value['package']['purl']) },
    fixedIn: textsIn(value, 'fixedIn'),
    isWontFix: value['isWontFix'] === true,
    isKnownExploited: typeof isKnownExploited === 'boolean' ? isKnownExploited : undefined,
    title: text(value['title']),
    link: text(value['link']),
  };
}

function parseDistribution(value: unknown): Distribution | undefined {
  if (!isObject(value)) return undefined;
  const { name, version, isEndOfLife }: JsonObject = value;
  if (typeof name !== 'string' || typeof version !== 'string') return undefined;
  return {
    name,
    version,
    isEndOfLife: typeof isEndOfLife === 'boolean' ? isEndOfLife : undefined,
  };
}

function isName(value: unknown): value is ScannerName {
  return names.has(value);
}

function isSeverity(value: unknown): value is VulnerabilitySeverity {
  return severities.has(value);
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
