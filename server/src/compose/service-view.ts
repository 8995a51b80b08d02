import { limitSettings, type LimitSetting } from './limits.ts';
import { childSection, sectionAt, type Section } from './section.ts';
import type { YamlDocument } from './yaml.ts';

/** A service and those of its parts that more than one topic reads. */
export interface ServiceView {
  readonly yaml: YamlDocument;
  readonly service: Section;
  /** The long form of `build`; empty for the short one. */
  readonly build: Section;
  readonly securityOptions: Section;
  readonly limits: readonly LimitSetting[];
  /** What runs after the start and before the stop of the container. */
  readonly hooks: readonly Section[];
}

export function viewService(yaml: YamlDocument, service: Section): ServiceView {
  return {
    yaml,
    service,
    build: sectionAt(yaml, service, 'build'),
    securityOptions: sectionAt(yaml, service, 'security_opt', 'optional'),
    limits: limitSettings(yaml, service),
    hooks: [...hooksAt(yaml, service, 'post_start'), ...hooksAt(yaml, service, 'pre_stop')],
  };
}

function hooksAt(yaml: YamlDocument, service: Section, key: string): readonly Section[] {
  const list = sectionAt(yaml, service, key);
  return list.items.map((item) => childSection(yaml, list, item));
}
