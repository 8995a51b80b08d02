import type { ReferenceError, ImageReference } from '../reference/reference.ts';
import type { Script } from '../shell/script.ts';
import type { MappedText } from '../text/mapped-text.ts';
import type { Span } from '../text/span.ts';
import type { TextEdit } from '../text/text-edit.ts';
import type { Grant } from './grants.ts';
import type { HardeningDetails, LimitedResource } from './hardening.ts';

/** The languages that lower to one model. */
export type Language = 'dockerfile' | 'compose';

/**
 * What a Dockerfile or Compose file says of images and privileges, without its syntax.
 * Rules and fixes work on this and never ask which language it came from.
 */
export interface DocumentModel {
  readonly language: Language;
  /** The document, and behind it the texts of the files that it is read together with: spans are of this. */
  readonly text: string;
  /** The other files in `text`, in order; what stands before the first is the document itself. */
  readonly parts: readonly TextPart[];
  /** Dockerfile stages or Compose services, in the order of the file; a `ContainerId` is an index here. */
  readonly containers: readonly Container[];
  /** Every place where an image stands, once for each piece of text that an edit could change. */
  readonly images: readonly ImageOccurrence[];
  /** The variables of other files, such as `.env`, that references are read through: one for each time. */
  readonly borrowed: readonly BorrowedVariable[];
  /** Dockerfiles written inside this document. */
  readonly embedded: readonly EmbeddedDocument[];
  /** Comments that speak to a linter. */
  readonly notes: readonly Note[];
  /** Where a comment for the whole file can stand: behind directives, before everything else. */
  readonly fileNoteOffset: number;
  /** The first place where the text is not of its language, so that what follows may be misread; undefined where all is. */
  readonly syntaxProblem: SyntaxProblem | undefined;
}

export interface SyntaxProblem {
  readonly span: Span;
  readonly code: SyntaxProblemCode;
}

export type SyntaxProblemCode =
  | 'yaml-indentation'
  /** YAML allows no tab where a line is indented. */
  | 'yaml-tab'
  /** A quote, bracket or brace is opened and not closed, or a colon or comma is missing. */
  | 'yaml-missing-character'
  | 'yaml-too-deep'
  | 'yaml-other';

/** A file that is read together with the document, by its path relative to the document's folder. */
export interface TextPart {
  readonly kind: 'compose' | 'environment';
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

/** A variable that another file sets and a reference here is read through. */
export interface BorrowedVariable {
  readonly name: string;
  /** Where its assignment begins, in one of the model's `parts`. */
  readonly definition: number;
  /** Where a digest of the reference is written; undefined when a digest in the variable's value would break it. */
  readonly pinOffset: number | undefined;
}

export type ContainerId = number;

/** What runs (a service) or is built (a stage). */
export interface Container {
  readonly kind: 'stage' | 'service';
  readonly name: string | undefined;
  /** What the reader takes for its heading: the service's key, the image of the stage's FROM. */
  readonly nameSpan: Span;
  /**
   * `final`: it runs or is shipped (every service; a Dockerfile's last stage and those that a build names).
   * `inherited`: a final stage is built from it. `builder`: at most files of it are copied.
   */
  readonly reach: 'final' | 'inherited' | 'builder';
  /** The stage it is built from, when that is one of this file. */
  readonly base: ContainerId | undefined;
  readonly grants: readonly Grant[];
  /** ENV, ARG, `environment`, that of life-cycle hooks, `build.args`. */
  readonly variables: readonly VariableSetting[];
  /** What a build runs: RUN, in order. */
  readonly runs: readonly RunStep[];
  /** What the container starts: ENTRYPOINT, CMD, `entrypoint`, `command`, life-cycle hooks, health checks. */
  readonly startup: readonly StartupCommand[];
  /** COPY and ADD, in order. */
  readonly transfers: readonly Transfer[];
  /** EXPOSE, `expose`: what it listens on, open to nobody by itself. */
  readonly exposed: readonly ExposedPort[];
  /** `ports`: what the host passes on. */
  readonly published: readonly PublishedPort[];
  /** What is set, or not, to harden a service; undefined for stages and for services that another program provides. */
  readonly hardening: Hardening | undefined;
  /** The build that a service describes. */
  readonly build: BuildSetting | undefined;
  /** An empty span at the beginning of a line, behind the last instruction that builds the stage: where a USER belongs. Undefined for services. */
  readonly userSite: Span | undefined;
  /** Where a new key of a service can stand; undefined for stages and where maps are written in braces. */
  readonly keySite: KeySite | undefined;
}

/** Where keys can be inserted into a map: the text is its lines joined by `separator`, with one `separator` behind. */
export interface KeySite {
  /** Empty: before the first key. */
  readonly span: Span;
  /** Line end and the white space of this map's keys. */
  readonly separator: string;
  /** The white space of one level more. */
  readonly step: string;
}

export interface VariableSetting {
  readonly kind: 'env' | 'arg' | 'build-arg';
  readonly name: string;
  /** From the name to the end of the value: what a finding about this variable alone marks. */
  readonly span: Span;
  /** The value as written, its quotes undone; undefined when there is none (`ARG TOKEN`, `- TOKEN`). */
  readonly written: string | undefined;
  /**
   * What a stranger reads in the file: the value when no variable takes part in it, or the default of
   * `${NAME:-default}` when that is all of it. Undefined otherwise.
   */
  readonly literal: string | undefined;
  /** The value with all defaults put in, those of other definitions too; undefined when it depends on a variable without one. */
  readonly known: string | undefined;
  /** The value where it is written, quotes included; undefined when it stands elsewhere or there is none. */
  readonly valueSpan: Span | undefined;
  readonly removal: Span | undefined;
}

export interface RunStep {
  /** The instruction without its here-documents. */
  readonly span: Span;
  readonly script: Script;
  readonly mounts: readonly RunMount[];
  /** The user of the stage at this step, by the USERs above it; undefined when there is none or it is not known. */
  readonly user: string | undefined;
  /** Whether ONBUILD defers it to a build on this image. */
  readonly isDeferred: boolean;
}

export interface RunMount {
  readonly span: Span;
  /** `bind` when none is written. */
  readonly type: string;
  readonly id: string | undefined;
  readonly target: string | undefined;
  /** The environment variable that a secret is given as. */
  readonly environment: string | undefined;
}

export interface StartupCommand {
  readonly role: 'entrypoint' | 'command' | 'hook' | 'health-check';
  readonly span: Span;
  readonly script: Script;
}

export interface Transfer {
  readonly keyword: 'COPY' | 'ADD';
  readonly span: Span;
  readonly sources: readonly TransferSource[];
  /** The last word; empty when it is not known. */
  readonly destination: string;
  /** Whether the sources are in another stage or image, not in the build context. */
  readonly isFromImage: boolean;
  readonly checksum: string | undefined;
  /** The patterns of `--exclude`: what of the sources is left behind. */
  readonly excludes: readonly string[];
  /** Where a flag can be inserted, followed by a space: before the first source or flag. */
  readonly flagSite: Span;
  readonly mode: TransferMode | undefined;
  readonly isDeferred: boolean;
}

export interface TransferSource {
  readonly kind: 'path' | 'url' | 'git' | 'here-document';
  /** Defaults put in; variables without one as written. */
  readonly text: string;
  readonly isDynamic: boolean;
  readonly span: Span;
}

/** The value of `--chmod`. */
export interface TransferMode {
  readonly text: string;
  readonly span: Span;
}

export interface ExposedPort {
  readonly first: number;
  readonly last: number;
  readonly protocol: string;
  readonly span: Span;
  readonly removal: Span | undefined;
}

export interface PublishedPort {
  readonly span: Span;
  /** The address on the host: undefined when none is written, so all are meant; `unknown` when it is a variable's without a default. */
  readonly host:
    { readonly kind: 'all' | 'unknown' } | { readonly kind: 'address'; readonly address: string };
  /** The ports in the container; undefined when they are not known. */
  readonly container: { readonly first: number; readonly last: number } | undefined;
  readonly protocol: string;
  /** Binds it to the loopback address; undefined when it has an address or that is not one edit of this document. */
  readonly loopbackEdit: TextEdit | undefined;
}

/** The measures that the strict rules ask a service for; what a variable without a default decides counts as taken. */
export interface Hardening {
  readonly dropsAllCapabilities: boolean;
  readonly forbidsNewPrivileges: boolean;
  readonly hasReadOnlyRoot: boolean;
  readonly limits: Readonly<Record<LimitedResource, boolean>>;
  /** Whether there is a key already that an inserted one would repeat: `cap_drop`, `security_opt`, `deploy` and so on. */
  readonly presentKeys: ReadonlySet<string>;
  /** Where volumes of any kind are mounted in it, without a slash at the end. */
  readonly mountTargets: ReadonlySet<string>;
  readonly details: HardeningDetails;
}

export interface BuildSetting {
  /** The key `build`. */
  readonly span: Span;
  /** The folder or address of the context as written, defaults put in; undefined when it is not known. */
  readonly context: string | undefined;
  /** The Dockerfile, relative to the context; undefined when none is named. */
  readonly dockerfile: string | undefined;
  readonly target: string | undefined;
  /** The `image` beside it, which names the result. */
  readonly output: Span | undefined;
  readonly pullPolicy: string | undefined;
}

/** A comment that speaks to a linter, with the text that it speaks of. */
export interface Note {
  /** From `#` to the end of the line. */
  readonly span: Span;
  /** Behind the `#`, trimmed. */
  readonly text: string;
  /** What it stands on or above: the next instruction or argument line, the YAML node with all below it. */
  readonly scope: Span | undefined;
  /** Whether nothing but comments and directives stands before it. */
  readonly isAtTop: boolean;
  /** Whether it fills its line, so that deleting it deletes the line. */
  readonly isOwnLine: boolean;
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
  /** What `--platform` or `platform` asks for, defaults put in; empty when it is not known, undefined when nothing is asked for. */
  readonly platform?: string | undefined;
  readonly image: ImageExpression;
}

export type ImageExpression =
  | { readonly kind: 'reference'; readonly reference: ImageReference; readonly site: PinSite }
  /** A stage of the same file, by name or number; a number may be that of a stage that is not there. */
  | { readonly kind: 'stage'; readonly stage: ContainerId }
  /** The empty image. */
  | { readonly kind: 'scratch' }
  /** The name of what a build makes and no registry is asked for; no reference when it is not known or is none. */
  | { readonly kind: 'build-output'; readonly reference: ImageReference | undefined }
  /** Depends on a variable without a default, but the text from the last `/` on is known. */
  | { readonly kind: 'partly-known'; readonly tail: ImageReference; readonly variable: string }
  | { readonly kind: 'unknown'; readonly variable: string }
  | { readonly kind: 'malformed'; readonly text: string; readonly error: ReferenceError };

/** Where a digest can be written behind the reference, or why nowhere. */
export type PinSite =
  | ({ readonly kind: 'insert' } & WrittenVersion)
  | { readonly kind: 'blocked'; readonly obstacle: PinObstacle };

/** Where the version of a reference stands: tag and digest as far as it has them. */
export interface WrittenVersion {
  /** Behind the reference, where a digest is inserted when it has none; behind the document's end it is in another file. */
  readonly offset: number;
  /** The tag with its colon; undefined too where quotes or escapes stand inside, so that it is no single stretch of text. */
  readonly tag: Span | undefined;
  /** The digest with its `@`. */
  readonly digest: Span | undefined;
}

export type PinObstacle =
  /** Text and variables make the reference together: no single text holds it whole. */
  | { readonly code: 'partly-variable'; readonly variable: string }
  /** The ARG that holds the reference is also part of another one, which a digest would break. */
  | { readonly code: 'shared-variable'; readonly variable: string }
  /** A variable without a default takes part: which image it is, is not in the file. */
  | { readonly code: 'no-default'; readonly variable: string }
  /** Quotes, escapes or line ends stand inside its digest, so that it is no single stretch of text. */
  | { readonly code: 'split-digest' }
  /** A build of the same project gives an image this name, or none is ever pulled: no registry knows its digest. */
  | { readonly code: 'built-here' };

export interface EmbeddedDocument {
  readonly language: Language;
  readonly text: MappedText;
  /** Names that the outer document gives a meaning of its own, so that they are no images inside. */
  readonly contexts: ReadonlySet<string>;
  /** The stage that is built, when the outer document names one. */
  readonly target: string | undefined;
}
