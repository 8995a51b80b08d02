import { severities, type RuleLevel, type Severity } from '../model/severity.ts';
import { nearestName } from '../text/nearest-name.ts';
import {
  honouredTools,
  profiles,
  type Override,
  type PolicyLayer,
  type RuleChoice,
} from './policy.ts';

/** What reading a policy needs to know of a rule. */
export interface KnownRule {
  readonly id: string;
  readonly options: readonly string[];
}

/** Something that cannot be used, at the key or the value that a path of keys and indices leads to. */
export interface PolicyProblem {
  readonly path: readonly (string | number)[];
  readonly at: 'key' | 'value';
  readonly message: string;
}

export interface ReadPolicy {
  readonly layer: PolicyLayer;
  readonly problems: readonly PolicyProblem[];
}

export const ruleLevels: readonly RuleLevel[] = ['off', ...severities];

/** Every key of a policy. */
export const policyKeys = [
  'profile',
  'preview',
  'rules',
  'trustedRegistries',
  'allowImages',
  'overrides',
  'exclude',
  'failOn',
  'honour',
] as const;

type Path = PolicyProblem['path'];
type RawObject = Readonly<Record<string, unknown>>;

/**
 * Reads what a configuration file or an editor says of the rules. A value that cannot be used is named in
 * `problems` and left out; nothing else is lost. Values of null count as absent.
 */
export function readPolicy(raw: unknown, rules: readonly KnownRule[]): ReadPolicy {
  const reader = new PolicyReader(rules);
  return { layer: reader.read(raw), problems: reader.problems };
}

class PolicyReader {
  readonly problems: PolicyProblem[] = [];
  readonly #rules: ReadonlyMap<string, KnownRule>;

  constructor(rules: readonly KnownRule[]) {
    this.#rules = new Map(rules.map((rule) => [rule.id, rule]));
  }

  read(raw: unknown): PolicyLayer {
    const root = this.#object(raw, []);
    this.#expectKeys(root, [], policyKeys);
    return withoutUndefined({
      profile: this.#word(root['profile'], ['profile'], profiles),
      preview: this.#boolean(root['preview'], ['preview']),
      rules: this.#whenGiven(root['rules'], (value) => this.#choices(value, ['rules'])),
      trustedRegistries: this.#texts(root['trustedRegistries'], ['trustedRegistries']),
      allowImages: this.#texts(root['allowImages'], ['allowImages']),
      overrides: this.#whenGiven(root['overrides'], (value) => this.#overrides(value)),
      exclude: this.#texts(root['exclude'], ['exclude']),
      failOn: this.#word<Severity>(root['failOn'], ['failOn'], severities),
      honour: this.#words(root['honour'], ['honour'], honouredTools),
    });
  }

  #overrides(value: unknown): readonly Override[] {
    return this.#list(value, ['overrides']).map((item, index) => {
      const path = ['overrides', index];
      const entry = this.#object(item, path);
      this.#expectKeys(entry, path, ['files', 'services', 'rules', 'reason']);
      const reason = this.#text(entry['reason'], [...path, 'reason']);
      if (isGiven(entry['rules']) && reason === undefined)
        this.#report(path, 'value', 'An override needs a `reason`, so that others can judge it.');
      return {
        files: this.#texts(entry['files'], [...path, 'files']) ?? [],
        services: this.#texts(entry['services'], [...path, 'services']) ?? [],
        rules: this.#choices(entry['rules'], [...path, 'rules']),
        reason,
      };
    });
  }

  #choices(value: unknown, path: Path): ReadonlyMap<string, RuleChoice> {
    const choices = new Map<string, RuleChoice>();
    for (const [id, choice] of Object.entries(this.#object(value, path))) {
      const rule = this.#rules.get(id);
      if (rule === undefined) {
        const hint = didYouMean(id, this.#rules.keys());
        this.#report([...path, id], 'key', `There is no rule \`${id}\`.${hint}`);
        continue;
      }
      const read = this.#choice(choice, [...path, id], rule);
      if (read !== undefined) choices.set(id, read);
    }
    return choices;
  }

  #choice(value: unknown, path: Path, rule: KnownRule): RuleChoice | undefined {
    if (!isGiven(value) || value === 'default') return undefined;
    if (typeof value !== 'object' || Array.isArray(value)) {
      const level = this.#level(value, path);
      return level && { level, options: {} };
    }
    const fields = value as RawObject;
    this.#expectKeys(fields, path, ['severity', 'options']);
    const given = this.#object(fields['options'], [...path, 'options']);
    this.#expectKeys(given, [...path, 'options'], rule.options);
    const options = rule.options.flatMap((name) => {
      const texts = this.#texts(given[name], [...path, 'options', name]);
      return texts === undefined ? [] : [[name, texts] as const];
    });
    return {
      level: this.#whenGiven(fields['severity'], (severity) =>
        this.#level(severity, [...path, 'severity']),
      ),
      options: Object.fromEntries(options),
    };
  }

  /** YAML 1.1 readers turn a bare `off` into false, so both are understood. */
  #level(value: unknown, path: Path): RuleLevel | undefined {
    return value === false ? 'off' : this.#word(value, path, ruleLevels);
  }

  #whenGiven<T>(value: unknown, read: (value: unknown) => T): T | undefined {
    return isGiven(value) ? read(value) : undefined;
  }

  #word<T extends string>(value: unknown, path: Path, words: readonly T[]): T | undefined {
    if (!isGiven(value)) return undefined;
    const word = words.find((candidate) => candidate === value);
    if (word === undefined) {
      const hint = typeof value === 'string' ? didYouMean(value, words) : '';
      this.#report(path, 'value', `${nameOf(path)} must be one of ${words.join(', ')}.${hint}`);
    }
    return word;
  }

  #words<T extends string>(value: unknown, path: Path, words: readonly T[]): T[] | undefined {
    if (!isGiven(value)) return undefined;
    return this.#list(value, path).flatMap((item, index) => {
      const word = this.#word(item, [...path, index], words);
      return word === undefined ? [] : [word];
    });
  }

  #boolean(value: unknown, path: Path): boolean | undefined {
    if (typeof value === 'boolean') return value;
    if (!isGiven(value)) return undefined;
    this.#report(path, 'value', `${nameOf(path)} must be true or false.`);
    return undefined;
  }

  #text(value: unknown, path: Path): string | undefined {
    if (typeof value === 'string') return value;
    if (!isGiven(value)) return undefined;
    this.#report(path, 'value', `${nameOf(path)} must be a text.`);
    return undefined;
  }

  /** A list of texts; numbers count as they are written in short, as ports are. */
  #texts(value: unknown, path: Path): readonly string[] | undefined {
    if (!isGiven(value)) return undefined;
    return this.#list(value, path).flatMap((item, index) => {
      if (typeof item === 'string' || typeof item === 'number') return [String(item)];
      this.#report([...path, index], 'value', `${nameOf(path)} must be a list of texts.`);
      return [];
    });
  }

  #list(value: unknown, path: Path): readonly unknown[] {
    if (Array.isArray(value)) return value;
    if (isGiven(value)) this.#report(path, 'value', `${nameOf(path)} must be a list.`);
    return [];
  }

  #object(value: unknown, path: Path): RawObject {
    if (!isGiven(value)) return {};
    if (typeof value === 'object' && !Array.isArray(value)) return value as RawObject;
    this.#report(path, 'value', `${nameOf(path)} must be a map of keys and values.`);
    return {};
  }

  #expectKeys(object: RawObject, path: Path, known: readonly string[]): void {
    for (const key of Object.keys(object)) {
      if (known.includes(key)) continue;
      const where = path.length === 0 ? '' : ` in ${nameOf(path)}`;
      const hint = didYouMean(key, known);
      this.#report([...path, key], 'key', `There is no key \`${key}\`${where}.${hint}`);
    }
  }

  #report(path: Path, at: PolicyProblem['at'], message: string): void {
    this.problems.push({ path, at, message });
  }
}

/** What stands behind a key, when anything does. */
type Given = string | number | boolean | object;

function isGiven(value: unknown): value is Given {
  return value !== undefined && value !== null;
}

function nameOf(path: Path): string {
  if (path.length === 0) return 'The configuration';
  const text = path.reduce<string>(
    (name, key) =>
      typeof key === 'number' ? `${name}[${String(key)}]` : name === '' ? key : `${name}.${key}`,
    '',
  );
  return `\`${text}\``;
}

function didYouMean(typed: string, names: Iterable<string>): string {
  const nearest = nearestName(typed, names);
  return nearest === undefined ? '' : ` Did you mean \`${nearest}\`?`;
}

function withoutUndefined(layer: {
  [K in keyof PolicyLayer]: PolicyLayer[K] | undefined;
}): PolicyLayer {
  return Object.fromEntries(Object.entries(layer).filter(([, value]) => value !== undefined));
}
