import type { DocumentModel } from '../model/document-model.ts';
import { isAtLeast } from '../model/severity.ts';
import { adminPortExposed } from '../rules/admin-port-exposed.ts';
import { capAddDangerous } from '../rules/cap-add-dangerous.ts';
import { capAddElevated } from '../rules/cap-add-elevated.ts';
import { dockerApiOverTcp } from '../rules/docker-api-over-tcp.ts';
import { dockerSocketMounted } from '../rules/docker-socket-mounted.ts';
import { hostDeviceDangerous } from '../rules/host-device-dangerous.ts';
import { hostNamespace } from '../rules/host-namespace.ts';
import { hostNetwork } from '../rules/host-network.ts';
import { hostPathExposed } from '../rules/host-path-exposed.ts';
import { hostPathWritable } from '../rules/host-path-writable.ts';
import { mountPropagationShared } from '../rules/mount-propagation-shared.ts';
import { portAllInterfaces } from '../rules/port-all-interfaces.ts';
import { privilegedContainer } from '../rules/privileged-container.ts';
import type { Rule } from '../rules/rule.ts';
import { secretInEnv } from '../rules/secret-in-env.ts';
import { securityProfileDisabled } from '../rules/security-profile-disabled.ts';
import { sensitivePortPublished } from '../rules/sensitive-port-published.ts';
import { userRoot } from '../rules/user-root.ts';
import type { Span } from '../text/span.ts';
import { bareContext } from './bare-context.ts';

/** The rules that judge what a card shows, so that card and findings never disagree. */
const judges: readonly Rule[] = [
  adminPortExposed,
  capAddDangerous,
  capAddElevated,
  dockerApiOverTcp,
  dockerSocketMounted,
  hostDeviceDangerous,
  hostNamespace,
  hostNetwork,
  hostPathExposed,
  hostPathWritable,
  mountPropagationShared,
  portAllInterfaces,
  privilegedContainer,
  secretInEnv,
  securityProfileDisabled,
  sensitivePortPublished,
  userRoot,
];

export type KnownVerdict = 'good' | 'note' | 'bad';

/** How grave the rules find what stands at a place of the document. */
export type VerdictAt = (span: Span) => KnownVerdict;

/** Asks the rules about a document, once for all places; what a comment or a configuration silences counts too. */
export function verdictsOf(model: DocumentModel): VerdictAt {
  const verdicts = new Map<string, KnownVerdict>();
  for (const rule of judges)
    for (const { span, severity = rule.meta.severity } of rule.check(model, bareContext)) {
      const key = keyOf(span);
      const verdict = isAtLeast(severity, 'warning') ? 'bad' : 'note';
      verdicts.set(key, worst([verdicts.get(key) ?? 'good', verdict]));
    }
  return (span) => verdicts.get(keyOf(span)) ?? 'good';
}

/** The gravest of several. */
export function worst(verdicts: readonly KnownVerdict[]): KnownVerdict {
  if (verdicts.includes('bad')) return 'bad';
  return verdicts.includes('note') ? 'note' : 'good';
}

function keyOf({ start, end }: Span): string {
  return `${start}-${end}`;
}
