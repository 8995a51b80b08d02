import { severities, type Severity } from '../model/severity.ts';
import { defaultSettings } from './settings.ts';

/** What a setting needs to know of a rule. */
export interface RuleSetting {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly isDefault: boolean;
}

/**
 * The settings as VS Code's `contributes.configuration` describes them. Those that decide where
 * requests go are of machine scope, so that no workspace can set them.
 */
export function settingsContribution(rules: readonly RuleSetting[]): Record<string, unknown> {
  return {
    'seaworthy.rules': {
      type: 'object',
      scope: 'resource',
      default: {},
      markdownDescription:
        'How severe each rule is. A rule that is not named keeps its default; `off` silences it.',
      additionalProperties: false,
      properties: Object.fromEntries(rules.map((rule) => [rule.id, ruleProperty(rule)])),
    },
    'seaworthy.registry.enabled': {
      type: 'boolean',
      scope: 'machine',
      default: defaultSettings.registry.isEnabled,
      tags: ['usesOnlineServices'],
      markdownDescription:
        "Whether Seaworthy may ask an image's own registry when you pin it. Without it, nothing leaves the machine.",
    },
    'seaworthy.registry.timeout': {
      type: 'number',
      scope: 'machine',
      default: defaultSettings.registry.timeout / 1000,
      minimum: 1,
      maximum: 120,
      markdownDescription: 'Seconds that one request to a registry may take.',
    },
    'seaworthy.registries': {
      type: 'object',
      scope: 'machine',
      default: {},
      markdownDescription:
        'Registries that are reached in another way, by the name that images have: `{ "docker.io": { "mirror": "https://mirror.example.com" } }`. Plain `http` is for loopback addresses only.',
      additionalProperties: {
        type: 'object',
        additionalProperties: false,
        properties: {
          mirror: { type: 'string', description: 'Base address that is asked in its place.' },
        },
      },
    },
    'seaworthy.trace.server': {
      type: 'string',
      scope: 'window',
      enum: ['off', 'messages', 'verbose'],
      default: 'off',
      description: 'Writes the messages between editor and language server to the log.',
    },
  };
}

function ruleProperty({ title, severity, isDefault }: RuleSetting): Record<string, unknown> {
  return {
    type: 'string',
    enum: ['default', 'off', ...severities],
    default: 'default',
    description: `${title}. Default: ${isDefault ? severity : 'off'}.`,
  };
}
