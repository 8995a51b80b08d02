import { deferrals, defaultSettings } from './settings.ts';
import { policyProperties, type DescribedRule } from './schema.ts';

/**
 * The settings as VS Code's `contributes.configuration` describes them. Those that decide where
 * requests go are of machine scope, so that no workspace can set them.
 */
export function settingsContribution(rules: readonly DescribedRule[]): Record<string, unknown> {
  return {
    ...Object.fromEntries(
      Object.entries(policyProperties(rules))
        // When a command fails is no matter of the editor's.
        .filter(([key]) => key !== 'failOn')
        .map(([key, { description, ...property }]) => [
          `seaworthy.${key}`,
          { ...property, scope: 'resource', markdownDescription: description },
        ]),
    ),
    'seaworthy.deferToDockerBuildChecks': {
      type: 'string',
      scope: 'window',
      enum: deferrals,
      default: defaultSettings.deferToDocker,
      markdownDescription:
        "Whether to leave out what BuildKit's own checks say of the same line. `auto`: while Docker's extension is installed and enabled.",
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
        'Registries that are reached in another way, by the name that images have: `{ "docker.io": { "mirror": "https://mirror.example.com" } }`. A registry at a private address must be named here, if only with `{}`, unless Docker knows you there.',
      additionalProperties: {
        type: 'object',
        additionalProperties: false,
        properties: {
          mirror: {
            type: 'string',
            description: 'Base address that is asked in its place.',
          },
          plainHttp: {
            type: 'boolean',
            description: 'Whether it may be asked by plain HTTP, which others can read and change.',
          },
          skip: {
            type: 'boolean',
            description: 'Whether it is never asked, so that its images are never pinned.',
          },
          authHost: {
            type: 'string',
            description:
              'Host, with its port if it has one, of the sign-in server that may see your credentials for it.',
          },
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
