import { expand, type Definition, type Expansion, type Lookup } from '../model/template.ts';
import { sourceOffset, type MappedText } from '../text/mapped-text.ts';
import type { Assignment } from './assignments.ts';
import { isPlainWord, parseWord } from './words.ts';

/** The variables that hold at one place of a Dockerfile, read from top to bottom. */
export interface Scope {
  readonly lookup: Lookup;
  expandWord(word: MappedText): Expansion;
  /**
   * ARG: a default is expanded with what stands before it; without one, the global ARG of that name is taken
   * in. Gives the definition of each, undefined where there is none.
   */
  declareArgs(assignments: readonly Assignment[]): readonly (Definition | undefined)[];
  /** ENV: all values see what was before the instruction. Gives the definition of each. */
  setEnv(assignments: readonly Assignment[]): readonly (Definition | undefined)[];
  /** A scope that begins with these variables: the environment that `FROM stage` hands on. */
  inherit(): Scope;
}

/** An empty scope; `globals` are what its ARGs may take in. */
export function createScope(escape: string, globals?: Scope): Scope {
  return scopeOver({ environment: [], args: [] }, escape, globals);
}

/** The word with what is known of its variables put in. */
export function expandWord(word: MappedText, escape: string, lookup: Lookup): Expansion {
  if (!isPlainWord(word.text, escape)) return expand(parseWord(word, escape), lookup);
  return word.text === '' ? [] : [{ kind: 'text', text: word, through: [] }];
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
  const define = (value: MappedText): Definition => ({
    at: sourceOffset(value, 0),
    value: expandWord(value, escape, lookup),
  });

  return {
    lookup,
    expandWord: (word) => expandWord(word, escape, lookup),
    declareArgs: (assignments) =>
      assignments.map(({ name, value }) => {
        const definition = value === undefined ? globals?.lookup(name) : define(value);
        if (definition !== undefined) args.set(name, definition);
        return definition;
      }),
    setEnv(assignments) {
      const definitions = assignments.map(({ value }) => value && define(value));
      for (const [index, definition] of definitions.entries()) {
        const name = assignments[index]?.name;
        if (name !== undefined && definition !== undefined) environment.set(name, definition);
      }
      return definitions;
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
