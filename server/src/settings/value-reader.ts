import { nearestName } from '../text/nearest-name.ts';

/** Something that cannot be used, at the key or the value that a path of keys and indices leads to. */
export interface ValueProblem {
  readonly path: readonly (string | number)[];
  readonly at: 'key' | 'value';
  readonly message: string;
}

export type Path = ValueProblem['path'];
type RawObject = Readonly<Record<string, unknown>>;

/** Reads values of which nothing is known, and notes with its place what cannot be used. Null counts as absent. */
export class ValueReader {
  readonly problems: ValueProblem[] = [];

  whenGiven<T>(value: unknown, read: (value: unknown) => T): T | undefined {
    return isGiven(value) ? read(value) : undefined;
  }

  word<T extends string>(value: unknown, path: Path, words: readonly T[]): T | undefined {
    if (!isGiven(value)) return undefined;
    const word = words.find((candidate) => candidate === value);
    if (word === undefined) {
      const hint = typeof value === 'string' ? didYouMean(value, words) : '';
      this.report(path, 'value', `${nameOf(path)} must be one of ${words.join(', ')}.${hint}`);
    }
    return word;
  }

  words<T extends string>(value: unknown, path: Path, words: readonly T[]): T[] | undefined {
    if (!isGiven(value)) return undefined;
    return this.list(value, path).flatMap((item, index) => {
      const word = this.word(item, [...path, index], words);
      return word === undefined ? [] : [word];
    });
  }

  boolean(value: unknown, path: Path): boolean | undefined {
    if (typeof value === 'boolean') return value;
    if (!isGiven(value)) return undefined;
    this.report(path, 'value', `${nameOf(path)} must be true or false.`);
    return undefined;
  }

  text(value: unknown, path: Path): string | undefined {
    if (typeof value === 'string') return value;
    if (!isGiven(value)) return undefined;
    this.report(path, 'value', `${nameOf(path)} must be a text.`);
    return undefined;
  }

  /** A list of texts; numbers count as they are written in short, as ports are. */
  texts(value: unknown, path: Path): readonly string[] | undefined {
    if (!isGiven(value)) return undefined;
    return this.list(value, path).flatMap((item, index) => {
      if (typeof item === 'string' || typeof item === 'number') return [String(item)];
      this.report([...path, index], 'value', `${nameOf(path)} must be a list of texts.`);
      return [];
    });
  }

  list(value: unknown, path: Path): readonly unknown[] {
    if (Array.isArray(value)) return value;
    if (isGiven(value)) this.report(path, 'value', `${nameOf(path)} must be a list.`);
    return [];
  }

  object(value: unknown, path: Path): RawObject {
    if (!isGiven(value)) return {};
    if (typeof value === 'object' && !Array.isArray(value)) return value as RawObject;
    this.report(path, 'value', `${nameOf(path)} must be a map of keys and values.`);
    return {};
  }

  expectKeys(object: RawObject, path: Path, known: readonly string[]): void {
    for (const key of Object.keys(object)) {
      if (known.includes(key)) continue;
      const where = path.length === 0 ? '' : ` in ${nameOf(path)}`;
      const hint = didYouMean(key, known);
      this.report([...path, key], 'key', `There is no key \`${key}\`${where}.${hint}`);
    }
  }

  report(path: Path, at: ValueProblem['at'], message: string): void {
    this.problems.push({ path, at, message });
  }
}

/** What stands behind a key, when anything does. */
type Given = string | number | boolean | object;

export function isGiven(value: unknown): value is Given {
  return value !== undefined && value !== null;
}

/** The path in words for a sentence: `` `rules.image-no-tag` ``. */
export function nameOf(path: Path): string {
  if (path.length === 0) return 'The configuration';
  const text = path.reduce<string>(
    (name, key) =>
      typeof key === 'number' ? `${name}[${String(key)}]` : name === '' ? key : `${name}.${key}`,
    '',
  );
  return `\`${text}\``;
}

/** A question that ends a sentence; empty when nothing is similar. */
export function didYouMean(typed: string, names: Iterable<string>): string {
  const nearest = nearestName(typed, names);
  return nearest === undefined ? '' : ` Did you mean \`${nearest}\`?`;
}
