import { isInNetwork, parseAddress, parseNetwork, type AddressBytes } from './ip-networks.ts';

/**
 * What an IP address is for (IANA's special-purpose address registries, RFC 6890):
 * - `public`: anyone on the internet
 * - `loopback`: this machine
 * - `unspecified`: no address, which many systems take for this machine
 * - `private`: a network of one's own (RFC 1918, RFC 4193)
 * - `shared`: behind a carrier's translation, or an overlay network (RFC 6598)
 * - `link-local`: the nearest cable only (RFC 3927, RFC 4291)
 * - `metadata`: where clouds tell their machines their secrets
 * - `multicast`, `documentation`, `reserved`: no server at all
 */
export type AddressKind =
  | 'public'
  | 'loopback'
  | 'unspecified'
  | 'private'
  | 'shared'
  | 'link-local'
  | 'metadata'
  | 'multicast'
  | 'documentation'
  | 'reserved';

/**
 * What must be known of a host before it may be reached at an address:
 * - `nothing`
 * - `known`: a person has named the host, in settings or by signing in to it
 * - `listed`: a person has named it in the table of registries
 */
export type Requirement = 'nothing' | 'known' | 'listed';

// The first network that holds an address decides. 198.18.0.0/15 is left out on purpose: local tunnels
// stand for any public host with it.
const networks = (
  [
    ['169.254.169.254/32', 'metadata'],
    ['169.254.170.2/32', 'metadata'], // Amazon ECS
    ['100.100.100.200/32', 'metadata'], // Alibaba Cloud
    ['168.63.129.16/32', 'metadata'], // Azure
    ['192.0.0.192/32', 'metadata'], // Oracle Cloud
    ['fd00:ec2::254/128', 'metadata'], // Amazon EC2
    ['fd20:ce::254/128', 'metadata'], // Google Cloud
    ['0.0.0.0/8', 'unspecified'],
    ['10.0.0.0/8', 'private'],
    ['100.64.0.0/10', 'shared'],
    ['127.0.0.0/8', 'loopback'],
    ['169.254.0.0/16', 'link-local'],
    ['172.16.0.0/12', 'private'],
    ['192.0.0.0/24', 'reserved'],
    ['192.0.2.0/24', 'documentation'],
    ['192.88.99.0/24', 'reserved'],
    ['192.168.0.0/16', 'private'],
    ['198.51.100.0/24', 'documentation'],
    ['203.0.113.0/24', 'documentation'],
    ['224.0.0.0/4', 'multicast'],
    ['240.0.0.0/4', 'reserved'],
    ['::/128', 'unspecified'],
    ['::1/128', 'loopback'],
    ['64:ff9b:1::/48', 'private'], // RFC 8215
    ['100::/64', 'reserved'], // RFC 6666
    ['2001::/23', 'reserved'], // RFC 2928, with Teredo
    ['2001:db8::/32', 'documentation'],
    ['3fff::/20', 'documentation'], // RFC 9637
    ['fc00::/7', 'private'],
    ['fe80::/10', 'link-local'],
    ['fec0::/10', 'private'], // RFC 3879
    ['ff00::/8', 'multicast'],
  ] as const
).map(([text, kind]) => ({ network: networkOf(text), kind }));

/** IPv6 networks whose addresses hold an IPv4 one, and the byte at which that begins. */
const translations = (
  [
    ['::ffff:0:0/96', 12], // RFC 4291, 2.5.5.2
    ['::ffff:0:0:0/96', 12], // RFC 2765, 2.1
    ['::/96', 12], // RFC 4291, 2.5.5.1
    ['64:ff9b::/96', 12], // RFC 6052
    ['2002::/16', 2], // RFC 3056
  ] as const
).map(([text, offset]) => ({ network: networkOf(text), offset }));

const requirements: Readonly<Record<AddressKind, Requirement>> = {
  public: 'nothing',
  loopback: 'known',
  unspecified: 'known',
  private: 'known',
  shared: 'known',
  'link-local': 'listed',
  metadata: 'listed',
  multicast: 'listed',
  documentation: 'listed',
  reserved: 'listed',
};

/** What an address in textual form is for; `reserved` when it is none. An IPv6 address that holds an IPv4 one is judged by that. */
export function kindOfAddress(address: string): AddressKind {
  const bytes = parseAddress(address.replace(/%.*$/, ''));
  return bytes === undefined ? 'reserved' : kindOfBytes(bytes);
}

/** The kind of the address that stands in a URL in place of a name, in whatever spelling; undefined for names. */
export function kindOfLiteral({ hostname }: URL): AddressKind | undefined {
  const bytes = parseAddress(hostname);
  return bytes === undefined ? undefined : kindOfBytes(bytes);
}

/** What must be known of a host that has an address of this kind. */
export function requirementOf(kind: AddressKind): Requirement {
  return requirements[kind];
}

/** Whether a URL's host is a name that always means this machine: `localhost` and all below it (RFC 6761, 6.3). */
export function isLocalName({ hostname }: URL): boolean {
  return /^(?:.+\.)?localhost\.?$/.test(hostname);
}

function kindOfBytes(bytes: AddressBytes): AddressKind {
  const known = networks.find(({ network }) => isInNetwork(bytes, network));
  if (known !== undefined) return known.kind;
  const translation = translations.find(({ network }) => isInNetwork(bytes, network));
  if (translation !== undefined)
    return kindOfBytes(bytes.slice(translation.offset, translation.offset + 4));
  // Global unicast addresses are all that was ever assigned beside those above (RFC 4291, 2.4).
  return bytes.length === 4 || ((bytes[0] ?? 0) & 0xe0) === 0x20 ? 'public' : 'reserved';
}

function networkOf(text: string) {
  const network = parseNetwork(text);
  if (network === undefined) throw new RangeError(`not a network: ${text}`);
  return network;
}
