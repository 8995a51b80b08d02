import type { ContainerId, EmbeddedDocument, ImageRole } from '../model/document-model.ts';
import { readImage, usesOf, type TracedOccurrence } from '../model/image.ts';
import { slice, type MappedText } from '../text/mapped-text.ts';
import type { Span } from '../text/span.ts';
import { unescapeDollars } from './interpolation.ts';
import {
  expandValue,
  knownString,
  valueSpan,
  type Entry,
  type Value,
  type YamlDocument,
} from './yaml.ts';

const imageScheme = 'docker-image://';

/** Every image that a service names: its own, those its build takes files from, and those it mounts. */
export function imagesOf(
  yaml: YamlDocument,
  service: ReadonlyMap<string, Entry>,
  container: ContainerId,
): readonly TracedOccurrence[] {
  const images: TracedOccurrence[] = [];
  const add = (role: ImageRole, value: Value | undefined, prefix = ''): void => {
    const occurrence = occurrenceAt(yaml, role, value, prefix, container);
    if (occurrence !== undefined) images.push(occurrence);
  };

  const image = service.get('image')?.value;
  if (isBuildOutput(yaml, service)) images.push(...buildOutput(yaml, image, container));
  else add('service', image);

  for (const context of additionalContexts(yaml, service))
    add('additional-context', context.value, context.prefix);
  for (const volume of yaml.items(service.get('volumes')?.value)) {
    const fields = yaml.entries(volume);
    if (knownString(yaml, fields.get('type')?.value) === 'image')
      add('volume', fields.get('source')?.value);
  }
  return images;
}

/** The Dockerfile that a service's `build.dockerfile_inline` holds. */
export function inlineDockerfiles(
  yaml: YamlDocument,
  service: ReadonlyMap<string, Entry>,
): readonly EmbeddedDocument[] {
  const build = yaml.entries(service.get('build')?.value);
  const text = yaml.text(build.get('dockerfile_inline')?.value);
  return text === undefined ? [] : [{ language: 'dockerfile', text: unescapeDollars(text) }];
}

/**
 * With `build`, `image` names what the build makes, unless the pull policy says that it is pulled all
 * the same (Compose Build Specification, "Using build and image").
 */
function isBuildOutput(yaml: YamlDocument, service: ReadonlyMap<string, Entry>): boolean {
  const policy = knownString(yaml, service.get('pull_policy')?.value) ?? '';
  return (
    service.get('build')?.value !== undefined && !/^(?:always|daily|weekly|every_)/.test(policy)
  );
}

function buildOutput(
  yaml: YamlDocument,
  image: Value | undefined,
  container: ContainerId,
): readonly TracedOccurrence[] {
  const text = yaml.text(image);
  if (image === undefined || text === undefined) return [];
  const occurrence = {
    role: 'service' as const,
    container,
    span: valueSpan(image),
    uses: [],
    written: text.text,
    image: { kind: 'build-output' as const },
  };
  return [{ occurrence, through: [] }];
}

interface Context {
  readonly value: Value;
  /** What stands before the image in the text: `docker-image://`, in a list with the name before it. */
  readonly prefix: string;
}

function additionalContexts(
  yaml: YamlDocument,
  service: ReadonlyMap<string, Entry>,
): readonly Context[] {
  const contexts = yaml.entries(service.get('build')?.value).get('additional_contexts')?.value;
  const named = [...yaml.entries(contexts).values()].flatMap(({ value }) =>
    value === undefined ? [] : [value],
  );
  return [...named, ...yaml.items(contexts)].flatMap((value) => {
    const text = yaml.text(value)?.text ?? '';
    const start = text.indexOf(imageScheme);
    const isNamed = start > 0 && text.charAt(start - 1) === '=';
    if (start !== 0 && !isNamed) return [];
    return [{ value, prefix: text.slice(0, start + imageScheme.length) }];
  });
}

function occurrenceAt(
  yaml: YamlDocument,
  role: ImageRole,
  value: Value | undefined,
  prefix: string,
  container: ContainerId,
): TracedOccurrence | undefined {
  const whole = yaml.text(value);
  if (value === undefined || whole === undefined) return undefined;
  const word = trimmed(slice(whole, { start: prefix.length, end: whole.text.length }));
  if (word.text === '') return undefined;
  const expansion = expandValue(word);
  const { span, image } = readImage(expansion, valueSpan(value));
  const uses = usesFor(value, word, span);
  return {
    occurrence: { role, container, span, uses, written: word.text, image },
    through: usesOf(expansion),
  };
}

/** An alias, or the `${…}` around a default, is a place where the person meets the image as well. */
function usesFor(value: Value, word: MappedText, reference: Span): readonly Span[] {
  if (value.alias !== undefined) return [value.alias];
  const around = valueSpan(value);
  const isInside = around.start < reference.start && word.text.startsWith('$');
  return isInside ? [around] : [];
}

function trimmed(text: MappedText): MappedText {
  const start = text.text.length - text.text.trimStart().length;
  return slice(text, { start, end: Math.max(start, text.text.trimEnd().length) });
}
