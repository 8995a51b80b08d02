import { inspectionContribution } from './inspection-contribution.ts';
import { dailyRequestLimits, minimumAges } from './pin-settings.ts';
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
        "Whether Seaworthy may ask an image's own registry when you want something of it: to pin, update or check an image, or to complete its tag. Without it, nothing leaves the machine.",
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
    ...pinContribution,
    ...inspectionContribution,
    'seaworthy.trace.server': {
      type: 'string',
      scope: 'window',
      enum: ['off', 'messages', 'verbose'],
      default: 'off',
      description: 'Writes the messages between editor and language server to the log.',
    },
  };
}

/** How images are pinned and watched; what sends requests on its own is of machine scope. */
const pinContribution = {
  'seaworthy.pin.keepTag': {
    type: 'boolean',
    scope: 'resource',
    default: defaultSettings.pin.keepsTag,
    markdownDescription:
      'Whether the tag stays beside the digest: `python:3.14@sha256:…`. It then only tells people, and updates of the pin, what was meant; the digest alone decides what is pulled.',
  },
  'seaworthy.pin.minimumAge': {
    type: 'integer',
    scope: 'resource',
    default: defaultSettings.pin.minimumAge,
    minimum: minimumAges.least,
    maximum: minimumAges.most,
    markdownDescription:
      'Days that an image must be old, by its own build time or by what this machine has seen of its tag, before pins are updated to it. A few days give others the time to notice a bad release.',
  },
  'seaworthy.completion.askRegistries': {
    type: 'boolean',
    scope: 'machine',
    default: defaultSettings.completesTags,
    tags: ['usesOnlineServices'],
    markdownDescription:
      "Whether completing a tag, where you invoke it, asks the image's own registry which tags there are. Without it, only Docker Official Images have completions, from a list that Seaworthy carries.",
  },
  'seaworthy.backgroundChecks.registries': {
    type: 'array',
    items: { type: 'string' },
    uniqueItems: true,
    scope: 'machine',
    default: defaultSettings.watch.registries,
    tags: ['usesOnlineServices'],
    markdownDescription:
      'Registries that may be asked once a day, without your doing anything, whether the pinned images of open files are still there and whether their tags have moved: `["docker.io", "ghcr.io"]`. None is, until you name it.',
  },
  'seaworthy.backgroundChecks.dailyRequests': {
    type: 'integer',
    scope: 'machine',
    default: defaultSettings.watch.dailyRequests,
    minimum: dailyRequestLimits.least,
    maximum: dailyRequestLimits.most,
    markdownDescription:
      'How many requests the background checks of all windows on this machine may send in a day. The rest waits for the next day.',
  },
  'seaworthy.inlayHints.pins': {
    type: 'boolean',
    scope: 'window',
    default: defaultSettings.inlayHints.pins,
    markdownDescription:
      'Whether to show at the end of the line which tag a digest is and how old, as far as it is known on this machine. No registry is asked for it.',
  },
  'seaworthy.inlayHints.tags': {
    type: 'boolean',
    scope: 'window',
    default: defaultSettings.inlayHints.tags,
    markdownDescription:
      'Whether to show at the end of the line when a tag last moved to another image, as far as this machine has seen it.',
  },
};
