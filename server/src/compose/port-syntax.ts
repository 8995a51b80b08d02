import type { PublishedPort } from '../model/document-model.ts';
import { isOpen } from './template-text.ts';

export type Host = PublishedPort['host'];

/** The short form of a published port, taken apart. */
export interface ShortPort {
  readonly host: Host;
  readonly container: PortRange | undefined;
  readonly protocol: string;
  /** The fields before the container's port; undefined when the port is all there is. */
  readonly before: { readonly address: string | undefined } | undefined;
}

export interface PortRange {
  readonly first: number;
  readonly last: number;
}

/**
 * Reads `[[address:]published:]container[/protocol]` (Compose Specification, "ports", short syntax). The
 * last two fields are ports, so that the colons of an IPv6 address need no brackets to be told from them.
 */
export function readShortPort(text: string): ShortPort {
  const fields = text.trim().split(':');
  const [ports = '', protocol = 'tcp'] = (fields.pop() ?? '').split('/');
  const published = fields.pop();
  const address = fields.length === 0 ? undefined : fields.join(':');
  return {
    host: published === undefined ? hostBefore(ports) : readHost(address ?? '', published),
    container: readPortRange(ports),
    protocol: protocol.toLowerCase(),
    before: published === undefined ? undefined : { address },
  };
}

/** A variable without a default may hold the address, when it is all there is. */
function hostBefore(ports: string): Host {
  return isOpen(ports) ? { kind: 'unknown' } : { kind: 'all' };
}

function readHost(address: string, published: string): Host {
  if (address !== '') return hostOf(address);
  // A whole variable in the place of the port is the port; before one it may be anything.
  if (/^\$\{\w*\}./.test(published)) return { kind: 'unknown' };
  return published.includes('.') ? hostOf(published) : { kind: 'all' };
}

/** What an address of the host means; the empty one and those of all zeros mean every interface. */
export function hostOf(address: string): Host {
  if (isOpen(address)) return { kind: 'unknown' };
  const bare = address.replace(/^\[(.*)\]$/s, '$1').trim();
  return /^(?:[0:.]*|\*)$/.test(bare) ? { kind: 'all' } : { kind: 'address', address: bare };
}

/** `80` or `80-90`; undefined for anything else. */
export function readPortRange(text: string): PortRange | undefined {
  const [, from, to = from] = /^\s*(\d{1,5})(?:-(\d{1,5}))?\s*$/.exec(text) ?? [];
  if (from === undefined || to === undefined) return undefined;
  return { first: Number(from), last: Number(to) };
}
