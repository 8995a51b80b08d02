import { severities, type Severity } from '../model/severity.ts';
import { ruleLevels, type policyKeys } from './policy-reader.ts';
import { defaultPolicy, honouredTools, profiles } from './policy.ts';

/** What the description of a setting needs to know of a rule. */
export interface DescribedRule {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly profile: 'recommended' | 'strict' | 'preview';
  readonly options?: readonly { readonly name: string; readonly description: string }[];
}

interface Property {
  readonly description: string;
  readonly [keyword: string]: unknown;
}

/** Describes each key of a policy, for the editor's settings and for the schema of the file alike. */
export function policyProperties(
  rules: readonly DescribedRule[],
): Readonly<Record<(typeof policyKeys)[number], Property>> {
  return {
    profile: {
      type: 'string',
      enum: profiles,
      default: defaultPolicy.profile,
      description:
        'Which rules are on: `recommended`, what one wants to hear without asking; `strict`, everything; `minimal`, errors only.',
    },
    preview: {
      type: 'boolean',
      default: defaultPolicy.preview,
      description: 'Whether rules that are still being tried out are on.',
    },
    rules: {
      ...ruleChoices(rules),
      default: {},
      description:
        'How severe each rule is, and its options. A rule that is not named keeps its default; `off` silences it.',
    },
    trustedRegistries: textList(
      'Registries and repositories that images may come from, as patterns: `docker.io/library/*`, `registry.example.com`. When it is empty, all may.',
    ),
    allowImages: textList(
      'Images whose tags need no judging, as patterns: `registry.example.com/base/**`.',
    ),
    overrides: {
      type: 'array',
      default: [],
      items: {
        type: 'object',
        additionalProperties: false,
        properties: {
          files: textList('Globs of the files that this is for, relative to the configuration.'),
          services: textList('Names of the Compose services that this is for.'),
          rules: ruleChoices(rules),
          reason: { type: 'string', description: 'Why, for those who read it later.' },
        },
      },
      description: 'Other choices for some files or services, each with its reason.',
    },
    exclude: textList('Globs of files that are left out.'),
    failOn: {
      type: 'string',
      enum: severities,
      default: defaultPolicy.failOn,
      description: 'The lightest severity that makes `seaworthy check` fail.',
    },
    honour: {
      type: 'array',
      default: [],
      items: { type: 'string', enum: honouredTools },
      uniqueItems: true,
      description:
        'Linters whose ignore comments count here too, for the rules that say exactly the same.',
    },
  };
}

/** The JSON schema (draft 7) of a configuration file. */
export function configSchema(rules: readonly DescribedRule[]): Record<string, unknown> {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Seaworthy',
    description: 'What a team decides about the checks of Dockerfiles and Compose files.',
    type: 'object',
    additionalProperties: false,
    properties: policyProperties(rules),
  };
}

function textList(description: string): Property {
  return { type: 'array', items: { type: 'string' }, default: [], description };
}

function ruleChoices(rules: readonly DescribedRule[]): Record<string, unknown> {
  return {
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(rules.map((rule) => [rule.id, ruleChoice(rule)])),
  };
}

function ruleChoice({ title, severity, profile, options = [] }: DescribedRule): unknown {
  const byDefault =
    profile === 'recommended' ? severity : `off, in the ${profile} rules ${severity}`;
  const level = { type: 'string', enum: ['default', ...ruleLevels] };
  const described = options.map(({ name, description }) => [name, textList(description)] as const);
  const optionProperty = {
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(described),
  };
  const choice = {
    type: 'object',
    additionalProperties: false,
    properties: { severity: level, ...(options.length === 0 ? {} : { options: optionProperty }) },
  };
  return { description: `${title}. Default: ${byDefault}.`, anyOf: [level, choice] };
}
