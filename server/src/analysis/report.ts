import type { DocumentModel, Language } from '../model/document-model.ts';
import type { Severity } from '../model/severity.ts';
import {
  fixesOf,
  type Fix,
  type RelatedSpan,
  type Rule,
  type RuleContext,
  type RuleFinding,
} from '../rules/rule.ts';
import { defaultPolicy, isExcluded, overridesFor, type Policy } from '../settings/policy.ts';
import type { Span } from '../text/span.ts';
import { foreignSilencers } from './foreign-comments.ts';
import { decide, noOptions, severityOf, type RuleDecision } from './levels.ts';
import { modelOf } from './model.ts';
import { serviceAt } from './services.ts';
import { targetsOf } from './targets.ts';
import { buildContextOf, noSurroundings, type Surroundings } from './surroundings.ts';
import { readSuppressions, silencerOf, unusedNames, type Silencer } from './suppressions.ts';

export interface Source {
  readonly text: string;
  readonly language: Language;
  /** Relative to the configuration file or, without one, as people write it; with `/`. */
  readonly path?: string;
  /** The absolute path, with `/`; tells which documents read the same other file. `path` stands in for it. */
  readonly location?: string;
}

/** What a report depends on beside the text. */
export interface AnalysisOptions {
  readonly rules: readonly Rule[];
  readonly policy: Policy;
  readonly surroundings: Surroundings;
  /** The day, as YYYY-MM-DD, that decides which comments have expired. */
  readonly today: string;
  /** Whether another tool already tells what BuildKit's own checks find. */
  readonly defersToBuildKit: boolean;
  /** What is known of images with digests; nothing when it is left out. */
  readonly pinFacts?: RuleContext['pinFacts'] | undefined;
  /** What was found out of images; nothing when it is left out. */
  readonly imageFacts?: RuleContext['imageFacts'] | undefined;
}

/** The options of somebody who has decided nothing. */
export function defaultOptions(rules: readonly Rule[], today: string): AnalysisOptions {
  return {
    rules,
    policy: defaultPolicy,
    surroundings: noSurroundings,
    today,
    defersToBuildKit: false,
  };
}

/** Everything that is said of one text; it never changes. */
export interface Report {
  readonly source: Source;
  readonly model: DocumentModel;
  /** In the order of the text, each once for a place. */
  readonly findings: readonly Finding[];
  /** What a comment silences, with the reason that it gives. */
  readonly suppressed: readonly SuppressedFinding[];
  /** Rules that broke; all others are complete. */
  readonly failures: readonly RuleFailure[];
}

export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly span: Span;
  readonly message: string;
  readonly related: readonly RelatedSpan[];
  readonly fixes: readonly Fix[];
  /** The measure that is missing; findings of one place that have one can be told as one. */
  readonly missing: string | undefined;
}

export interface SuppressedFinding extends Finding {
  readonly reason: string | undefined;
}

export interface RuleFailure {
  readonly rule: string;
  readonly message: string;
}

/** Reads a text and runs the rules that the policy leaves on. Synchronous and total: any text gives a report. */
export function analyze(source: Source, options: AnalysisOptions): Report {
  const { policy, rules, surroundings } = options;
  const path = source.path ?? '';
  const name = path.split('/').at(-1) ?? '';
  const model = modelOf(source.text, source.language, {
    path: name,
    files: surroundings,
    targets: source.language === 'dockerfile' ? targetsOf(source.text, path, surroundings) : [],
  });
  const report = { source, model, findings: [], suppressed: [], failures: [] };
  if (isExcluded(policy, path)) return report;

  const overrides = overridesFor(policy, path);
  const decisions = rules
    .map((rule) => decide(rule, policy, overrides))
    .filter((decision) => decision !== undefined);
  const { suppressions, idle } = readSuppressions(model, rules, options.today);
  const silencers = [
    ...suppressions,
    ...foreignSilencers(model.notes, source.language, policy.honour, rules),
  ];
  const context: RuleContext = {
    path,
    options: noOptions,
    isStrict: policy.profile === 'strict',
    trustedRegistries: policy.trustedRegistries,
    allowImages: policy.allowImages,
    ...buildContextOf(model, name, surroundings),
    trustedPublishers: policy.trustedPublishers,
    requirements: policy.require,
    pinFacts: options.pinFacts ?? knowsNothing,
    imageFacts: options.imageFacts ?? knowsNothing,
    today: options.today,
    idleComments: [],
  };
  // Only overrides ask which service a finding is in.
  const serviceOf = overrides.length === 0 ? noService : serviceAt(model);
  const run = createRun(source, model, policy, serviceOf, options.defersToBuildKit);
  for (const decision of decisions)
    if (decision.rule.meta.judgesComments !== true && isAbout(decision.rule, model))
      run.check(decision, context);

  const { kept, silenced } = silence(onceForAPlace(run.findings), silencers);
  const idleComments = [
    ...idle,
    ...unusedNames(suppressions, silenced, (id) => decisions.some(({ rule }) => rule.id === id)),
  ];
  const judges = createRun(source, model, policy, serviceOf, false);
  for (const decision of decisions)
    if (decision.rule.meta.judgesComments === true)
      judges.check(decision, { ...context, idleComments });
  const judged = silence(judges.findings, silencers);
  return {
    ...report,
    findings: inOrder([...kept, ...judged.kept]),
    suppressed: inOrder(
      [...silenced, ...judged.silenced].map(({ finding, by }) => ({
        ...finding,
        reason: by.reason,
      })),
    ),
    failures: [...run.failures, ...judges.failures],
  };
}

/** Whether a rule is for the language of the document or of one inside it. */
function isAbout({ meta }: Rule, { language, embedded }: DocumentModel): boolean {
  return (
    meta.languages.includes(language) ||
    embedded.some((inner) => meta.languages.includes(inner.language))
  );
}

interface Run {
  readonly findings: Finding[];
  readonly failures: RuleFailure[];
  check(decision: RuleDecision, context: RuleContext): void;
}

/** Collects what rules find in the document itself; what stands in other files is told with those. */
function createRun(
  source: Source,
  model: DocumentModel,
  policy: Policy,
  serviceOf: (span: Span) => string | undefined,
  defersToBuildKit: boolean,
): Run {
  const findings: Finding[] = [];
  const failures: RuleFailure[] = [];
  const isOwn = ({ start }: Span): boolean => start <= source.text.length;
  const isAlone = model.parts.length === 0;
  return {
    findings,
    failures,
    check(decision, context) {
      const { rule, options } = decision;
      try {
        const own = options === noOptions ? context : { ...context, options };
        for (const found of rule.check(model, own)) {
          if (!isOwn(found.span) || (defersToBuildKit && found.buildCheck !== undefined)) continue;
          const severity = severityOf(decision, policy, found.severity, serviceOf(found.span));
          if (severity === undefined) continue;
          const shown = isAlone ? found : ownPartOf(found, isOwn);
          findings.push(toFinding(rule, severity, shown, withoutLineEnd(source.text, found.span)));
        }
      } catch (error) {
        failures.push({ rule: rule.id, message: String(error) });
      }
    },
  };
}

function knowsNothing(): undefined {
  return undefined;
}

function noService(): undefined {
  return undefined;
}

/** The finding without what is in other files, and without fixes that would change those. */
function ownPartOf(found: RuleFinding, isOwn: (span: Span) => boolean): RuleFinding {
  const { related = [] } = found;
  return {
    ...found,
    related: related.filter(({ span }) => isOwn(span)),
    fixes: () => fixesOf(found).filter(({ edits }) => edits.every(({ span }) => isOwn(span))),
  };
}

/** The text of a block goes on to the next line, what a person marks does not. */
function withoutLineEnd(text: string, span: Span): Span {
  const { start, end } = span;
  let shownEnd = end;
  while (shownEnd > start && isLineEnd(text.charAt(shownEnd - 1))) shownEnd--;
  return shownEnd === end ? span : { start, end: shownEnd };
}

function isLineEnd(char: string): boolean {
  return char === '\n' || char === '\r';
}

function toFinding({ id }: Rule, severity: Severity, found: RuleFinding, span: Span): Finding {
  const { message, related = [], missing } = found;
  let made: readonly Fix[] | undefined;
  return {
    rule: id,
    severity,
    span,
    message,
    related,
    missing,
    // Most fixes are never looked at, so those that take work are made when they are.
    get fixes() {
      return (made ??= fixesOf(found));
    },
  };
}

interface Silenced {
  readonly kept: readonly Finding[];
  readonly silenced: readonly {
    readonly rule: string;
    readonly finding: Finding;
    readonly by: Silencer;
  }[];
}

function silence(findings: readonly Finding[], silencers: readonly Silencer[]): Silenced {
  if (silencers.length === 0) return { kept: findings, silenced: [] };
  const judged = findings.map((finding) => ({ finding, by: silencerOf(silencers, finding) }));
  return {
    kept: judged.flatMap(({ finding, by }) => (by === undefined ? [finding] : [])),
    silenced: judged.flatMap(({ finding, by }) =>
      by === undefined ? [] : [{ rule: finding.rule, finding, by }],
    ),
  };
}

/** What several services inherit from one fragment is said once, where it stands. */
function onceForAPlace(findings: readonly Finding[]): readonly Finding[] {
  // Those of a place are neighbours then, the first one found before the others.
  return inOrder(findings).filter((finding, index, sorted) => {
    const before = sorted[index - 1];
    return before === undefined || inTextOrder(before, finding) !== 0;
  });
}

function inOrder<T extends Finding>(findings: readonly T[]): readonly T[] {
  return findings.toSorted(inTextOrder);
}

function inTextOrder(a: Finding, b: Finding): number {
  return a.span.start - b.span.start || a.span.end - b.span.end || compare(a.rule, b.rule);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
