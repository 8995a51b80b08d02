import type { Digest } from '../reference/digest.ts';
import { canonicalName, effectiveTag, type ImageReference } from '../reference/reference.ts';
import { ok, type Result } from '../text/result.ts';
import type { AskError } from './ask.ts';
import type { Engine } from './engine.ts';
import type { LocalImage } from './engine-source.ts';
import { countIn, isObject, objectsOf, textIn, textsIn, timeIn, type JsonObject } from './json.ts';

const maximalNames = 100;
const maximalSteps = 500;

/**
 * The image as the engine has it, by its digest first, then by its tag, as another image may have the tag by now; undefined
 * when it has neither (Docker Engine API, "ImageInspect" and "ImageHistory").
 */
export async function findImage(
  engine: Engine,
  reference: ImageReference,
  digest: Digest | undefined,
  signal: AbortSignal,
): Promise<Result<LocalImage | undefined, AskError>> {
  for (const name of namesOf(reference, digest)) {
    const answered = await engine.read(`/images/${encodeURI(name)}/json`, signal);
    if (answered.ok && isObject(answered.value) && textIn(answered.value, 'Id') !== '') {
      const history = await readHistory(engine, name, signal);
      return ok(imageOf(answered.value, digest, history));
    }
    if (answered.ok) return { ok: false, error: { code: 'invalid-answer' } };
    if (answered.error.code !== 'missing') return answered;
  }
  return ok(undefined);
}

function namesOf(reference: ImageReference, digest: Digest | undefined): readonly string[] {
  const name = canonicalName(reference);
  const byDigest = digest === undefined ? [] : [`${name}@${digest}`];
  const isByTag = reference.tag !== undefined || reference.digest === undefined;
  return isByTag ? [...byDigest, `${name}:${effectiveTag(reference)}`] : byDigest;
}

function imageOf(
  answer: JsonObject,
  digest: Digest | undefined,
  history: LocalImage['history'],
): LocalImage {
  const id = textIn(answer, 'Id');
  const digests = textsIn(answer, 'RepoDigests', maximalNames);
  const known = digests.map((name) => name.slice(name.lastIndexOf('@') + 1));
  const isComparable = digest !== undefined && known.length > 0;
  return {
    id,
    digests,
    tags: textsIn(answer, 'RepoTags', maximalNames),
    created: timeIn(answer, 'Created'),
    size: countIn(answer, 'Size'),
    isSameDigest: isComparable ? known.includes(digest) : undefined,
    history,
  };
}

/** What made the layers; nothing when the engine does not tell. Engines tell the newest first. */
async function readHistory(
  engine: Engine,
  name: string,
  signal: AbortSignal,
): Promise<LocalImage['history']> {
  const answered = await engine.read(`/images/${encodeURI(name)}/history`, signal);
  if (!answered.ok || !Array.isArray(answered.value)) return [];
  return objectsOf(answered.value, maximalSteps)
    .map((step) => ({ createdBy: textIn(step, 'CreatedBy'), size: countIn(step, 'Size') ?? 0 }))
    .reverse();
}
