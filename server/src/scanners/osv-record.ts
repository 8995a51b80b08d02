import type { VulnerabilitySeverity } from '../reference/image-facts.ts';
import { objectIn, textIn, type JsonObject } from '../registry/json.ts';
import { baseScore } from './cvss.ts';
import type { NamedPackage } from './purl.ts';
import { objectsIn, textsIn } from './report.ts';
import type { Vulnerability } from './scan.ts';
import { severityOfScore, severityOfWord, severityRank } from './severity.ts';
import { vulnerability } from './vulnerability.ts';

/** A package of a list, as OSV is asked for it. */
export interface OsvPackage extends NamedPackage {
  readonly purl: string;
}

/** Links of the kinds that explain most (OSV schema 1.6, `references[].type`). */
const explaining: ReadonlySet<string> = new Set(['ADVISORY', 'WEB', 'REPORT']);

/**
 * What a record of the OSV schema (1.6) says of a package that has the vulnerability; undefined when it cannot be read or
 * was withdrawn. It is called by its CVE where it has one, so that the same is told once.
 */
export function readOsvRecord(
  record: JsonObject,
  { name, version, purl }: OsvPackage,
): Vulnerability | undefined {
  if (textIn(record, 'withdrawn') !== '') return undefined;
  const id = textIn(record, 'id');
  const others = [...textsIn(record, 'aliases'), ...textsIn(record, 'upstream')];
  const affected = affectedParts(record, name, purl);
  const references = objectsIn(record, 'references') ?? [];
  return vulnerability({
    id: [id, ...others].find((one) => one.startsWith('CVE-')) ?? id,
    severity: worst([record, ...affected].flatMap(severitiesOf)),
    name,
    version,
    purl,
    fixedIn: affected.flatMap(fixesOf),
    title: textIn(record, 'summary') || textIn(record, 'details'),
    links: references
      .filter((one) => explaining.has(textIn(one, 'type')))
      .map((one) => textIn(one, 'url')),
  });
}

/** The parts about this package: those of its own distribution release where there are such. */
function affectedParts(record: JsonObject, name: string, purl: string): readonly JsonObject[] {
  const parts = objectsIn(record, 'affected') ?? [];
  const own = parts.filter((part) => textIn(objectIn(part, 'package'), 'name') === name);
  const about = own.length > 0 ? own : parts;
  const release = releaseOf(purl);
  const ofRelease = about.filter(
    (part) => textIn(objectIn(part, 'package'), 'ecosystem').toLowerCase() === release,
  );
  return ofRelease.length > 0 ? ofRelease : about;
}

/** `debian:12` of `…?distro=debian-12.4`, in the words of OSV's ecosystems. */
function releaseOf(purl: string): string | undefined {
  const [, distribution, release] = /[?&]distro=([a-z]+)-(\d+)/.exec(purl) ?? [];
  return distribution === undefined ? undefined : `${distribution}:${release ?? ''}`;
}

function fixesOf(part: JsonObject): readonly string[] {
  const ranges = objectsIn(part, 'ranges') ?? [];
  return ranges
    .filter((range) => textIn(range, 'type') !== 'GIT')
    .flatMap((range) => objectsIn(range, 'events') ?? [])
    .map((event) => textIn(event, 'fixed'));
}

/** Words of the databases, and scores by vector. */
function severitiesOf(part: JsonObject): readonly VulnerabilitySeverity[] {
  const words = ['database_specific', 'ecosystem_specific'].map((key) =>
    severityOfWord(textIn(objectIn(part, key), 'severity')),
  );
  const scores = (objectsIn(part, 'severity') ?? []).map((one) => {
    const text = textIn(one, 'score');
    const score = baseScore(text);
    return score === undefined ? severityOfWord(text) : severityOfScore(score);
  });
  return [...words, ...scores];
}

function worst(severities: readonly VulnerabilitySeverity[]): VulnerabilitySeverity {
  return severities.toSorted((a, b) => severityRank(a) - severityRank(b))[0] ?? 'unknown';
}
