import { expand, type Definition, type Expansion, type Lookup } from '../model/template.ts';
import { slice, sourceOffset, type MappedText } from '../text/mapped-text.ts';
import type { Instruction } from './instructions.ts';
import { assignmentsOf, parseWord, wordsOf, type Assignment } from './words.ts';

/** The variables that hold at one place of a Dockerfile, read from top to bottom. */
export interface Scope {
  expandWord(word: MappedText): Expansion;
  /** ARG: a default is expanded with what stands before it; without one, the global ARG of that name is taken in. */
  declareArgs(instruction: Instruction): void;
  /** ENV, in its `NAME=value …` or its old `NAME value` form; all values see what was before the instruction. */
  setEnv(instruction: Instruction): void;
  /** A scope that begins with these variables: the environment that `FROM stage` hands on. */
  inherit(globals: Scope | undefined): Scope;
  readonly lookup: Lookup;
}

export function createScope(escape: string, globals?: Scope, inherited?: Scope): Scope {
  const own = new Map<string, Definition>();
  const lookup: Lookup = (name) => own.get(name) ?? inherited?.lookup(name);
  const expandWord = (word: MappedText): Expansion => expand(parseWord(word, escape), lookup);
  const define = (value: MappedText): Definition => ({
    at: sourceOffset(value, 0),
    value: expandWord(value),
  });

  const scope: Scope = {
    lookup,
    expandWord,
    declareArgs(instruction) {
      for (const { name, value } of assignmentsOf(instruction.rest, escape)) {
        const definition = value === undefined ? globals?.lookup(name) : define(value);
        if (definition !== undefined) own.set(name, definition);
      }
    },
    setEnv(instruction) {
      const definitions = envAssignments(instruction, escape).flatMap(({ name, value }) =>
        value === undefined ? [] : [{ name, definition: define(value) }],
      );
      for (const { name, definition } of definitions) own.set(name, definition);
    },
    inherit: (outer) => createScope(escape, outer, scope),
  };
  return scope;
}

function envAssignments({ rest }: Instruction, escape: string): readonly Assignment[] {
  const assignments = assignmentsOf(rest, escape);
  const [first] = assignments;
  if (first === undefined || first.value !== undefined) return assignments;
  const [, second] = wordsOf(rest.text);
  if (second === undefined) return [];
  return [{ name: first.name, value: slice(rest, { start: second.start, end: rest.text.length }) }];
}
