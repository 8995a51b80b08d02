import type { Span } from '../text/span.ts';
import type { KeySite } from './document-model.ts';

/** What a service says of its hardening beyond whether there is any: for those who show it and those who add to it. */
export interface HardeningDetails {
  /** The items of `cap_drop`, variables without a default in braces, as in all texts here. */
  readonly droppedCapabilities: readonly string[];
  /** By their own keys and in `deploy.resources.limits`. */
  readonly limits: readonly LimitDetail[];
  /** The names of the secrets that are mounted into it. */
  readonly secrets: readonly string[];
  /** The folders of `tmpfs`, without their options. */
  readonly temporaryFolders: readonly string[];
  /** The keys of the service that a variable without a default decides, in whole or in part. */
  readonly undecidedKeys: ReadonlySet<string>;
  /** Undefined where `keySite` of the service is. */
  readonly sites: HardeningSites | undefined;
}

export interface LimitDetail {
  readonly resource: LimitedResource;
  /** Undefined when it depends on a variable without a default. */
  readonly value: string | undefined;
  /** Whether it says that there is no limit. */
  readonly isLifted: boolean;
  /** The value, when it can be written over in the service itself. */
  readonly valueSpan: Span | undefined;
}

export type LimitedResource = 'memory' | 'cpu' | 'processes';

/** Where measures can be written into a service. */
export interface HardeningSites {
  readonly droppedCapabilities: MeasureSite;
  readonly securityOptions: MeasureSite;
  readonly readOnly: MeasureSite;
  readonly temporaryFolders: MeasureSite;
  /** Inside of its `deploy`, with the keys that are missing on the way to the limits; undefined: as keys of the service. */
  readonly limits: { readonly site: KeySite; readonly missing: readonly string[] } | undefined;
}

export type MeasureSite =
  /** As a new key of the service. */
  | { readonly kind: 'key' }
  /** In place of `span`, the text between `before` and `after`: one more item of a list. */
  | { readonly kind: 'item'; readonly span: Span; readonly before: string; readonly after: string }
  /** In place of what contradicts it. */
  | { readonly kind: 'value'; readonly span: Span }
  /** Nowhere: an alias, a variable, a fragment or another file has what is there. */
  | { readonly kind: 'none' };
