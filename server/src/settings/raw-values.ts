/** An object of a person's settings, of which nothing is known. */
export type RawObject = Readonly<Record<string, unknown>>;

/** What becomes of most values that cannot be used. */
const ignored = 'it is ignored';

/** Takes a value for an object, or for an empty one after naming it. */
export function asObject(
  value: unknown,
  name: string,
  problems: string[],
  consequence = ignored,
): RawObject {
  if (isAbsent(value)) return {};
  if (typeof value === 'object' && !Array.isArray(value)) return value as RawObject;
  problems.push(`\`${name}\` must be an object; ${consequence}.`);
  return {};
}

/** Takes a value for a switch; undefined when none is set or it cannot be used. */
export function readSwitch(
  value: unknown,
  name: string,
  problems: string[],
  consequence = ignored,
): boolean | undefined {
  if (isAbsent(value)) return undefined;
  if (typeof value === 'boolean') return value;
  problems.push(`\`${name}\` must be true or false; ${consequence}.`);
  return undefined;
}

/** Takes a value for a whole number within bounds, both of which count; undefined when none is set or it cannot be used. */
export function readCount(
  value: unknown,
  name: string,
  { least, most }: { readonly least: number; readonly most: number },
  problems: string[],
): number | undefined {
  if (isAbsent(value)) return undefined;
  if (Number.isInteger(value) && Number(value) >= least && Number(value) <= most)
    return Number(value);
  problems.push(
    `\`${name}\` must be a whole number from ${String(least)} to ${String(most)}; ${ignored}.`,
  );
  return undefined;
}

export function isAbsent(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}
