import type { Hardening } from '../model/document-model.ts';
import { listed } from './grant-sites.ts';
import { readSecurityOption } from './grants.ts';
import type { Resource } from './limits.ts';
import { sectionAt } from './section.ts';
import type { ServiceView } from './service-view.ts';
import { isTrue } from './yaml.ts';

/** What a service sets to be harder to break out of; undefined when another program provides it. */
export function hardeningOf(view: ServiceView): Hardening | undefined {
  const { yaml, service, securityOptions, limits } = view;
  if (service.fields.has('provider')) return undefined;
  const isLimited = (resource: Resource): boolean =>
    limits.some((limit) => limit.resource === resource && !limit.isLifted);
  const dropped = listed(yaml, sectionAt(yaml, service, 'cap_drop'));
  return {
    dropsAllCapabilities: dropped.some(({ text }) => /^(?:cap_)?all$/i.test(text.trim())),
    forbidsNewPrivileges: listed(yaml, securityOptions).some(({ text }) => {
      const { name, value } = readSecurityOption(text);
      return name === 'no-new-privileges' && (value === '' || value === 'true');
    }),
    hasReadOnlyRoot: isTrue(yaml, service.fields.get('read_only')?.value),
    limits: {
      memory: isLimited('memory'),
      cpu: isLimited('cpu'),
      processes: isLimited('processes'),
    },
    presentKeys: new Set(service.fields.keys()),
  };
}
