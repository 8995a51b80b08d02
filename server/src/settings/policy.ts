import type { RuleLevel, Severity } from '../model/severity.ts';
import { matchesGlob } from '../text/glob.ts';
import type { Measure, SignerSetting } from './inspection-settings.ts';

/** `minimal`: errors only. `recommended`: what a person wants to hear without asking. `strict`: everything. */
export type Profile = 'recommended' | 'strict' | 'minimal';

export const profiles: readonly Profile[] = ['recommended', 'strict', 'minimal'];

/** Linters whose comments may be taken for ours. */
export type HonouredTool = 'hadolint' | 'buildkit' | 'trivy' | 'checkov';

export const honouredTools: readonly HonouredTool[] = ['hadolint', 'buildkit', 'trivy', 'checkov'];

/** What a person or a team decides about the rules, in a configuration file or in the editor. */
export interface Policy {
  readonly profile: Profile;
  /** Whether preview rules are on. */
  readonly preview: boolean;
  readonly rules: ReadonlyMap<string, RuleChoice>;
  /** Patterns of registries and repositories that may be used; empty when all may. */
  readonly trustedRegistries: readonly string[];
  /**
   * Who may publish: patterns of registries and repositories, and `official`, `verified` and `sponsored` for those whom
   * Docker Hub calls so; empty when anybody may.
   */
  readonly trustedPublishers: readonly string[];
  /** What images must have, all that covers an image counts. */
  readonly require: readonly Requirement[];
  /** Patterns of images whose tags need no judging. */
  readonly allowImages: readonly string[];
  readonly overrides: readonly Override[];
  /** Globs of files that are left out, relative to the configuration file. */
  readonly exclude: readonly string[];
  /** The lightest severity that makes the command line fail. */
  readonly failOn: Severity;
  readonly honour: readonly HonouredTool[];
}

export interface RuleChoice {
  /** Undefined when only options are chosen. */
  readonly level: RuleLevel | undefined;
  readonly options: Readonly<Record<string, readonly string[]>>;
}

/** What all images that a pattern covers must have. */
export interface Requirement {
  /** Patterns as in `trustedRegistries`; never empty. */
  readonly images: readonly string[];
  readonly measures: readonly Measure[];
  /** Who may have signed, where `signature` is required; empty leaves it to the person's settings and our own table. */
  readonly signers: readonly SignerSetting[];
}

/** Other choices for some files or services. */
export interface Override {
  /** Globs relative to the configuration file; all files when empty. */
  readonly files: readonly string[];
  /** Globs of service names; all when empty. */
  readonly services: readonly string[];
  readonly rules: ReadonlyMap<string, RuleChoice>;
  readonly reason: string | undefined;
}

export const defaultPolicy: Policy = {
  profile: 'recommended',
  preview: false,
  rules: new Map(),
  trustedRegistries: [],
  trustedPublishers: [],
  require: [],
  allowImages: [],
  overrides: [],
  exclude: [],
  failOn: 'warning',
  honour: [],
};

/** What one place says; all that it leaves out is decided elsewhere. */
export type PolicyLayer = Partial<Policy>;

/** The upper layer wins, key by key; of rules, rule by rule. */
export function withLayer(policy: Policy, layer: PolicyLayer): Policy {
  return {
    ...policy,
    ...layer,
    rules: new Map([...policy.rules, ...(layer.rules ?? [])]),
  };
}

/** Whether a file, by its path relative to the configuration, is left out. */
export function isExcluded({ exclude }: Policy, path: string): boolean {
  return matchesAny(exclude, path);
}

/** The overrides that hold for a file, in their order. */
export function overridesFor({ overrides }: Policy, path: string): readonly Override[] {
  return overrides.filter(({ files }) => files.length === 0 || matchesAny(files, path));
}

/** Whether an override holds for a service; one that names services holds for nothing else. */
export function coversService({ services }: Override, service: string | undefined): boolean {
  if (services.length === 0) return true;
  return service !== undefined && services.some((pattern) => matchesGlob(pattern, service));
}

/** As in `.gitignore`, a pattern without `/` matches at any depth, and a folder all that is in it. */
function matchesAny(patterns: readonly string[], path: string): boolean {
  return patterns.some((pattern) => {
    const trimmed = pattern.replace(/^\.?\//, '').replace(/\/$/, '');
    const anywhere = pattern.replace(/\/$/, '').includes('/') ? trimmed : `**/${trimmed}`;
    return matchesGlob(anywhere, path) || matchesGlob(`${anywhere}/**`, path);
  });
}
