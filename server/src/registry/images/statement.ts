import { isObject, objectIn, parseJsonObject, textIn, type JsonObject } from '../json.ts';

/** A document that is attached to an image, with what is said of it around it. */
export interface AttachedDocument {
  /** What a statement says that its document is; undefined where there is no statement. */
  readonly predicateType: string | undefined;
  /** What the statement is about, as `sha256:…`. */
  readonly subjects: ReadonlySet<string>;
  readonly document: JsonObject;
}

/** A bundle holds an envelope, that a statement, that the document. */
const maximalWrappings = 2;
const maximalSubjects = 1_000;

/**
 * Reads a document in JSON: bare, as an in-toto statement (in-toto Attestation Framework, "Statement"), in a DSSE envelope or a
 * Sigstore bundle. Undefined when it is none of these. No signature is checked.
 */
export function readAttachedDocument(bytes: Uint8Array): AttachedDocument | undefined {
  let outer = parseJsonObject(bytes);
  for (let wrapping = 0; wrapping < maximalWrappings && outer !== undefined; wrapping++)
    outer = unwrapped(outer);
  if (outer === undefined || isWrapped(outer)) return undefined;
  if (!('predicateType' in outer))
    return { predicateType: undefined, subjects: new Set(), document: outer };
  return {
    predicateType: textIn(outer, 'predicateType'),
    subjects: subjectsOf(outer),
    document: objectIn(outer, 'predicate'),
  };
}

/** What is in a bundle or an envelope; anything else as it is. */
function unwrapped(outer: JsonObject): JsonObject | undefined {
  if ('dsseEnvelope' in outer) return objectIn(outer, 'dsseEnvelope');
  if ('payloadType' in outer)
    return parseJsonObject(Buffer.from(textIn(outer, 'payload'), 'base64'));
  return outer;
}

function isWrapped(outer: JsonObject): boolean {
  return 'dsseEnvelope' in outer || 'payloadType' in outer;
}

function subjectsOf({ subject }: JsonObject): ReadonlySet<string> {
  const written: readonly unknown[] = Array.isArray(subject) ? subject : [];
  const digests = written
    .slice(0, maximalSubjects)
    .filter(isObject)
    .flatMap((one) => Object.entries(objectIn(one, 'digest')));
  return new Set(digests.map(([algorithm, value]) => `${algorithm}:${String(value)}`));
}
