import { expand, type Definition, type Expansion, type Lookup } from '../model/template.ts';
import { slice, sourceOffset, type MappedText } from '../text/mapped-text.ts';
import type { Instruction } from './instructions.ts';
import { assignmentsOf, parseWord, wordsOf, type Assignment } from './words.ts';

/** The variables that hold at one place of a Dockerfile, read from top to bottom. */
export interface Scope {
  readonly lookup: Lookup;
  expandWord(word: MappedText): Expansion;
  /** ARG: a default is expanded with what stands before it; without one, the global ARG of that name is taken in. */
  declareArgs(instruction: Instruction): void;
  /** ENV, in its `NAME=value …` or its old `NAME value` form; all values see what was before the instruction. */
  setEnv(instruction: Instruction): void;
  /** A scope that begins with these variables: the environment that `FROM stage` hands on. */
  inherit(): Scope;
}

/** An empty scope; `globals` are what its ARGs may take in. */
export function createScope(escape: string, globals?: Scope): Scope {
  return scopeOver({ environment: [], args: [] }, escape, globals);
}

type Definitions = Map<string, Definition>;

/** The definitions of a stage and of those that it is built on, the nearest first. */
interface Layers {
  readonly environment: readonly Definitions[];
  readonly args: readonly Definitions[];
}

function scopeOver(inherited: Layers, escape: string, globals: Scope | undefined): Scope {
  const environment: Definitions = new Map();
  const args: Definitions = new Map();
  // An ENV of any stage below hides an ARG of the same name, wherever that stands.
  const layers = [environment, ...inherited.environment, args, ...inherited.args];
  const lookup: Lookup = (name) => layers.find((layer) => layer.has(name))?.get(name);
  const expandWord = (word: MappedText): Expansion => expand(parseWord(word, escape), lookup);
  const define = (value: MappedText): Definition => ({
    at: sourceOffset(value, 0),
    value: expandWord(value),
  });

  return {
    lookup,
    expandWord,
    declareArgs(instruction) {
      for (const { name, value } of assignmentsOf(instruction.rest, escape)) {
        const definition = value === undefined ? globals?.lookup(name) : define(value);
        if (definition !== undefined) args.set(name, definition);
      }
    },
    setEnv(instruction) {
      const definitions = envAssignments(instruction, escape).flatMap(({ name, value }) =>
        value === undefined ? [] : [{ name, definition: define(value) }],
      );
      for (const { name, definition } of definitions) environment.set(name, definition);
    },
    inherit: () =>
      scopeOver(
        {
          environment: nearest([environment, ...inherited.environment]),
          args: nearest([args, ...inherited.args]),
        },
        escape,
        globals,
      ),
  };
}

/** Stages built on more stages than this forget the variables of the farthest. */
const maximalLayers = 100;

function nearest(layers: readonly Definitions[]): readonly Definitions[] {
  return layers.filter(({ size }) => size > 0).slice(0, maximalLayers);
}

function envAssignments({ rest }: Instruction, escape: string): readonly Assignment[] {
  const assignments = assignmentsOf(rest, escape);
  const [first] = assignments;
  if (first === undefined || first.value !== undefined) return assignments;
  const [, second] = wordsOf(rest.text);
  if (second === undefined) return [];
  return [{ name: first.name, value: slice(rest, { start: second.start, end: rest.text.length }) }];
}
