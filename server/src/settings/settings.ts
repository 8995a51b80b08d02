import { readEditorInspection, type InspectionLayer } from './inspection-reader.ts';
import { readPolicy, policyKeys, type KnownRule } from './policy-reader.ts';
import type { PolicyLayer } from './policy.ts';
import {
  defaultInlayHintSettings,
  defaultPinSettings,
  defaultWatchSettings,
  readInlayHintSettings,
  readPinSettings,
  readWatchSettings,
  type InlayHintSettings,
  type PinSettings,
  type WatchSettings,
} from './pin-settings.ts';
import { asObject, readSwitch, type RawObject } from './raw-values.ts';
import {
  defaultRegistrySettings,
  readRegistries,
  readRegistry,
  type RegistrySettings,
} from './registry-settings.ts';

/** What a person decides in an editor; the command line runs with the defaults. */
export interface Settings {
  /** What the editor says of the rules; a configuration file wins over it. */
  readonly policy: PolicyLayer;
  /** Whether to leave to Docker's extension what BuildKit's own checks say; `auto`: when it is there and on. */
  readonly deferToDocker: Deferral;
  readonly registry: RegistrySettings;
  readonly pin: PinSettings;
  readonly watch: WatchSettings;
  readonly inlayHints: InlayHintSettings;
  /** Whether completing a tag may ask the image's registry for its tags. */
  readonly completesTags: boolean;
  /** What the editor says of how images are looked into; it wins over the person's own `inspection.yaml`. */
  readonly inspection: InspectionLayer;
}

export type Deferral = 'auto' | 'always' | 'never';

export const deferrals: readonly Deferral[] = ['auto', 'always', 'never'];

export const defaultSettings: Settings = {
  policy: {},
  deferToDocker: 'auto',
  registry: defaultRegistrySettings,
  pin: defaultPinSettings,
  watch: defaultWatchSettings,
  inlayHints: defaultInlayHintSettings,
  completesTags: true,
  inspection: {},
};

export interface ReadSettings {
  readonly settings: Settings;
  /** One sentence for each value that was left out. */
  readonly problems: readonly string[];
}

/**
 * Reads the object that an editor holds under `seaworthy`. A value that cannot be used is named in
 * `problems` and its default holds; nothing else is lost.
 */
export function readSettings(raw: unknown, rules: readonly KnownRule[]): ReadSettings {
  const problems: string[] = [];
  const root = asObject(raw, 'seaworthy', problems);
  const policy = readPolicy(pick(root, policyKeys), rules);
  for (const { message } of policy.problems) problems.push(`In \`seaworthy\`: ${message}`);
  return {
    settings: {
      policy: policy.layer,
      deferToDocker: readDeferral(root['deferToDockerBuildChecks'], problems),
      registry: {
        ...readRegistry(root['registry'], problems),
        registries: readRegistries(root['registries'], 'seaworthy.registries', problems),
      },
      pin: readPinSettings(root['pin'], problems),
      watch: readWatchSettings(root['backgroundChecks'], problems),
      inlayHints: readInlayHintSettings(root['inlayHints'], problems),
      completesTags: readCompletion(root['completion'], problems),
      inspection: readEditorInspection(root['inspection'], problems),
    },
    problems,
  };
}

/** The other settings are none of the policy's business. */
function pick(root: RawObject, keys: readonly string[]): RawObject {
  return Object.fromEntries(keys.flatMap((key) => (key in root ? [[key, root[key]]] : [])));
}

function readDeferral(value: unknown, problems: string[]): Deferral {
  const known = deferrals.find((deferral) => deferral === value);
  if (known === undefined && value !== undefined && value !== null)
    problems.push(
      `\`seaworthy.deferToDockerBuildChecks\` must be one of ${deferrals.join(', ')}; it is ignored.`,
    );
  return known ?? defaultSettings.deferToDocker;
}

function readCompletion(raw: unknown, problems: string[]): boolean {
  const completion = asObject(raw, 'seaworthy.completion', problems);
  return (
    readSwitch(completion['askRegistries'], 'seaworthy.completion.askRegistries', problems) ??
    defaultSettings.completesTags
  );
}
