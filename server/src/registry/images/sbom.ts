import { plainLine } from '../../text/plain-line.ts';
import type { ListedPackage, PackageList } from '../attestation-source.ts';
import { isObject, objectIn, textIn, type JsonObject } from '../json.ts';

const maximalPackages = 50_000;
const maximalWord = 255;
const longestPurl = 1_024;

/**
 * Reads the packages that a list of parts (SBOM) names: SPDX 2 (7.1 "Package name", 7.3 "Package version", 7.21 "External
 * reference") or CycloneDX (`components`, with those in them). Each once, at most 50,000; undefined when it is neither.
 */
export function readPackageList(document: JsonObject): PackageList | undefined {
  const { packages, components } = document;
  if ('spdxVersion' in document && Array.isArray(packages))
    return { format: 'spdx', tool: spdxTool(document), packages: distinct(packages, spdxPackage) };
  if (document['bomFormat'] === 'CycloneDX' && Array.isArray(components))
    return {
      format: 'cyclonedx',
      tool: cyclonedxTool(document),
      packages: distinct(flattened(components), cyclonedxPackage),
    };
  return undefined;
}

/** The image itself stands among its parts. */
function spdxPackage(part: JsonObject): ListedPackage | undefined {
  if (part['primaryPackagePurpose'] === 'CONTAINER') return undefined;
  const references = objectsIn(part, 'externalRefs');
  const purl = references.find(({ referenceType }) => referenceType === 'purl');
  return packageOf(part, 'versionInfo', purl && textIn(purl, 'referenceLocator'));
}

function cyclonedxPackage(part: JsonObject): ListedPackage | undefined {
  if (part['type'] === 'file') return undefined;
  return packageOf(part, 'version', textIn(part, 'purl'));
}

function packageOf(
  part: JsonObject,
  versionKey: string,
  purl: string | undefined,
): ListedPackage | undefined {
  const name = textIn(part, 'name');
  const version = textIn(part, versionKey);
  const isSound = name !== '' && name.length <= maximalWord && version.length <= maximalWord;
  return isSound ? { name, version, purl: isPurl(purl) ? purl : undefined } : undefined;
}

function isPurl(text: string | undefined): text is string {
  if (text === undefined || text.length > longestPurl) return false;
  return text.startsWith('pkg:') && plainLine(text) === text;
}

/** SPDX 2, 6.8 "Creator": `Tool: syft-1.2.3`, beside people and organisations. */
function spdxTool(document: JsonObject): string | undefined {
  const { creators } = objectIn(document, 'creationInfo');
  const written: readonly unknown[] = Array.isArray(creators) ? creators : [];
  const tools = written
    .filter((creator) => typeof creator === 'string')
    .filter((creator) => creator.startsWith('Tool:'));
  return toolName(tools[0]?.slice('Tool:'.length));
}

/** CycloneDX, `metadata.tools`: a list until version 1.4, then an object with one. */
function cyclonedxTool(document: JsonObject): string | undefined {
  const metadata = objectIn(document, 'metadata');
  const [tool = {}] = [
    ...objectsIn(metadata, 'tools'),
    ...objectsIn(objectIn(metadata, 'tools'), 'components'),
  ];
  return toolName(`${textIn(tool, 'name')} ${textIn(tool, 'version')}`);
}

function toolName(text = ''): string | undefined {
  const name = text.trim();
  return name === '' || name.length > maximalWord ? undefined : name;
}

/** Parts with the parts in them, without recursion: who writes the list says how deep it is. */
function flattened(components: readonly unknown[]): readonly JsonObject[] {
  const all = components.slice(0, maximalPackages).filter(isObject);
  for (let index = 0; index < all.length && all.length < maximalPackages; index++) {
    const part = all[index];
    if (part !== undefined) all.push(...objectsIn(part, 'components'));
  }
  return all;
}

function objectsIn(object: JsonObject, key: string): readonly JsonObject[] {
  const value = object[key];
  return Array.isArray(value) ? value.slice(0, maximalPackages).filter(isObject) : [];
}

function distinct(
  parts: readonly unknown[],
  read: (part: JsonObject) => ListedPackage | undefined,
): readonly ListedPackage[] {
  const packages = new Map<string, ListedPackage>();
  for (const part of parts) {
    if (packages.size >= maximalPackages) break;
    const found = isObject(part) ? read(part) : undefined;
    if (found !== undefined)
      packages.set(JSON.stringify([found.name, found.version, found.purl]), found);
  }
  return [...packages.values()];
}
