import { isObject, objectIn, textIn, type JsonObject } from '../registry/json.ts';
import { objectsIn, readAll, reportReader, single, textsIn, type ReadReport } from './report.ts';
import type { Vulnerability } from './scan.ts';
import { severityOfWord } from './severity.ts';
import { vulnerability } from './vulnerability.ts';

/**
 * Reads the vulnerabilities that Harbor's API adds to an artifact (pluggable scanner API 1.1 and 1.2): one report by its
 * media type, or the report alone. The scanner's version has its name in front.
 */
export const readHarborReport: ReadReport = reportReader('harbor', (document) => {
  const report = harborReportIn(document);
  const found = report && objectsIn(report, 'vulnerabilities');
  const vulnerabilities = found && readAll(found, (one) => single(readVulnerability(one)));
  if (report === undefined || vulnerabilities === undefined) return undefined;
  const scanner = objectIn(report, 'scanner');
  const scannerVersion = `${textIn(scanner, 'name')} ${textIn(scanner, 'version')}`.trim();
  return { scannerVersion, vulnerabilities };
});

/** The report in an answer; undefined when there is none yet. */
export function harborReportIn(answer: JsonObject): JsonObject | undefined {
  if (Object.hasOwn(answer, 'vulnerabilities')) return answer;
  const reports = Object.entries(answer).filter(([key]) => key.startsWith('application/'));
  return reports.map(([, report]) => report).find(isObject);
}

function readVulnerability(one: JsonObject): Vulnerability | undefined {
  return vulnerability({
    id: textIn(one, 'id'),
    severity: severityOfWord(textIn(one, 'severity')),
    name: textIn(one, 'package'),
    version: textIn(one, 'version'),
    fixedIn: textIn(one, 'fix_version').split(','),
    isWontFix: textIn(one, 'status') === 'will_not_fix',
    title: textIn(one, 'description'),
    links: textsIn(one, 'links'),
  });
}
