import { parseDigest } from '../../reference/digest.ts';
import type { Material, Provenance } from '../attestation-source.ts';
import { isObject, objectIn, textIn, type JsonObject } from '../json.ts';
import { readTime } from '../time.ts';

/** What was built, by the publisher's claim. */
interface BuiltSource {
  readonly source: string | undefined;
  readonly revision: string | undefined;
  readonly entryPoint: string | undefined;
}

const maximalMaterials = 500;
const longestText = 2_048;

/** Where BuildKit says which working copy was built, in its older and in its newer form. */
const buildKitKeys: readonly string[] = [
  'https://mobyproject.org/buildkit@v1#metadata',
  'buildkit_metadata',
];

const commit = /^[0-9a-f]{7,64}(?:-dirty)?$/;

/**
 * Reads how an image was built: SLSA provenance 0.2 or 1, in the forms of BuildKit and GitHub Actions too; undefined when the
 * predicate is of neither. `now` in milliseconds since 1970-01-01 UTC.
 */
export function readProvenance(predicate: JsonObject, now: number): Provenance | undefined {
  if (isObject(predicate['buildDefinition'])) return readVersion1(predicate, now);
  return isObject(predicate['builder']) ? readVersion02(predicate, now) : undefined;
}

/** SLSA provenance 0.2, "Schema". */
function readVersion02(predicate: JsonObject, now: number): Provenance {
  const metadata = objectIn(predicate, 'metadata');
  const config = objectIn(objectIn(predicate, 'invocation'), 'configSource');
  return {
    version: '0.2',
    builder: readText(objectIn(predicate, 'builder'), 'id'),
    ...builtFrom(
      {
        source: readAddress(config, 'uri'),
        revision: revisionIn(objectIn(config, 'digest')),
        entryPoint: readText(config, 'entryPoint'),
      },
      metadata,
    ),
    finished: readTime(textIn(metadata, 'buildFinishedOn'), now),
    materials: materialsIn(predicate['materials']),
  };
}

/** SLSA provenance 1, "Schema". */
function readVersion1(predicate: JsonObject, now: number): Provenance {
  const definition = objectIn(predicate, 'buildDefinition');
  const details = objectIn(predicate, 'runDetails');
  const metadata = objectIn(details, 'metadata');
  const parameters = objectIn(definition, 'externalParameters');
  const materials = materialsIn(definition['resolvedDependencies']);
  return {
    version: '1',
    builder: readText(objectIn(details, 'builder'), 'id'),
    ...builtFrom(sourceIn(parameters, materials), metadata),
    finished: readTime(textIn(metadata, 'finishedOn'), now),
    materials,
  };
}

/** BuildKit names its `configSource`; GitHub Actions a `workflow`, whose revision is among the dependencies. */
function sourceIn(parameters: JsonObject, materials: readonly Material[]): BuiltSource {
  const workflow = objectIn(parameters, 'workflow');
  const repository = readAddress(workflow, 'repository');
  if (repository !== undefined) {
    const checkedOut = materials.find(({ uri }) => isOfRepository(uri, repository));
    return {
      source: repository,
      revision: checkedOut?.digest,
      entryPoint: readText(workflow, 'path'),
    };
  }
  const config = objectIn(parameters, 'configSource');
  return {
    source: readAddress(config, 'uri'),
    revision: revisionIn(objectIn(config, 'digest')),
    entryPoint: readText(config, 'path'),
  };
}

function isOfRepository(uri: string, repository: string): boolean {
  return uri === `git+${repository}` || uri.startsWith(`git+${repository}@`);
}

/** Of a folder that was built, BuildKit says which working copy it was; an address of it counts more. */
function builtFrom(named: BuiltSource, metadata: JsonObject): BuiltSource {
  if (named.source !== undefined) return named;
  const [copy = {}] = buildKitKeys
    .map((key) => objectIn(objectIn(metadata, key), 'vcs'))
    .filter((vcs) => textIn(vcs, 'source') !== '');
  const revision = textIn(copy, 'revision');
  return {
    source: readAddress(copy, 'source'),
    revision: commit.test(revision) ? revision : undefined,
    entryPoint: named.entryPoint,
  };
}

function materialsIn(value: unknown): readonly Material[] {
  const written: readonly unknown[] = Array.isArray(value) ? value : [];
  return written
    .slice(0, maximalMaterials)
    .filter(isObject)
    .flatMap((material) => {
      const uri = readAddress(material, 'uri');
      return uri === undefined ? [] : [{ uri, digest: digestIn(objectIn(material, 'digest')) }];
    });
}

/** An image's or a file's digest, else the commit of a source. */
function digestIn(digests: JsonObject): string | undefined {
  const parsed = parseDigest(`sha256:${textIn(digests, 'sha256')}`);
  return parsed.ok ? parsed.value : revisionIn(digests);
}

/** A set of digests (in-toto Attestation Framework, "DigestSet") names a commit by one of these. */
function revisionIn(digests: JsonObject): string | undefined {
  return ['gitCommit', 'sha1', 'sha256']
    .map((algorithm) => textIn(digests, algorithm))
    .find((value) => commit.test(value));
}

/** An address without the name and password that somebody may have left in it. */
function readAddress(object: JsonObject, key: string): string | undefined {
  return readText(object, key)?.replace(/^((?:git\+)?https?:\/\/)[^/?#]*@/i, '$1');
}

function readText(object: JsonObject, key: string): string | undefined {
  const text = textIn(object, key);
  return text === '' || text.length > longestText ? undefined : text;
}
