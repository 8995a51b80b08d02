import { isObject, objectIn, textIn, type JsonObject } from '../registry/json.ts';
import { distribution, readAll, reportReader, single, textsIn, type ReadReport } from './report.ts';
import type { Distribution, Vulnerability } from './scan.ts';
import { severityOfWord } from './severity.ts';
import { vulnerability } from './vulnerability.ts';

/**
 * Reads Clair's vulnerability report (Clair v4 API 1.2, `vulnerability_report`): packages and vulnerabilities by their
 * ids, and which package has which. It tells neither its version nor the age of its data.
 */
export const readClairReport: ReadReport = reportReader('clair', (document) => {
  const packages = membersOf(document, 'packages');
  const found = membersOf(document, 'vulnerabilities');
  const joints = membersOf(document, 'package_vulnerabilities');
  if (packages === undefined || found === undefined || joints === undefined) return undefined;
  const vulnerabilities = readAll(Object.keys(joints), (packageId) => {
    const holder = objectIn(packages, packageId);
    const ids = joints[packageId];
    if (!Array.isArray(ids)) return undefined;
    const texts = textsIn(joints, packageId);
    if (texts.length !== ids.length) return undefined;
    return readAll(texts, (id) => single(readVulnerability(objectIn(found, id), holder)));
  });
  return vulnerabilities && { distribution: readDistribution(document), vulnerabilities };
});

/** An object that Clair always writes, though it may be null when it is empty. */
function membersOf(document: JsonObject, key: string): JsonObject | undefined {
  const value = Object.hasOwn(document, key) ? document[key] : undefined;
  if (value === null) return {};
  return isObject(value) ? value : undefined;
}

function readVulnerability(found: JsonObject, holder: JsonObject): Vulnerability | undefined {
  return vulnerability({
    id: textIn(found, 'name'),
    severity: severityOfWord(textIn(found, 'normalized_severity')),
    name: textIn(holder, 'name'),
    version: textIn(holder, 'version'),
    fixedIn: fixesOf(textIn(found, 'fixed_in_version')),
    title: textIn(found, 'description'),
    // One text with spaces between the addresses.
    links: textIn(found, 'links').slice(0, 10_000).split(' '),
  });
}

/** A version, or, for packages of languages, a range as a query: `fixed=1.2.3&introduced=0`. */
function fixesOf(text: string): readonly string[] {
  if (!/(?:^|&)(?:fixed|introduced|lastAffected)=/.test(text)) return [text];
  return new URLSearchParams(text.slice(0, 1_000)).getAll('fixed');
}

/** The first one: an image has no other, unless it is put together of several. */
function readDistribution(document: JsonObject): Distribution | undefined {
  const all = objectIn(document, 'distributions');
  const [first = ''] = Object.keys(all);
  const found = objectIn(all, first);
  return distribution(
    textIn(found, 'did') || textIn(found, 'name'),
    textIn(found, 'version_id') || textIn(found, 'version'),
  );
}
