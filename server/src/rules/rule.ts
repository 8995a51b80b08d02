import type { DocumentModel, Language } from '../model/document-model.ts';
import type { Severity } from '../model/severity.ts';
import type { ImageFacts } from '../reference/image-facts.ts';
import type { PinFacts } from '../reference/pin-facts.ts';
import type { ImageReference } from '../reference/reference.ts';
import type { Span } from '../text/span.ts';
import type { TextEdit } from '../text/text-edit.ts';

/** One thing worth telling a person. */
export interface Rule {
  readonly id: string;
  readonly meta: RuleMeta;
  /** Looks at a document; pure and quick. What it throws is reported once with the rule's id, and the others go on. */
  check(document: DocumentModel, context: RuleContext): Iterable<RuleFinding>;
}

/**
 * A rule as its file writes it: everything about it is there, what the documentation says and what the
 * tests run too.
 */
export interface DocumentedRule extends Rule {
  readonly meta: RuleMeta & RulePage;
}

/** What the programs need to know of a rule. */
export interface RuleMeta {
  /** One line: the state of affairs that the rule reports. */
  readonly title: string;
  /** The mechanism: what this line alone allows or risks. */
  readonly why: string;
  readonly remedy: string;
  /** Whether it judges the ignore comments and so is asked when all else is known. */
  readonly judgesComments?: boolean;
  readonly languages: readonly Language[];
  readonly severity: Severity;
  /** The first profile that has it: `recommended` rules are in `strict` too; `preview` ones are on only where preview rules are asked for. */
  readonly profile: 'recommended' | 'strict' | 'preview';
  /** How severe it is in the strict profile, where that differs. */
  readonly strictSeverity?: Severity;
  /** Whether pinning the image to its digest settles the finding, so that the pin is its quick fix. */
  readonly isSettledByPin: boolean;
  /** What a person can decide about it in the configuration, beside its severity. */
  readonly options?: readonly RuleOption[];
  /** The same check in other tools, for those who come from there. */
  readonly equivalents: readonly Equivalent[];
}

/** What only the documentation and the tests read: `scripts/rule-texts.mjs` leaves it out of the programs. */
export interface RulePage {
  /** What exactly is looked at, in both languages where there are two. */
  readonly checks: string;
  /** What looks alike and is not reported. */
  readonly ignores: readonly string[];
  readonly topic: Topic;
  /** What its quick fixes do and what may break afterwards; undefined when it has none. */
  readonly fix: FixNote | undefined;
  /** When a person is right to silence it. */
  readonly suppressWhen: string;
  /** A reason that such a person would write into the comment. */
  readonly sampleReason: string;
  /** What it cannot see. */
  readonly limitations: readonly string[];
  /** The version of Seaworthy that brought the rule. */
  readonly since: string;
  readonly references: readonly Link[];
  /** Documentation and tests at once: `«` and `»` enclose what must be reported, nothing else may be. */
  readonly examples: readonly RuleExample[];
}

export const topics = {
  image: 'Which image it is',
  user: 'Users and files',
  build: 'What a build runs and downloads',
  secret: 'Secrets',
  host: 'Access to the host',
  network: 'Ports and networks',
  resource: 'Limits and hardening',
  housekeeping: 'Keeping the checks honest',
} as const;

export type Topic = keyof typeof topics;

export interface FixNote {
  /** `safe`: never changes what is built or run. `unsafe`: may, so it is never made without being chosen. */
  readonly safety: 'safe' | 'unsafe';
  readonly what: string;
  /** What can break afterwards. */
  readonly caution: string;
}

/** An option of a rule in the configuration: always a list of texts, so that it can be read and checked in one way. */
export interface RuleOption {
  readonly name: string;
  readonly description: string;
  readonly example: readonly string[];
}

export type Tool =
  | 'hadolint'
  | 'buildkit'
  | 'checkov'
  | 'kics'
  | 'trivy'
  | 'semgrep'
  | 'sonar'
  | 'dclint'
  | 'compose-lint'
  | 'dockle'
  | 'cis'
  | 'owasp';

export interface Equivalent {
  readonly tool: Tool;
  /** The rule's name there. */
  readonly id: string;
  /** Whether it says the same, so that a comment that silences it there may silence ours too. */
  readonly isExact: boolean;
}

export interface Link {
  readonly title: string;
  readonly url: string;
}

export interface RuleExample {
  readonly language: Language;
  readonly text: string;
  /** Said above the example when the text alone does not show its point. */
  readonly note?: string;
  /** The text after the first fix of each finding. */
  readonly fixed?: string;
  /** Options of this rule that the example is read with. */
  readonly options?: Readonly<Record<string, readonly string[]>>;
  /** Facts about the surroundings that the example needs. */
  readonly context?: Partial<Omit<RuleContext, 'options' | 'idleComments'>>;
}

/** What a rule may know beside the document. */
export interface RuleContext {
  /** The document's path as people write it, with `/`; empty when it has none. */
  readonly path: string;
  /** Options of this rule from the configuration, by name. */
  readonly options: Readonly<Record<string, readonly string[]>>;
  readonly isStrict: boolean;
  /** Patterns of registries and repositories that may be used; empty when all may. */
  readonly trustedRegistries: readonly string[];
  /** Patterns of images whose tags need no judging: `registry.corp/**`. */
  readonly allowImages: readonly string[];
  /** Files of the build context that look like secrets and that no `.dockerignore` keeps out, relative to it; undefined when the context is not known. */
  readonly contextSecrets: readonly string[] | undefined;
  /** The ignore file that counts for this Dockerfile: its own, `api.Dockerfile.dockerignore`, or the folder's. */
  readonly ignoreFile: string;
  /** What is known of an image with a digest, if that is recent enough to speak of; no registry is asked. */
  readonly pinFacts: (reference: ImageReference) => PinFacts | undefined;
  /** Patterns and words for who may publish, see `Policy`; empty when anybody may. */
  readonly trustedPublishers: readonly string[];
  /** What the team requires of images; the rules do not know who may sign. */
  readonly requirements: readonly ImageRequirement[];
  /** What was found out of the image that a reference stands for, if that is recent enough to speak of; no registry is asked. */
  readonly imageFacts: (reference: ImageReference) => ImageFacts | undefined;
  /** The day, as YYYY-MM-DD. */
  readonly today: string;
  /** Ignore comments of this document that do not do what they say; only known to rules that judge comments. */
  readonly idleComments: readonly IdleComment[];
}

/** What all images that a pattern covers must have. */
export interface ImageRequirement {
  readonly images: readonly string[];
  readonly measures: readonly ('signature' | 'digest' | 'official' | 'attestation')[];
}

/** An ignore comment, or a name in one, that silences nothing. */
export interface IdleComment {
  readonly span: Span;
  readonly problem: IdleProblem;
  /** What to delete so that only what works is left. */
  readonly removal: Span;
}

export type IdleProblem =
  /** The rule finds nothing there. */
  | { readonly code: 'unused'; readonly rule: string }
  | { readonly code: 'unknown-rule'; readonly rule: string; readonly nearest: string | undefined }
  /** `until` is a day that has passed. */
  | { readonly code: 'expired'; readonly until: string }
  | { readonly code: 'no-rules' }
  /** `ignore-file` behind the first instruction or key. */
  | { readonly code: 'misplaced' }
  | { readonly code: 'malformed' };

export interface RuleFinding {
  readonly span: Span;
  /** What is wrong, why it matters and what to do; names in backticks; never the value of a secret. */
  readonly message: string;
  /** When it weighs less here than the rule does in general. */
  readonly severity?: Severity;
  readonly related?: readonly RelatedSpan[];
  /** Ways out, the best first; as a function where they are made only when somebody asks for them. */
  readonly fixes?: readonly Fix[] | (() => readonly Fix[]);
  /** The measure that is missing: findings of one place that have one are told as one in an editor. */
  readonly missing?: string;
  /** The name of BuildKit's own check that says the same of this place. */
  readonly buildCheck?: string;
}

export interface RelatedSpan {
  readonly span: Span;
  readonly message: string;
}

export interface Fix {
  /** What choosing it does: "Remove `privileged`". */
  readonly title: string;
  readonly isSafe: boolean;
  readonly edits: readonly TextEdit[];
  /** A line that another file beside the document gets, such as `.dockerignore`; it is made if need be. */
  readonly append?: { readonly file: string; readonly line: string };
}

/** The fixes of what a rule found, made if they are not yet. */
export function fixesOf({ fixes = [] }: RuleFinding): readonly Fix[] {
  return typeof fixes === 'function' ? fixes() : fixes;
}

/** Where the page of a rule stands; generated from the rule. */
export function ruleUrl(id: string): string {
  return `https://github.com/seaworthy/seaworthy/blob/main/docs/rules/${id}.md`;
}
