import type { Container, ContainerId, VariableSetting } from '../model/document-model.ts';
import type { Dialect } from '../shell/script.ts';
import { slice, type MappedText } from '../text/mapped-text.ts';
import type { Span } from '../text/span.ts';
import { splitFlags } from './flags.ts';
import { stageOf, type StageNames } from './images.ts';
import type { Instruction } from './instructions.ts';
import type { Scope } from './scope.ts';
import { wordsOf } from './words.ts';

/** What FROM says. */
export interface StageHead {
  readonly image: MappedText | undefined;
  readonly platform: MappedText | undefined;
  /** In small letters. */
  readonly name: string | undefined;
}

export function stageHead(from: Instruction): StageHead {
  const { flags, rest } = splitFlags(from);
  const words = wordsOf(rest.text);
  const [image] = words;
  const [, as, name] = words.map(({ start, end }) => rest.text.slice(start, end));
  return {
    image: image && slice(rest, image),
    platform: flags.find((flag) => flag.name === 'platform')?.value,
    name: as?.toLowerCase() === 'as' ? name?.toLowerCase() : undefined,
  };
}

/** A stage while its instructions are read. */
export interface Stage {
  readonly name: string | undefined;
  readonly nameSpan: Span;
  readonly base: ContainerId | undefined;
  readonly scope: Scope;
  readonly grants: Container['grants'][number][];
  readonly variables: VariableSetting[];
  readonly runs: Container['runs'][number][];
  readonly startup: Container['startup'][number][];
  readonly transfers: Container['transfers'][number][];
  readonly exposed: Container['exposed'][number][];
  /** By the last USER so far; undefined when there is none or it is not known. */
  user: string | undefined;
  /** By the last SHELL so far. */
  dialect: Dialect;
  /** Behind the last instruction that builds the stage, in the Dockerfile's own text. */
  buildEnd: number;
}

/** Where the stages of a file stand: how far each reaches, and what it has of what belongs to none. */
export interface Placement {
  readonly reach: Container['reach'];
  readonly globals: readonly VariableSetting[];
  readonly userSite: Span | undefined;
}

export function containerOf(stage: Stage, { reach, globals, userSite }: Placement): Container {
  const { name, nameSpan, base, grants, variables, runs, startup, transfers, exposed } = stage;
  const { user } = stage;
  return {
    published: [],
    hardening: undefined,
    build: undefined,
    keySite: undefined,
    kind: 'stage',
    name,
    nameSpan,
    reach,
    base,
    grants,
    variables: globals.length > 0 ? [...globals, ...variables] : variables,
    // What ONBUILD defers runs as the user that the finished image has.
    runs: runs.map((run) => (run.isDeferred ? { ...run, user } : run)),
    startup,
    transfers,
    exposed,
    userSite,
  };
}

/**
 * How far each stage reaches: `targets` are what a build names, by name or number. The last stage is what is
 * built when none is named, or only such as are not there.
 */
export function reachesOf(
  stages: readonly Stage[],
  names: StageNames,
  targets: readonly string[],
): readonly Container['reach'][] {
  const { first } = names;
  const named = targets
    .map((target) => (stageOf(target, names) ?? -1) - first)
    .filter((index) => index >= 0 && index < stages.length);
  const finals = new Set(named.length > 0 ? named : [stages.length - 1]);
  const reaches = stages.map((_, index): Container['reach'] =>
    finals.has(index) ? 'final' : 'builder',
  );
  // A base stands above what is built on it, so one pass from below reaches all.
  for (let index = stages.length - 1; index >= 0; index--) {
    const base = (stages[index]?.base ?? -1) - first;
    if (reaches[index] !== 'builder' && reaches[base] === 'builder') reaches[base] = 'inherited';
  }
  return reaches;
}

/** Global ARGs, each with the stage that takes it in first, else with the first of all. */
export function globalsByStage(
  globals: readonly VariableSetting[],
  stages: readonly Stage[],
): ReadonlyMap<number, readonly VariableSetting[]> {
  const byStage = new Map<number, VariableSetting[]>();
  if (globals.length === 0) return byStage;
  const takenIn = new Map<string, number>();
  for (const [index, { variables }] of stages.entries())
    for (const { kind, name } of variables)
      if (kind === 'arg' && !takenIn.has(name)) takenIn.set(name, index);
  for (const setting of globals) {
    const index = takenIn.get(setting.name) ?? 0;
    const settings = byStage.get(index);
    if (settings === undefined) byStage.set(index, [setting]);
    else settings.push(setting);
  }
  return byStage;
}
