const pinKinds = ['pin', 'unpin', 'describe', 'describe-and-pin'] as const;
const imageKinds = ['update', 'smaller', 'introduce', 'copy-digest'] as const;
const serviceKinds = ['harden'] as const;
const ignoreKinds = ['ignore-here', 'ignore-in-file'] as const;

/**
 * What a code action carries until it is resolved: enough to find its subject again in the same version
 * of the document, so that the server keeps nothing in between.
 */
export type ActionData = PinData | ImageData | ServiceData | IgnoreData;

/** What ends in one edit without asking the person again; `describe` names the image by its most descriptive tag. */
export type PinData = DocumentData &
  (
    | { readonly kind: (typeof pinKinds)[number]; readonly start: number }
    | { readonly kind: 'pin-all' }
  );

/** What asks the person on its way or has something to tell them; `introduce` gives a reference one variable. */
export type ImageData = DocumentData & {
  readonly kind: (typeof imageKinds)[number];
  readonly start: number;
};

/** What is done for the service whose name begins at `start`, once the person has reviewed it. */
export type ServiceData = DocumentData & {
  readonly kind: (typeof serviceKinds)[number];
  readonly start: number;
};

/** A comment that silences rules, on what stands at `start` or in the whole file. */
export type IgnoreData = DocumentData & {
  readonly kind: (typeof ignoreKinds)[number];
  readonly rules: readonly string[];
  readonly start: number;
};

interface DocumentData {
  readonly uri: string;
  readonly version: number;
}

/** Checks data that comes back from a client; undefined when it is not ours. */
export function readActionData(data: unknown): ActionData | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const { kind, uri, version, start, rules } = data as Readonly<Record<string, unknown>>;
  if (typeof uri !== 'string' || typeof version !== 'number') return undefined;
  if (kind === 'pin-all') return { kind, uri, version };
  if (typeof start !== 'number') return undefined;
  const known = [...pinKinds, ...imageKinds, ...serviceKinds].find((each) => each === kind);
  if (known !== undefined) return { kind: known, uri, version, start };
  const ignoring = ignoreKinds.find((each) => each === kind);
  if (ignoring === undefined || !isTexts(rules)) return undefined;
  return { kind: ignoring, uri, version, start, rules };
}

export function isPinData(data: ActionData): data is PinData {
  return data.kind === 'pin-all' || pinKinds.some((kind) => kind === data.kind);
}

export function isImageData(data: ActionData): data is ImageData {
  return imageKinds.some((kind) => kind === data.kind);
}

export function isServiceData(data: ActionData): data is ServiceData {
  return serviceKinds.some((kind) => kind === data.kind);
}

export function isIgnoreData(data: ActionData): data is IgnoreData {
  return ignoreKinds.some((kind) => kind === data.kind);
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
