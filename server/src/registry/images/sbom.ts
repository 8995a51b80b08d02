import type { ImagePackage } from '../image-source.ts';
import { isObject, objectIn, parseJsonObject, textIn, type JsonObject } from '../json.ts';

const maximalPackages = 50_000;
const maximalWord = 255;
/** A bundle holds an envelope, that a statement, that the document. */
const maximalWrappings = 3;

/**
 * Reads the packages that a list of parts (SBOM) names: SPDX 2 (7.1 "Package name", 7.3 "Package version") or CycloneDX
 * (`components`) in JSON, alone or as an in-toto statement, in a DSSE envelope or a Sigstore bundle. Each name with a version
 * once, at most 50,000; undefined when it is none of these. No signature is checked.
 */
export function readPackages(bytes: Uint8Array): readonly ImagePackage[] | undefined {
  let document = parseJsonObject(bytes);
  for (let wrapping = 0; wrapping < maximalWrappings && document !== undefined; wrapping++)
    document = unwrapped(document);
  return document && packagesIn(document);
}

/** What a bundle, an envelope or a statement is about; the document itself when it is none. */
function unwrapped(document: JsonObject): JsonObject | undefined {
  if ('dsseEnvelope' in document) return objectIn(document, 'dsseEnvelope');
  if ('payloadType' in document)
    return parseJsonObject(Buffer.from(textIn(document, 'payload'), 'base64'));
  return 'predicateType' in document ? objectIn(document, 'predicate') : document;
}

function packagesIn(document: JsonObject): readonly ImagePackage[] | undefined {
  const { packages, components } = document;
  if ('spdxVersion' in document && Array.isArray(packages))
    return distinct(packages, (part) => packageOf(part, 'versionInfo'));
  if (document['bomFormat'] === 'CycloneDX' && Array.isArray(components))
    return distinct(components, (part) =>
      part['type'] === 'file' ? undefined : packageOf(part, 'version'),
    );
  return undefined;
}

function packageOf(part: JsonObject, versionKey: string): ImagePackage | undefined {
  const name = textIn(part, 'name');
  const version = textIn(part, versionKey);
  const isSound = name !== '' && name.length <= maximalWord && version.length <= maximalWord;
  return isSound ? { name, version } : undefined;
}

function distinct(
  parts: readonly unknown[],
  read: (part: JsonObject) => ImagePackage | undefined,
): readonly ImagePackage[] {
  const packages = new Map<string, ImagePackage>();
  for (const part of parts) {
    if (packages.size >= maximalPackages) break;
    const found = isObject(part) ? read(part) : undefined;
    if (found !== undefined) packages.set(JSON.stringify([found.name, found.version]), found);
  }
  return [...packages.values()];
}
