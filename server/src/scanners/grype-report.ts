import { objectIn, textIn, type JsonObject } from '../registry/json.ts';
import { readTime } from '../registry/time.ts';
import {
  distribution,
  objectsIn,
  readAll,
  reportReader,
  single,
  textsIn,
  type ReadReport,
} from './report.ts';
import type { Vulnerability } from './scan.ts';
import { severityOfWord } from './severity.ts';
import { vulnerability } from './vulnerability.ts';

/** Reads `grype -o json`. */
export const readGrypeReport: ReadReport = reportReader('grype', (document, { at }) => {
  if (!Array.isArray(document['matches'])) return undefined;
  const matches = objectsIn(document, 'matches');
  const vulnerabilities = matches && readAll(matches, (match) => single(readMatch(match)));
  if (vulnerabilities === undefined) return undefined;
  const descriptor = objectIn(document, 'descriptor');
  const distro = objectIn(document, 'distro');
  return {
    scannerVersion: textIn(descriptor, 'version'),
    database: readTime(builtOf(objectIn(descriptor, 'db')), at),
    distribution: distribution(
      textIn(distro, 'name'),
      textIn(distro, 'version'),
      hasEndOfLifeAlert(document) ? true : undefined,
    ),
    vulnerabilities,
  };
});

/** When the data was built; grype 0.88 moved it into `status`. */
function builtOf(db: JsonObject): string {
  return textIn(objectIn(db, 'status'), 'built') || textIn(db, 'built');
}

/** It alerts for each package of a distribution without updates, and says nothing where it does not know. */
function hasEndOfLifeAlert(document: JsonObject): boolean {
  const packages = objectsIn(document, 'alertsByPackage') ?? [];
  return packages.some((one) =>
    (objectsIn(one, 'alerts') ?? []).some((alert) => textIn(alert, 'type') === 'distro-eol'),
  );
}

function readMatch(match: JsonObject): Vulnerability | undefined {
  const found = objectIn(match, 'vulnerability');
  const artifact = objectIn(match, 'artifact');
  const fix = objectIn(found, 'fix');
  return vulnerability({
    id: textIn(found, 'id'),
    severity: severityOfWord(textIn(found, 'severity')),
    name: textIn(artifact, 'name'),
    version: textIn(artifact, 'version'),
    purl: textIn(artifact, 'purl'),
    fixedIn: textsIn(fix, 'versions'),
    isWontFix: textIn(fix, 'state') === 'wont-fix',
    isKnownExploited: readKnownExploited(found),
    title: textIn(found, 'description'),
    links: [textIn(found, 'dataSource'), ...textsIn(found, 'urls')],
  });
}

/** Versions that know of attacks weigh each vulnerability by a `risk`, and leave out an empty list of attacks. */
function readKnownExploited(found: JsonObject): boolean | undefined {
  const attacks = found['knownExploited'];
  if (Array.isArray(attacks) && attacks.length > 0) return true;
  return typeof found['risk'] === 'number' ? false : undefined;
}
