import type {
  ContainerId,
  DocumentModel,
  StartupCommand,
  VariableSetting,
} from '../model/document-model.ts';
import { mergeShared, type TracedOccurrence } from '../model/image.ts';
import { knownText } from '../model/template.ts';
import { knownUser } from '../model/user.ts';
import { sourceOffset, sourceSpan, type MappedText } from '../text/mapped-text.ts';
import type { Span } from '../text/span.ts';
import { argAssignments, envAssignments } from './assignments.ts';
import { noteOf } from './comments.ts';
import { defaultDialect, shellDialect } from './dialect.ts';
import { execWords } from './exec-form.ts';
import { exposedPorts } from './exposed.ts';
import { splitFlags } from './flags.ts';
import { frontendImage } from './frontend.ts';
import { baseImage, frontendOccurrence, sourceImages, type StageNames } from './images.ts';
import {
  splitInstructions,
  triggerOf,
  type DockerfileSource,
  type Instruction,
} from './instructions.ts';
import { instructionRemoval } from './removal.ts';
import { runGrants, runOf } from './runs.ts';
import { createScope, type Scope } from './scope.ts';
import { healthCommand, scriptOf } from './scripts.ts';
import {
  containerOf,
  globalsByStage,
  reachesOf,
  stageHead,
  type Stage,
  type StageHead,
} from './stages.ts';
import { transferOf } from './transfers.ts';
import { variableSettings } from './variables.ts';

export interface LoweringOptions {
  /** The number that the first stage gets; 0 when left out. */
  readonly firstContainer?: ContainerId;
  /** The stages that a build names, by name or number: they are what is built, not the last one. */
  readonly targets?: readonly string[];
}

/**
 * Lowers a Dockerfile to the model: its stages with all that they set, run, copy and are granted, and every
 * image in FROM, `--from`, RUN mounts and the `# syntax=` directive. Spans are those of the document that
 * `source` is part of; the model's own text is the Dockerfile's. Any text gives a model; this never throws.
 */
export function lowerDockerfile(
  source: MappedText,
  { firstContainer = 0, targets = [] }: LoweringOptions = {},
): DocumentModel {
  const parsed = splitInstructions(source);
  const state = initialState(parsed, firstContainer);
  for (const instruction of parsed.instructions) lowerInstruction(state, instruction);

  const { stages, names } = state;
  const reaches = reachesOf(stages, names, targets);
  const globals = globalsByStage(state.globalVariables, stages);
  return {
    language: 'dockerfile',
    text: source.text,
    parts: [],
    containers: stages.map((stage, index) =>
      containerOf(stage, {
        reach: reaches[index] ?? 'builder',
        globals: globals.get(index) ?? [],
        userSite: lineSite(source, stage.buildEnd),
      }),
    ),
    images: mergeShared(state.images),
    borrowed: [],
    embedded: [],
    notes: parsed.comments.map((comment) => noteOf(source, comment)),
    fileNoteOffset: sourceOffset(source, parsed.directivesEnd),
    syntaxProblem: undefined,
  };
}

/** What is known while the instructions are read in order; it lives in one call of `lowerDockerfile`. */
interface State {
  readonly source: MappedText;
  readonly escape: string;
  /** What the FROMs of the file say, in order. */
  readonly heads: readonly StageHead[];
  /** Every stage of the file, the last one where names repeat. */
  readonly names: StageNames;
  /** The same of those above the current instruction: FROM knows no others. */
  readonly earlierStages: Map<string, ContainerId>;
  readonly globals: Scope;
  readonly globalVariables: VariableSetting[];
  readonly stages: Stage[];
  readonly images: TracedOccurrence[];
}

function initialState(parsed: DockerfileSource, first: ContainerId): State {
  const { text: source, escape, instructions } = parsed;
  const heads = instructions.filter(({ keyword }) => keyword === 'FROM').map(stageHead);
  const byName = new Map<string, ContainerId>();
  for (const [index, { name }] of heads.entries())
    if (name !== undefined) byName.set(name, first + index);
  const frontend = frontendImage(parsed);
  return {
    source,
    escape,
    heads,
    names: { byName, first },
    earlierStages: new Map(),
    globals: createScope(escape),
    globalVariables: [],
    stages: [],
    images: frontend === undefined ? [] : [frontendOccurrence(frontend)],
  };
}

/** The instructions that change files or make folders. */
const buildKeywords: ReadonlySet<string> = new Set(['RUN', 'COPY', 'ADD', 'WORKDIR']);

function lowerInstruction(state: State, instruction: Instruction): void {
  const { keyword } = instruction;
  if (keyword === 'FROM') {
    lowerFrom(state, instruction);
    return;
  }
  const stage = state.stages.at(-1);
  if (keyword === 'ARG') lowerArg(state, stage, instruction);
  else if (stage !== undefined) lowerStep(state, stage, instruction);
}

function lowerFrom(state: State, instruction: Instruction): void {
  const { names, stages, escape } = state;
  const { image, platform, name } = state.heads[stages.length] ?? stageHead(instruction);
  const expansion = image === undefined ? [] : state.globals.expandWord(image);
  const text = knownText(expansion);
  const base = text === undefined ? undefined : state.earlierStages.get(text.toLowerCase());
  const container = names.first + stages.length;
  const asked = platform && (knownText(state.globals.expandWord(platform)) ?? '');
  if (image !== undefined) state.images.push(baseImage(image, expansion, base, container, asked));
  if (name !== undefined) state.earlierStages.set(name, container);
  const inherited = base === undefined ? undefined : stages[base - names.first];
  stages.push({
    name,
    nameSpan: image === undefined ? instruction.span : wholeSpan(image),
    base,
    scope: inherited?.scope.inherit() ?? createScope(escape, state.globals),
    grants: [],
    variables: [],
    runs: [],
    startup: [],
    transfers: [],
    exposed: [],
    user: inherited?.user,
    dialect:
      inherited?.dialect ?? defaultDialect(text ?? image?.text ?? '', platform?.text ?? '', escape),
    buildEnd: instruction.place.lines.end,
  });
}

/** An ARG above the first FROM belongs to no stage: what is global is kept apart. */
function lowerArg(state: State, stage: Stage | undefined, instruction: Instruction): void {
  const { source, escape } = state;
  const assignments = argAssignments(instruction.rest, escape);
  const definitions = (stage?.scope ?? state.globals).declareArgs(assignments);
  const settings = variableSettings(source, instruction, assignments, definitions, escape);
  const variables = stage?.variables ?? state.globalVariables;
  for (const setting of settings) variables.push(setting);
}

function lowerStep(state: State, stage: Stage, instruction: Instruction): void {
  const { source, escape } = state;
  const { keyword, rest } = instruction;
  if (buildKeywords.has(keyword)) stage.buildEnd = instruction.place.lines.end;
  switch (keyword) {
    case 'ENV': {
      const assignments = envAssignments(rest, escape);
      const definitions = stage.scope.setEnv(assignments);
      const settings = variableSettings(source, instruction, assignments, definitions, escape);
      for (const setting of settings) stage.variables.push(setting);
      break;
    }
    case 'USER':
      lowerUser(source, stage, instruction);
      break;
    case 'SHELL':
      stage.dialect = shellDialect(execWords(rest) ?? []);
      break;
    case 'COPY':
    case 'ADD':
    case 'RUN':
      lowerFiles(state, stage, instruction, false);
      break;
    case 'ONBUILD': {
      const trigger = triggerOf(instruction);
      if (trigger !== undefined) lowerTrigger(state, stage, trigger);
      break;
    }
    case 'ENTRYPOINT':
      stage.startup.push(startupOf(state, stage, instruction, 'entrypoint', rest));
      break;
    case 'CMD':
      stage.startup.push(startupOf(state, stage, instruction, 'command', rest));
      break;
    case 'HEALTHCHECK': {
      const command = healthCommand(instruction);
      if (command !== undefined)
        stage.startup.push(startupOf(state, stage, instruction, 'health-check', command));
      break;
    }
    case 'EXPOSE':
      for (const port of exposedPorts(source, instruction, stage.scope)) stage.exposed.push(port);
      break;
    default:
  }
}

/** What ONBUILD defers holds in a later build, so it changes nothing of this stage but is found there. */
function lowerTrigger(state: State, stage: Stage, trigger: Instruction): void {
  const { source, escape } = state;
  const { keyword, rest } = trigger;
  const scope = stage.scope.inherit();
  switch (keyword) {
    case 'COPY':
    case 'ADD':
    case 'RUN':
      lowerFiles(state, stage, trigger, true);
      break;
    case 'ARG':
    case 'ENV': {
      const isEnv = keyword === 'ENV';
      const assignments = isEnv ? envAssignments(rest, escape) : argAssignments(rest, escape);
      const definitions = isEnv ? scope.setEnv(assignments) : scope.declareArgs(assignments);
      const settings = variableSettings(source, trigger, assignments, definitions, escape);
      // Taking one out of the trigger would leave an ONBUILD without an instruction.
      for (const setting of settings) stage.variables.push({ ...setting, removal: undefined });
      break;
    }
    case 'EXPOSE':
      for (const port of exposedPorts(source, trigger, scope))
        stage.exposed.push({ ...port, removal: undefined });
      break;
    default:
  }
}

function lowerUser(source: MappedText, stage: Stage, instruction: Instruction): void {
  const { rest } = instruction;
  if (rest.text === '') return;
  const user = knownUser(stage.scope.expandWord(rest));
  const removal = instructionRemoval(source, instruction);
  stage.grants.push({ kind: 'user', user, holder: 'container', span: wholeSpan(rest), removal });
  stage.user = user;
}

/** COPY, ADD and RUN, deferred when they are the trigger of an ONBUILD. */
function lowerFiles(
  state: State,
  stage: Stage,
  instruction: Instruction,
  isDeferred: boolean,
): void {
  const { source, escape, names } = state;
  const { scope, dialect, user } = stage;
  const flagged = splitFlags(instruction);
  if (flagged.flags.length > 0) {
    const container = names.first + state.stages.length - 1;
    const site = { escape, isDeferred };
    const { keyword } = instruction;
    const images = sourceImages(keyword, flagged.flags, names, container, site);
    for (const image of images) state.images.push(image);
  }
  if (instruction.keyword === 'RUN') {
    const context = { source, scope, dialect, user, escape, isDeferred };
    stage.runs.push(runOf(instruction, flagged, context));
    for (const grant of runGrants(flagged.flags, scope)) stage.grants.push(grant);
  } else {
    const context = { source, scope, escape, isDeferred };
    stage.transfers.push(transferOf(instruction, flagged, context));
  }
}

function startupOf(
  { source, escape }: State,
  { dialect }: Stage,
  instruction: Instruction,
  role: StartupCommand['role'],
  command: MappedText,
): StartupCommand {
  const script = scriptOf(source, instruction, command, dialect, escape);
  return { role, span: instruction.span, script };
}

/** The empty span at the start of a line, where the document holds lines as they are. */
function lineSite(source: MappedText, offset: number): Span | undefined {
  const isLineStart = source.text.charAt(offset - 1) === '\n';
  if (!isLineStart || source.pieces.length !== 1) return undefined;
  const start = sourceOffset(source, offset);
  return { start, end: start };
}

function wholeSpan(word: MappedText): Span {
  return sourceSpan(word, { start: 0, end: word.text.length });
}
