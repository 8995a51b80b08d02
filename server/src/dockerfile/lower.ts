import type {
  Container,
  ContainerId,
  DocumentModel,
  ImageOccurrence,
  ImageRole,
  PrivilegeSetting,
} from '../model/document-model.ts';
import {
  mergeShared,
  readImage,
  usesAround,
  variablesOf,
  type TracedOccurrence,
} from '../model/image.ts';
import { knownText, type Expansion } from '../model/template.ts';
import { slice, sourceSpan, type MappedText } from '../text/mapped-text.ts';
import type { Span } from '../text/span.ts';
import { mountOption, splitFlags, type Flag } from './flags.ts';
import { frontendImage } from './frontend.ts';
import { splitInstructions, triggerOf, type Instruction } from './instructions.ts';
import { createScope, type Scope } from './scope.ts';
import { wordsOf } from './words.ts';

/**
 * Lowers a Dockerfile to the model: its stages with what they are granted, and every image in FROM,
 * `--from`, RUN mounts and the `# syntax=` directive. Any text gives a model; this never throws.
 */
export function lowerDockerfile(text: string): DocumentModel {
  const source = splitInstructions(text);
  const stageNames = source.instructions.filter(isFrom).map(stageNameOf);
  const stagesByName = new Map(
    stageNames.flatMap((name, index) => (name === undefined ? [] : [[name, index] as const])),
  );
  const frontend = frontendImage(text, source);
  const state: State = {
    escape: source.escape,
    stagesByName,
    earlierStages: new Map(),
    globals: createScope(source.escape),
    stages: [],
    images: frontend === undefined ? [] : [literalImage('frontend', frontend)],
  };
  for (const instruction of source.instructions) lowerInstruction(state, instruction);
  return {
    language: 'dockerfile',
    containers: state.stages.map((stage, index) => containerOf(stage, index, state.stages.length)),
    images: mergeShared(state.images),
    embedded: [],
  };
}

/** What is known while the instructions are read in order; it lives in one call of `lowerDockerfile`. */
interface State {
  readonly escape: string;
  /** Every stage of the file by its name in small letters, the last one where names repeat. */
  readonly stagesByName: ReadonlyMap<string, ContainerId>;
  /** The same of those above the current instruction: FROM knows no others. */
  readonly earlierStages: Map<string, ContainerId>;
  readonly globals: Scope;
  readonly stages: Stage[];
  readonly images: TracedOccurrence[];
}

interface Stage {
  readonly name: string | undefined;
  readonly nameSpan: Span;
  readonly base: ContainerId | undefined;
  readonly scope: Scope;
  readonly privileges: PrivilegeSetting[];
}

function lowerInstruction(state: State, instruction: Instruction): void {
  const stage = state.stages.at(-1);
  switch (instruction.keyword) {
    case 'FROM':
      lowerFrom(state, instruction);
      break;
    case 'ARG':
      (stage?.scope ?? state.globals).declareArgs(instruction);
      break;
    case 'ENV':
      stage?.scope.setEnv(instruction);
      break;
    case 'USER':
      if (stage !== undefined) stage.privileges.push(...userSetting(stage, instruction));
      break;
    case 'COPY':
    case 'ADD':
    case 'RUN':
      lowerSources(state, instruction, false);
      break;
    case 'ONBUILD': {
      const trigger = triggerOf(instruction);
      if (trigger !== undefined && /^(?:COPY|ADD|RUN)$/.test(trigger.keyword))
        lowerSources(state, trigger, true);
      break;
    }
    default:
  }
}

function lowerFrom(state: State, instruction: Instruction): void {
  const { rest } = splitFlags(instruction);
  const [word] = wordsOf(rest.text);
  const image = word && slice(rest, word);
  const expansion = image === undefined ? [] : state.globals.expandWord(image);
  const base = stageNamed(state.earlierStages, expansion);
  const container = state.stages.length;
  if (image !== undefined) state.images.push(occurrence('base', image, expansion, base, container));
  const inherited = base === undefined ? undefined : state.stages[base]?.scope;
  const name = stageNameOf(instruction);
  if (name !== undefined) state.earlierStages.set(name, container);
  state.stages.push({
    name,
    nameSpan: image === undefined ? instruction.span : sourceSpan(image, wholeOf(image)),
    base,
    scope: inherited?.inherit() ?? createScope(state.escape, state.globals),
    privileges: [],
  });
}

/** COPY, ADD and RUN: images to take files from, and the host's network. */
function lowerSources(state: State, instruction: Instruction, isTrigger: boolean): void {
  const stage = state.stages.at(-1);
  for (const flag of splitFlags(instruction).flags) {
    const source = sourceImage(instruction, flag);
    if (source !== undefined) state.images.push(sourceOccurrence(state, source, isTrigger));
    if (instruction.keyword === 'RUN' && flag.name === 'network' && flag.value.text === 'host')
      stage?.privileges.push({
        kind: 'host-namespace',
        namespace: 'network',
        phase: 'build',
        span: sourceSpan(flag.value, wholeOf(flag.value)),
      });
  }
}

interface SourceImage {
  readonly role: ImageRole;
  readonly word: MappedText;
}

function sourceImage({ keyword }: Instruction, { name, value }: Flag): SourceImage | undefined {
  if (keyword !== 'RUN') return name === 'from' ? { role: 'copy-from', word: value } : undefined;
  const word = name === 'mount' ? mountOption(value, 'from') : undefined;
  return word && { role: 'mount-from', word };
}

function sourceOccurrence(
  state: State,
  { role, word }: SourceImage,
  isTrigger: boolean,
): TracedOccurrence {
  const container = state.stages.length - 1;
  // BuildKit expands no variables here, so the names of global ARGs must stay unknown.
  const expansion = createScope(state.escape).expandWord(word);
  const text = knownText(expansion) ?? '';
  if (isTrigger && !/[/:@]/.test(text))
    // The stages meant are those of the Dockerfile that will be built from this image.
    return occurrence(role, word, [{ kind: 'unknown', variable: '' }], undefined, container);
  const stage = /^\d+$/.test(text) ? Number(text) : stageNamed(state.stagesByName, expansion);
  return occurrence(role, word, expansion, stage, container);
}

function occurrence(
  role: ImageRole,
  word: MappedText,
  expansion: Expansion,
  stage: ContainerId | undefined,
  container: ContainerId,
): TracedOccurrence {
  const wordSpan = sourceSpan(word, wholeOf(word));
  const common = { role, container, written: word.text };
  if (stage !== undefined)
    return trace({ ...common, span: wordSpan, uses: [], image: { kind: 'stage', stage } }, []);
  if (knownText(expansion) === 'scratch')
    return trace({ ...common, span: wordSpan, uses: [], image: { kind: 'scratch' } }, []);
  const { span, image } = readImage(expansion, wordSpan);
  const uses = usesAround(wordSpan, word.text, span);
  return trace({ ...common, span, uses, image }, expansion);
}

function trace(occurrence: ImageOccurrence, expansion: Expansion): TracedOccurrence {
  return { occurrence, through: variablesOf(expansion) };
}

function literalImage(role: ImageRole, word: MappedText): TracedOccurrence {
  const wordSpan = sourceSpan(word, wholeOf(word));
  const { span, image } = readImage([{ kind: 'text', text: word, through: [] }], wordSpan);
  return trace({ role, container: undefined, span, uses: [], written: word.text, image }, []);
}

/** Names are compared without case, as BuildKit does. */
function stageNamed(
  stages: ReadonlyMap<string, ContainerId>,
  expansion: Expansion,
): ContainerId | undefined {
  const text = knownText(expansion);
  return text === undefined ? undefined : stages.get(text.toLowerCase());
}

function isFrom({ keyword }: Instruction): boolean {
  return keyword === 'FROM';
}

function stageNameOf(from: Instruction): string | undefined {
  const { rest } = splitFlags(from);
  const [, as, name] = wordsOf(rest.text).map(({ start, end }) => rest.text.slice(start, end));
  return as?.toLowerCase() === 'as' ? name?.toLowerCase() : undefined;
}

function userSetting({ scope }: Stage, { rest }: Instruction): readonly PrivilegeSetting[] {
  if (rest.text === '') return [];
  const user = knownText(scope.expandWord(rest));
  return [{ kind: 'user', user, span: sourceSpan(rest, wholeOf(rest)) }];
}

function containerOf(stage: Stage, index: number, count: number): Container {
  const { name, nameSpan, base, privileges } = stage;
  return { kind: 'stage', name, nameSpan, base, privileges, isFinal: index === count - 1 };
}

function wholeOf({ text }: MappedText): Span {
  return { start: 0, end: text.length };
}
