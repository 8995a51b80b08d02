import { severities, type Severity } from '../model/severity.ts';
import { measures } from './inspection-settings.ts';
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
    trustedPublishers: textList(
      'Who may publish images, as patterns of registries and repositories, and `official`, `verified` and `sponsored` for those whom Docker Hub calls so: `[official, verified, registry.example.com]`. When it is empty, anybody may.',
    ),
    require: requirements,
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

const signer = {
  type: 'object',
  additionalProperties: false,
  properties: {
    key: { type: 'string', description: 'A public key in PEM.' },
    keyFile: {
      type: 'string',
      description:
        'A file with a public key in PEM, beside the configuration or below it; in the settings of an editor an absolute path.',
    },
    identity: {
      type: 'string',
      description:
        "Whom the certificate of the signature names, with `*` for any stretch of text, with an `@` in it only at the end: a workflow's address, an email address.",
    },
    issuer: { type: 'string', description: 'Who vouches for the identity, exactly.' },
  },
  oneOf: [{ required: ['key'] }, { required: ['keyFile'] }, { required: ['identity', 'issuer'] }],
} as const;

const requirements: Property = {
  type: 'array',
  default: [],
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['images', 'measures'],
    properties: {
      images: {
        type: 'array',
        items: { type: 'string' },
        description: 'Patterns of the images that this is for, as in `trustedRegistries`.',
      },
      measures: {
        type: 'array',
        items: { type: 'string', enum: measures },
        uniqueItems: true,
        description: 'What each of them must have.',
      },
      signers: {
        type: 'array',
        items: signer,
        description:
          'Who may have signed, where `signature` is required: one of them is enough. Without any, the settings of each person decide, and then the signers that Seaworthy knows.',
      },
    },
  },
  description:
    'What images must have: a `digest` in the file, to be an `official` image, a verified `signature`, an attached `attestation`. All entries that cover an image count.',
};

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
