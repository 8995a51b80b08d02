import type { ReferenceError, ImageReference } from '../reference/reference.ts';
import type { MappedText } from '../text/mapped-text.ts';
import type { Span } from '../text/span.ts';

/** The languages that lower to one model. */
export type Language = 'dockerfile' | 'compose';

/**
 * What a Dockerfile or Compose file says of images and privileges, without its syntax.
 * Rules and fixes work on this and never ask which language it came from.
 */
export interface DocumentModel {
  readonly language: Language;
  /** Dockerfile stages or Compose services, in the order of the file; a `ContainerId` is an index here. */
  readonly containers: readonly Container[];
  /** Every place where an image stands, once for each piece of text that an edit could change. */
  readonly images: readonly ImageOccurrence[];
  /** Dockerfiles written inside this document. */
  readonly embedded: readonly EmbeddedDocument[];
}

export type ContainerId = number;

/** What runs (a service) or is built (a stage). */
export interface Container {
  readonly kind: 'stage' | 'service';
  readonly name: string | undefined;
  /** What the reader takes for its heading: the service's key, the image of the stage's FROM. */
  readonly nameSpan: Span;
  /** Whether it runs or is shipped: every service, and the last stage of a Dockerfile. */
  readonly isFinal: boolean;
  /** The stage it is built from, when that is one of this file. */
  readonly base: ContainerId | undefined;
  readonly privileges: readonly PrivilegeSetting[];
}

export type ImageRole =
  'base' | 'copy-from' | 'mount-from' | 'frontend' | 'service' | 'additional-context' | 'volume';

export interface ImageOccurrence {
  readonly role: ImageRole;
  /** The stage or service it belongs to; none for a frontend or a fragment. */
  readonly container: ContainerId | undefined;
  /** The reference alone where it is written: without flags and quotes, in the ARG or the `:-` default if it stands there. */
  readonly span: Span;
  /** The words that use it when they are not the reference itself, such as the `${BASE}` of a FROM. */
  readonly uses: readonly Span[];
  /** The word as the author wrote it where the image is used. */
  readonly written: string;
  readonly image: ImageExpression;
}

export type ImageExpression =
  | { readonly kind: 'reference'; readonly reference: ImageReference; readonly site: PinSite }
  /** A stage of the same file, by name or number; a number may be that of a stage that is not there. */
  | { readonly kind: 'stage'; readonly stage: ContainerId }
  /** The empty image. */
  | { readonly kind: 'scratch' }
  /** The name of what a build makes and no registry is asked for. */
  | { readonly kind: 'build-output' }
  /** Depends on a variable without a default, but the text from the last `/` on is known. */
  | { readonly kind: 'partly-known'; readonly tail: ImageReference; readonly variable: string }
  | { readonly kind: 'unknown'; readonly variable: string }
  | { readonly kind: 'malformed'; readonly text: string; readonly error: ReferenceError };

/** Where a digest can be written behind the reference, or why nowhere. */
export type PinSite =
  | { readonly kind: 'insert'; readonly offset: number }
  | { readonly kind: 'blocked'; readonly obstacle: PinObstacle };

export type PinObstacle =
  /** Text and variables make the reference together: no single text holds it whole. */
  | { readonly code: 'partly-variable'; readonly variable: string }
  /** The ARG that holds the reference is also part of another one, which a digest would break. */
  | { readonly code: 'shared-variable'; readonly variable: string }
  /** A variable without a default takes part: which image it is, is not in the file. */
  | { readonly code: 'no-default'; readonly variable: string };

export interface EmbeddedDocument {
  readonly language: Language;
  readonly text: MappedText;
  /** Names that the outer document gives a meaning of its own, so that they are no images inside. */
  readonly contexts: ReadonlySet<string>;
}

export type HostNamespace = 'network' | 'pid' | 'ipc' | 'userns' | 'uts' | 'cgroup';

/** One thing that a file grants to a container, with the span of the text that grants it. */
export type PrivilegeSetting = { readonly span: Span } &
  /** `user` is undefined when it depends on a variable without a default. */
  (
    | { readonly kind: 'user'; readonly user: string | undefined }
    | { readonly kind: 'privileged' }
    | { readonly kind: 'capability'; readonly name: string }
    | { readonly kind: 'security-option'; readonly name: string; readonly value: string }
    | {
        readonly kind: 'host-namespace';
        readonly namespace: HostNamespace;
        readonly phase: 'run' | 'build';
      }
    | { readonly kind: 'bind-mount'; readonly source: string }
    | { readonly kind: 'engine-api' }
  );
