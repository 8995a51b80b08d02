import { severities, type RuleLevel, type Severity } from '../model/severity.ts';
import {
  honouredTools,
  profiles,
  type Override,
  type PolicyLayer,
  type RuleChoice,
} from './policy.ts';
import { didYouMean, isGiven, ValueReader, type Path, type ValueProblem } from './value-reader.ts';
import { readRequirements, type KeyFiles } from './requirements-reader.ts';

/** What reading a policy needs to know of a rule. */
export interface KnownRule {
  readonly id: string;
  readonly options: readonly string[];
}

export interface ReadPolicy {
  readonly layer: PolicyLayer;
  readonly problems: readonly ValueProblem[];
}

export const ruleLevels: readonly RuleLevel[] = ['off', ...severities];

/** Every key of a policy. */
export const policyKeys = [
  'profile',
  'preview',
  'rules',
  'trustedRegistries',
  'trustedPublishers',
  'require',
  'allowImages',
  'overrides',
  'exclude',
  'failOn',
  'honour',
] as const;

/**
 * Reads what a configuration file or an editor says of the rules. A value that cannot be used is named in
 * `problems` and left out; nothing else is lost. Values of null count as absent. `keyFiles` says where files of
 * keys may be: an editor's settings belong to no folder, so that they name them by absolute paths.
 */
export function readPolicy(
  raw: unknown,
  rules: readonly KnownRule[],
  keyFiles: KeyFiles = { are: 'absolute' },
): ReadPolicy {
  const values = new ValueReader();
  const choices = new ChoiceReader(values, rules);
  const root = values.object(raw, []);
  values.expectKeys(root, [], policyKeys);
  const layer = withoutUndefined({
    profile: values.word(root['profile'], ['profile'], profiles),
    preview: values.boolean(root['preview'], ['preview']),
    rules: values.whenGiven(root['rules'], (value) => choices.choices(value, ['rules'])),
    trustedRegistries: values.texts(root['trustedRegistries'], ['trustedRegistries']),
    trustedPublishers: values.texts(root['trustedPublishers'], ['trustedPublishers']),
    require: values.whenGiven(root['require'], (value) =>
      readRequirements(value, ['require'], values, keyFiles),
    ),
    allowImages: values.texts(root['allowImages'], ['allowImages']),
    overrides: values.whenGiven(root['overrides'], (value) => choices.overrides(value)),
    exclude: values.texts(root['exclude'], ['exclude']),
    failOn: values.word<Severity>(root['failOn'], ['failOn'], severities),
    honour: values.words(root['honour'], ['honour'], honouredTools),
  });
  return { layer, problems: values.problems };
}

/** Reads what is chosen of rules. */
class ChoiceReader {
  readonly #values: ValueReader;
  readonly #rules: ReadonlyMap<string, KnownRule>;

  constructor(values: ValueReader, rules: readonly KnownRule[]) {
    this.#values = values;
    this.#rules = new Map(rules.map((rule) => [rule.id, rule]));
  }

  overrides(value: unknown): readonly Override[] {
    return this.#values.list(value, ['overrides']).map((item, index) => {
      const path = ['overrides', index];
      const entry = this.#values.object(item, path);
      this.#values.expectKeys(entry, path, ['files', 'services', 'rules', 'reason']);
      const reason = this.#values.text(entry['reason'], [...path, 'reason']);
      if (isGiven(entry['rules']) && reason === undefined)
        this.#values.report(
          path,
          'value',
          'An override needs a `reason`, so that others can judge it.',
        );
      return {
        files: this.#values.texts(entry['files'], [...path, 'files']) ?? [],
        services: this.#values.texts(entry['services'], [...path, 'services']) ?? [],
        rules: this.choices(entry['rules'], [...path, 'rules']),
        reason,
      };
    });
  }

  choices(value: unknown, path: Path): ReadonlyMap<string, RuleChoice> {
    const choices = new Map<string, RuleChoice>();
    for (const [id, choice] of Object.entries(this.#values.object(value, path))) {
      const rule = this.#rules.get(id);
      if (rule === undefined) {
        const hint = didYouMean(id, this.#rules.keys());
        this.#values.report([...path, id], 'key', `There is no rule \`${id}\`.${hint}`);
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
    const fields = value as Readonly<Record<string, unknown>>;
    this.#values.expectKeys(fields, path, ['severity', 'options']);
    const given = this.#values.object(fields['options'], [...path, 'options']);
    this.#values.expectKeys(given, [...path, 'options'], rule.options);
    const options = rule.options.flatMap((name) => {
      const texts = this.#values.texts(given[name], [...path, 'options', name]);
      return texts === undefined ? [] : [[name, texts] as const];
    });
    return {
      level: this.#values.whenGiven(fields['severity'], (severity) =>
        this.#level(severity, [...path, 'severity']),
      ),
      options: Object.fromEntries(options),
    };
  }

  /** YAML 1.1 readers turn a bare `off` into false, so both are understood. */
  #level(value: unknown, path: Path): RuleLevel | undefined {
    return value === false ? 'off' : this.#values.word(value, path, ruleLevels);
  }
}

function withoutUndefined(layer: {
  [K in keyof PolicyLayer]: PolicyLayer[K] | undefined;
}): PolicyLayer {
  return Object.fromEntries(Object.entries(layer).filter(([, value]) => value !== undefined));
}
