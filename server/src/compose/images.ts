import type { ContainerId, EmbeddedDocument, ImageRole } from '../model/document-model.ts';
import { readImage, usesAround, variablesOf, type TracedOccurrence } from '../model/image.ts';
import { knownText } from '../model/template.ts';
import { parseReference } from '../reference/reference.ts';
import { slice, type MappedText } from '../text/mapped-text.ts';
import type { Service } from './builds.ts';
import { unescapeDollars } from './interpolation.ts';
import { knownString, valueSpan, type Value, type YamlDocument } from './yaml.ts';

const imageScheme = 'docker-image://';

/**
 * Every image that a service names: its own, those its build takes files from, and those it mounts.
 * The own image of one that `isBuilt` is what a build makes.
 */
export function imagesOf(
  yaml: YamlDocument,
  service: Service,
  container: ContainerId,
  isBuilt: boolean,
): readonly TracedOccurrence[] {
  const images: TracedOccurrence[] = [];
  const add = (role: ImageRole, value: Value | undefined, prefix = ''): void => {
    const occurrence = occurrenceAt(yaml, role, value, prefix, container);
    if (occurrence !== undefined) images.push(occurrence);
  };

  const image = service.get('image')?.value;
  if (isBuilt) images.push(...buildOutput(yaml, image, container));
  else images.push(...serviceImage(yaml, service, image, container));

  for (const context of additionalContexts(yaml, service))
    add('additional-context', context.value, context.prefix);
  for (const volume of yaml.items(service.get('volumes')?.value)) {
    const fields = yaml.entries(volume);
    const type = fields.get('type')?.value;
    if (type !== undefined && knownString(yaml, type) === 'image')
      add('volume', fields.get('source')?.value);
  }
  return images;
}

/** The Dockerfile that a service's `build.dockerfile_inline` holds. */
export function inlineDockerfiles(
  yaml: YamlDocument,
  service: Service,
): readonly Omit<EmbeddedDocument, 'target'>[] {
  const build = yaml.entries(service.get('build')?.value);
  const text = yaml.text(build.get('dockerfile_inline')?.value);
  if (text === undefined) return [];
  const contexts = contextNames(yaml, build.get('additional_contexts')?.value);
  return [{ language: 'dockerfile', text: unescapeDollars(text), contexts }];
}

function serviceImage(
  yaml: YamlDocument,
  service: Service,
  image: Value | undefined,
  container: ContainerId,
): readonly TracedOccurrence[] {
  const traced = occurrenceAt(yaml, 'service', image, '', container);
  if (traced === undefined) return [];
  const asked = service.get('platform')?.value;
  if (yaml.text(asked) === undefined) return [traced];
  const platform = knownString(yaml, asked) ?? '';
  return [{ ...traced, occurrence: { ...traced.occurrence, platform } }];
}

function buildOutput(
  yaml: YamlDocument,
  image: Value | undefined,
  container: ContainerId,
): readonly TracedOccurrence[] {
  const text = yaml.text(image);
  if (image === undefined || text === undefined) return [];
  const expansion = yaml.expandText(trimmed(text));
  const parsed = parseReference(knownText(expansion) ?? '');
  const reference = parsed.ok ? parsed.value : undefined;
  const occurrence = {
    role: 'service' as const,
    container,
    span: valueSpan(image),
    uses: [],
    written: text.text,
    image: { kind: 'build-output' as const, reference },
  };
  return [{ occurrence, through: variablesOf(expansion) }];
}

/** The keys of a map, or in a list what stands before each `=`. */
function contextNames(yaml: YamlDocument, contexts: Value | undefined): ReadonlySet<string> {
  const listed = yaml.items(contexts).map((item) => yaml.text(item)?.text.split('=', 1)[0] ?? '');
  return new Set([...yaml.entries(contexts).keys(), ...listed]);
}

interface Context {
  readonly value: Value;
  /** What stands before the image in the text: `docker-image://`, in a list with the name before it. */
  readonly prefix: string;
}

function additionalContexts(yaml: YamlDocument, service: Service): readonly Context[] {
  const contexts = yaml.entries(service.get('build')?.value).get('additional_contexts')?.value;
  if (contexts === undefined) return [];
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
  const behind =
    prefix === '' ? whole : slice(whole, { start: prefix.length, end: whole.text.length });
  const word = trimmed(behind);
  if (word.text === '') return undefined;
  const expansion = yaml.expandText(word);
  const { span, image } = readImage(expansion, valueSpan(value));
  const uses =
    value.alias === undefined ? usesAround(valueSpan(value), word.text, span) : [value.alias];
  return {
    occurrence: { role, container, span, uses, written: word.text, image },
    through: variablesOf(expansion),
  };
}

function trimmed(text: MappedText): MappedText {
  if (text.text.trim() === text.text) return text;
  const start = text.text.length - text.text.trimStart().length;
  return slice(text, { start, end: Math.max(start, text.text.trimEnd().length) });
}
