import { objectIn, textIn, type JsonObject } from '../registry/json.ts';
import {
  distribution,
  objectsIn,
  readAll,
  reportReader,
  single,
  type ReadReport,
} from './report.ts';
import type { Distribution, Vulnerability } from './scan.ts';
import { severityOfWord } from './severity.ts';
import { vulnerability } from './vulnerability.ts';

/** What the distribution has said of a vulnerability that it will not close. */
const wontFix: ReadonlySet<string> = new Set(['will_not_fix', 'end_of_life']);

/** Reads `trivy image --format json`, schema version 2. It does not tell which vulnerabilities are used in attacks. */
export const readTrivyReport: ReadReport = reportReader('trivy', (document) => {
  if (document['SchemaVersion'] !== 2) return undefined;
  const results = objectsIn(document, 'Results');
  const vulnerabilities =
    results && readAll(results, (result) => readTarget(objectsIn(result, 'Vulnerabilities')));
  if (vulnerabilities === undefined) return undefined;
  return {
    scannerVersion: textIn(objectIn(document, 'Trivy'), 'Version'),
    distribution: readDistribution(objectIn(objectIn(document, 'Metadata'), 'OS')),
    vulnerabilities,
  };
});

/** `EOSL` is left out where it is false. */
function readDistribution(os: JsonObject): Distribution | undefined {
  return distribution(textIn(os, 'Family'), textIn(os, 'Name'), os['EOSL'] === true);
}

function readTarget(found: readonly JsonObject[] | undefined) {
  return found && readAll(found, (one) => single(readVulnerability(one)));
}

function readVulnerability(one: JsonObject): Vulnerability | undefined {
  return vulnerability({
    id: textIn(one, 'VulnerabilityID'),
    severity: severityOfWord(textIn(one, 'Severity')),
    name: textIn(one, 'PkgName'),
    version: textIn(one, 'InstalledVersion'),
    purl: textIn(objectIn(one, 'PkgIdentifier'), 'PURL'),
    fixedIn: textIn(one, 'FixedVersion').split(','),
    isWontFix: wontFix.has(textIn(one, 'Status')),
    title: textIn(one, 'Title') || textIn(one, 'Description'),
    links: [textIn(one, 'PrimaryURL')],
  });
}
