import type { ContainerId, ImageOccurrence, ImageRole } from '../model/document-model.ts';
import { readImage, usesAround, variablesOf, type TracedOccurrence } from '../model/image.ts';
import { knownText, type Expansion } from '../model/template.ts';
import { sourceSpan, type MappedText } from '../text/mapped-text.ts';
import type { Span } from '../text/span.ts';
import { mountFields, type Flag } from './flags.ts';
import { expandWord } from './scope.ts';

/** What tells a stage from an image. */
export interface StageNames {
  /** The stages by their names in small letters; names are compared without case, as BuildKit does. */
  readonly byName: ReadonlyMap<string, ContainerId>;
  /** The number of the stage that a Dockerfile calls 0. */
  readonly first: ContainerId;
}

/** The image of a FROM, or the stage `base` that it names; `platform` as the occurrence has it. */
export function baseImage(
  word: MappedText,
  expansion: Expansion,
  base: ContainerId | undefined,
  container: ContainerId,
  platform: string | undefined,
): TracedOccurrence {
  const traced = occurrence('base', word, expansion, base, container);
  return platform === undefined
    ? traced
    : { ...traced, occurrence: { ...traced.occurrence, platform } };
}

/** The image of a `# syntax=`, which knows neither stages nor variables. */
export function frontendOccurrence(word: MappedText): TracedOccurrence {
  const wordSpan = wholeSpan(word);
  const { span, image } = readImage([{ kind: 'text', text: word, through: [] }], wordSpan);
  const common = { role: 'frontend', container: undefined, written: word.text } as const;
  return trace({ ...common, span, uses: [], image }, []);
}

/** The images and stages that the flags of a COPY, ADD or RUN take files from. */
export function sourceImages(
  keyword: string,
  flags: readonly Flag[],
  stages: StageNames,
  container: ContainerId,
  site: { readonly escape: string; readonly isDeferred: boolean },
): readonly TracedOccurrence[] {
  return flags.flatMap(({ name, value }) => {
    if (keyword !== 'RUN')
      return name === 'from' ? sourceImage('copy-from', value, stages, container, site) : [];
    const from =
      name === 'mount' ? mountFields(value).find(({ key }) => key === 'from')?.value : undefined;
    return from === undefined ? [] : sourceImage('mount-from', from, stages, container, site);
  });
}

function sourceImage(
  role: ImageRole,
  word: MappedText,
  stages: StageNames,
  container: ContainerId,
  site: { readonly escape: string; readonly isDeferred: boolean },
): TracedOccurrence {
  // BuildKit expands no variables here, so the names of global ARGs must stay unknown.
  const expansion = expandWord(word, site.escape, () => undefined);
  const text = knownText(expansion) ?? '';
  if (site.isDeferred && !/[/:@]/.test(text))
    // The stages meant are those of the Dockerfile that will be built from this image.
    return occurrence(role, word, [{ kind: 'unknown', variable: '' }], undefined, container);
  return occurrence(role, word, expansion, stageOf(text, stages), container);
}

/** The stage of a name or number; a number may be that of a stage that is not there. */
export function stageOf(text: string, { byName, first }: StageNames): ContainerId | undefined {
  return /^\d+$/.test(text) ? first + Number(text) : byName.get(text.toLowerCase());
}

function occurrence(
  role: ImageRole,
  word: MappedText,
  expansion: Expansion,
  stage: ContainerId | undefined,
  container: ContainerId,
): TracedOccurrence {
  const wordSpan = wholeSpan(word);
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

function wholeSpan(word: MappedText): Span {
  return sourceSpan(word, { start: 0, end: word.text.length });
}
