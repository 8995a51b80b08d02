import { sensitivePorts, sshServers, type SensitivePort } from '../data/sensitive-ports.ts';
import type {
  Container,
  ContainerId,
  DocumentModel,
  PublishedPort,
} from '../model/document-model.ts';
import { shortName } from './image-names.ts';
import type { Fix } from './rule.ts';

/** Where the engine listens without TLS (IANA: docker). */
export const enginePort = 2375;

export interface Publication {
  readonly container: Container;
  readonly port: PublishedPort;
  /** What stands behind it, when that is data or administration. */
  readonly sensitive: SensitivePort | undefined;
}

/** The ports that every interface of the host passes on; that of an engine is not among them. */
export function* openPorts(document: DocumentModel): Generator<Publication> {
  const sshContainers = sshServerContainers(document);
  for (const [id, container] of document.containers.entries())
    for (const port of container.published) {
      if (port.host.kind !== 'all' || includes(port, enginePort)) continue;
      const sensitive = sensitivePort(port);
      const isMeant = sensitive?.service === 'SSH' && sshContainers.has(id);
      yield { container, port, sensitive: isMeant ? undefined : sensitive };
    }
}

export function includes({ container }: PublishedPort, port: number): boolean {
  return container !== undefined && container.first <= port && port <= container.last;
}

/** Only TCP: what listens on a port of another protocol is something else. */
function sensitivePort(published: PublishedPort): SensitivePort | undefined {
  if (published.protocol !== 'tcp') return undefined;
  return sensitivePorts.find(({ port }) => includes(published, port));
}

function sshServerContainers({ images }: DocumentModel): ReadonlySet<ContainerId | undefined> {
  return new Set(
    images
      .filter((occurrence) => {
        const { name } = shortName(occurrence);
        return occurrence.role === 'service' && name !== undefined && sshServers.includes(name);
      })
      .map(({ container }) => container),
  );
}

/** The fix that publishes a port on the loopback address alone. Never safe: others may come through it. */
export function loopbackFix({ loopbackEdit }: PublishedPort): readonly Fix[] {
  return loopbackEdit === undefined
    ? []
    : [{ title: 'Publish it on `127.0.0.1` only', isSafe: false, edits: [loopbackEdit] }];
}
