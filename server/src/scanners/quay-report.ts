import { isObject, objectIn, textIn, type JsonObject } from '../registry/json.ts';
import { objectsIn, readAll, reportReader, single, type ReadReport } from './report.ts';
import type { Vulnerability } from './scan.ts';
import { severityOfWord } from './severity.ts';
import { vulnerability } from './vulnerability.ts';

/** Reads what Quay's API says of the security of a manifest that it has scanned, `{ status: 'scanned', data }`. */
export const readQuayReport: ReadReport = reportReader('quay', (document) => {
  const layer = objectIn(document, 'data')['Layer'];
  if (textIn(document, 'status') !== 'scanned' || !isObject(layer)) return undefined;
  const features = objectsIn(layer, 'Features');
  const vulnerabilities = features && readAll(features, readFeature);
  return vulnerabilities && { vulnerabilities };
});

function readFeature(feature: JsonObject): readonly Vulnerability[] | undefined {
  const found = objectsIn(feature, 'Vulnerabilities');
  return (
    found &&
    readAll(found, (one) =>
      single(
        vulnerability({
          id: textIn(one, 'Name'),
          severity: severityOfWord(textIn(one, 'Severity')),
          name: textIn(feature, 'Name'),
          version: textIn(feature, 'Version'),
          fixedIn: [textIn(one, 'FixedBy')],
          title: textIn(one, 'Description'),
          links: textIn(one, 'Link').slice(0, 10_000).split(' '),
        }),
      ),
    )
  );
}
