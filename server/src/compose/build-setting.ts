import type { BuildSetting } from '../model/document-model.ts';
import type { ServiceView } from './service-view.ts';
import { knownString, valueSpan } from './yaml.ts';

/** The build that a service describes: a context alone, or a map (Compose Build Specification). */
export function buildSettingOf({ yaml, service, build }: ServiceView): BuildSetting | undefined {
  const entry = service.fields.get('build');
  if (entry?.value === undefined) return undefined;
  const isShort = yaml.text(entry.value) !== undefined;
  const known = (key: string): string | undefined =>
    knownString(yaml, build.fields.get(key)?.value);
  const context = isShort ? entry.value : build.fields.get('context')?.value;
  const image = service.fields.get('image')?.value;
  return {
    span: entry.keySpan,
    context: context === undefined ? '.' : knownString(yaml, context),
    dockerfile: known('dockerfile'),
    target: known('target'),
    output: image && (image.alias ?? valueSpan(image)),
    pullPolicy: knownString(yaml, service.fields.get('pull_policy')?.value),
  };
}
