import { isIPv4, isIPv6 } from 'node:net';

/** An IP address as its 4 or 16 bytes. */
export type AddressBytes = readonly number[];

/** A block of addresses in CIDR notation (RFC 4632, RFC 4291, 2.3). */
export interface Network {
  readonly start: AddressBytes;
  /** How many leading bits all of its addresses share. */
  readonly prefix: number;
}

/** Reads an IP address, an IPv6 one with or without its brackets; undefined for names. */
export function parseAddress(text: string): AddressBytes | undefined {
  if (isIPv4(text)) return text.split('.').map(Number);
  const bare = /^\[(.*)\]$/.exec(text)?.[1] ?? text;
  return isIPv6(bare) && !bare.includes('%') ? ipv6Bytes(bare) : undefined;
}

/** Reads `10.0.0.0/8`; undefined when it is not that. */
export function parseNetwork(text: string): Network | undefined {
  const [, address = '', digits] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? [];
  const start = parseAddress(address);
  const prefix = Number(digits);
  return start !== undefined && prefix <= start.length * 8 ? { start, prefix } : undefined;
}

export function isInNetwork(address: AddressBytes, { start, prefix }: Network): boolean {
  if (address.length !== start.length) return false;
  return start.every((byte, index) => {
    const bits = Math.min(8, Math.max(0, prefix - index * 8));
    const mask = 0xff & (0xff << (8 - bits));
    return ((address[index] ?? 0) & mask) === (byte & mask);
  });
}

function ipv6Bytes(text: string): AddressBytes {
  // A URL writes an address in hexadecimal groups only, whatever form it had.
  const canonical = new URL(`http://[${text}]`).hostname.slice(1, -1);
  const [head = '', tail] = canonical.split('::');
  const first = groupsOf(head);
  const last = groupsOf(tail ?? '');
  const zeros = new Array<number>(8 - first.length - last.length).fill(0);
  return [...first, ...zeros, ...last].flatMap((group) => [group >> 8, group & 0xff]);
}

function groupsOf(text: string): readonly number[] {
  return text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
}
