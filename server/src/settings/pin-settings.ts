import { isHost } from '../text/host.ts';
import { asObject, isAbsent, readCount, readSwitch } from './raw-values.ts';

/** How images are pinned and their pins renewed. */
export interface PinSettings {
  /** Whether the tag stays beside the digest. */
  readonly keepsTag: boolean;
  /** Days that an image must be old before a pin is updated to it. */
  readonly minimumAge: number;
}

/** Which pins are looked after without being asked for. */
export interface WatchSettings {
  /** The registries that may be asked in the background, as references name them; none until the person says so. */
  readonly registries: readonly string[];
  /** Requests that all windows of this machine together may send in a day. */
  readonly dailyRequests: number;
}

/** What is shown at the end of a line with an image. */
export interface InlayHintSettings {
  /** Of a digest: the tag that it is and its age. */
  readonly pins: boolean;
  /** Of a tag: when it last moved. */
  readonly tags: boolean;
}

export const defaultPinSettings: PinSettings = { keepsTag: true, minimumAge: 0 };
export const defaultWatchSettings: WatchSettings = { registries: [], dailyRequests: 100 };
export const defaultInlayHintSettings: InlayHintSettings = { pins: true, tags: true };

export const minimumAges = { least: 0, most: 365 };
export const dailyRequestLimits = { least: 1, most: 10_000 };

/** Reads `seaworthy.pin`; what cannot be used is named in `problems`, and its default holds. */
export function readPinSettings(raw: unknown, problems: string[]): PinSettings {
  const pin = asObject(raw, 'seaworthy.pin', problems);
  const { keepsTag, minimumAge } = defaultPinSettings;
  return {
    keepsTag: readSwitch(pin['keepTag'], 'seaworthy.pin.keepTag', problems) ?? keepsTag,
    minimumAge:
      readCount(pin['minimumAge'], 'seaworthy.pin.minimumAge', minimumAges, problems) ?? minimumAge,
  };
}

/** Reads `seaworthy.backgroundChecks`; a registry that cannot be understood is never asked. */
export function readWatchSettings(raw: unknown, problems: string[]): WatchSettings {
  const watch = asObject(raw, 'seaworthy.backgroundChecks', problems);
  const name = 'seaworthy.backgroundChecks.dailyRequests';
  return {
    registries: readRegistryNames(watch['registries'], problems),
    dailyRequests:
      readCount(watch['dailyRequests'], name, dailyRequestLimits, problems) ??
      defaultWatchSettings.dailyRequests,
  };
}

function readRegistryNames(value: unknown, problems: string[]): readonly string[] {
  if (isAbsent(value)) return [];
  const isList = Array.isArray(value);
  const hosts = isList
    ? value.filter((item): item is string => typeof item === 'string' && isHost(item))
    : [];
  if (!isList || hosts.length < value.length)
    problems.push(
      '`seaworthy.backgroundChecks.registries` must be a list of registries as images name them, such as `docker.io`; what is none is ignored.',
    );
  return hosts.map((host) => host.toLowerCase());
}

/** Reads `seaworthy.inlayHints`; what cannot be used is named in `problems`, and its default holds. */
export function readInlayHintSettings(raw: unknown, problems: string[]): InlayHintSettings {
  const hints = asObject(raw, 'seaworthy.inlayHints', problems);
  const { pins, tags } = defaultInlayHintSettings;
  return {
    pins: readSwitch(hints['pins'], 'seaworthy.inlayHints.pins', problems) ?? pins,
    tags: readSwitch(hints['tags'], 'seaworthy.inlayHints.tags', problems) ?? tags,
  };
}
