import { isObject } from '../../registry/json.ts';

/** Nothing in the metadata is deeper than ten levels. */
const maximalDepth = 32;

/**
 * A parsed value in the canonical JSON that Notary signs (OLPC's, as `docker/go/canonical/json` writes it): keys in
 * the order of their bytes, no spaces, integers alone, and in texts only `"` and `\` escaped. Undefined when the value
 * has no such form or is nested deeper than any metadata.
 */
export function canonicalJson(value: unknown, depth = 0): string | undefined {
  if (depth > maximalDepth) return undefined;
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : undefined;
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value))
    return joined('[', ']', value, (item: unknown) => canonicalJson(item, depth + 1));
  if (!isObject(value)) return undefined;
  const fields = Object.entries(value).sort(([a], [b]) =>
    Buffer.compare(Buffer.from(a), Buffer.from(b)),
  );
  return joined('{', '}', fields, ([key, item]) => {
    const text = canonicalJson(item, depth + 1);
    return text === undefined ? undefined : `${quoted(key)}:${text}`;
  });
}

function joined<T>(
  open: string,
  close: string,
  items: readonly T[],
  textOf: (item: T) => string | undefined,
): string | undefined {
  const texts: string[] = [];
  for (const item of items) {
    const text = textOf(item);
    if (text === undefined) return undefined;
    texts.push(text);
  }
  return `${open}${texts.join(',')}${close}`;
}

function quoted(text: string): string {
  return `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}
