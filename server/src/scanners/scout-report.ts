import { objectIn, textIn, type JsonObject } from '../registry/json.ts';
import type { VulnerabilitySeverity } from '../reference/image-facts.ts';
import { parsePurl } from './purl.ts';
import { objectsIn, readAll, reportReader, single, textsIn, type ReadReport } from './report.ts';
import type { Vulnerability } from './scan.ts';
import { severityOfScore, severityOfWord } from './severity.ts';
import { vulnerability } from './vulnerability.ts';

/**
 * Reads the SARIF (2.1.0) of `docker scout cves --format sarif`, in which a rule is a vulnerability and its properties say
 * which packages have it. It tells neither the age of its data nor the distribution.
 */
export const readScoutReport: ReadReport = reportReader('scout', (document) => {
  const runs = objectsIn(document, 'runs');
  const [run] = runs ?? [];
  // Without a run nothing was scanned, which is no clean image.
  if (run === undefined) return undefined;
  const driver = objectIn(objectIn(run, 'tool'), 'driver');
  const rules = objectsIn(driver, 'rules');
  const vulnerabilities = rules && readAll(rules, readRule);
  return vulnerabilities && { scannerVersion: textIn(driver, 'version'), vulnerabilities };
});

function readRule(rule: JsonObject): readonly Vulnerability[] | undefined {
  const properties = objectIn(rule, 'properties');
  const purls = textsIn(properties, 'purls');
  // Older versions name one package.
  const named = purls.length > 0 ? purls : [textIn(properties, 'purl')];
  const id = textIn(rule, 'id');
  const title = textIn(objectIn(rule, 'shortDescription'), 'text');
  const fix = textIn(properties, 'fixed_version');
  return readAll(named, (purl) => {
    const named = parsePurl(purl);
    return single(
      named &&
        vulnerability({
          id,
          severity: readSeverity(properties),
          ...named,
          purl,
          fixedIn: /^not[ _]fixed$/i.test(fix) ? [] : fix.split(','),
          title: title.startsWith(`${id}: `) ? title.slice(id.length + 2) : title,
          links: [textIn(rule, 'helpUri')],
        }),
    );
  });
}

function readSeverity(properties: JsonObject): VulnerabilitySeverity {
  const named = severityOfWord(textIn(properties, 'cvssV3_severity'));
  const score = textIn(properties, 'security-severity');
  return named === 'unknown' && score !== '' ? severityOfScore(Number(score)) : named;
}
