import type { Hardening, KeySite } from '../model/document-model.ts';
import type { HardeningDetails, LimitedResource } from '../model/hardening.ts';
import { parseGoBoolean } from '../text/go-boolean.ts';
import { readSecurityOption } from './grants.ts';
import { hardeningDetails } from './hardening-details.ts';
import { mountTargets } from './mounts.ts';
import { sectionAt, type Section } from './section.ts';
import type { ServiceView } from './service-view.ts';
import { isOpen, templateIn } from './template-text.ts';
import { mayBeTrue, type YamlDocument } from './yaml.ts';

/** What a service sets to be harder to break out of; undefined when another program provides it. */
export function hardeningOf(
  view: ServiceView,
  keySite: KeySite | undefined,
): Hardening | undefined {
  const { yaml, service, securityOptions, limits } = view;
  if (service.fields.has('provider')) return undefined;
  const isLimited = (resource: LimitedResource): boolean =>
    limits.some((limit) => limit.resource === resource && !limit.isLifted);
  let details: HardeningDetails | undefined;
  return {
    dropsAllCapabilities: mayList(
      yaml,
      sectionAt(yaml, service, 'cap_drop'),
      (text) => isOpen(text) || /^(?:cap_)?all$/i.test(text.trim()),
    ),
    forbidsNewPrivileges: mayList(yaml, securityOptions, mayForbidNewPrivileges),
    hasReadOnlyRoot: mayBeTrue(yaml, service.fields.get('read_only')?.value),
    limits: {
      memory: isLimited('memory'),
      cpu: isLimited('cpu'),
      processes: isLimited('processes'),
    },
    presentKeys: new Set(service.fields.keys()),
    // Only fixes and cards need these.
    get mountTargets() {
      return mountTargets(view);
    },
    get details() {
      return (details ??= hardeningDetails(view, keySite));
    },
  };
}

/** Whether an item of a list fits, variables without a default left in braces. */
function mayList(yaml: YamlDocument, list: Section, fits: (text: string) => boolean): boolean {
  return list.items.some((item) => {
    const text = yaml.text(item);
    return text !== undefined && fits(templateIn(yaml, text));
  });
}

function mayForbidNewPrivileges(text: string): boolean {
  const { name, value } = readSecurityOption(text);
  if (name !== 'no-new-privileges') return isOpen(name);
  return value === '' || isOpen(value) || parseGoBoolean(value) === true;
}
