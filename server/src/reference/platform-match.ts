import type { Platform } from './platform.ts';

/** What an image index offers for a platform; undefined when it does not say for which. */
interface Offer {
  readonly platform: Platform | undefined;
}

const architectures: ReadonlyMap<string, string> = new Map([
  ['x86_64', 'amd64'],
  ['x86-64', 'amd64'],
  ['i386', '386'],
  ['aarch64', 'arm64'],
  ['armhf', 'arm'],
  ['armel', 'arm'],
]);

const defaultPlatform: Platform = { os: 'linux', architecture: 'amd64' };
const word = /^[\w.-]{1,64}$/;

/**
 * Reads what `--platform` and Compose's `platform` are given, `os[/architecture[/variant]]` or an architecture alone,
 * with the usual other names of architectures; undefined when it is none of these or depends on the machine,
 * as an operating system alone does.
 */
export function parsePlatform(text: string): Platform | undefined {
  const parts = text.toLowerCase().split('/');
  if (parts.length > 3 || !parts.every((part) => word.test(part))) return undefined;
  const [first = '', second, third] = parts;
  if (second === undefined) {
    const known = architectures.get(first) ?? first;
    return isArchitecture(known) ? { os: 'linux', architecture: known } : undefined;
  }
  const architecture = architectures.get(second) ?? second;
  const implied = second === 'armel' ? 'v6' : undefined;
  const variant = third === undefined ? implied : third.replace(/^(?=\d)/, 'v');
  return { os: first, architecture, ...(variant !== undefined && { variant }) };
}

/** Whether both mean the same machines: `linux/arm64` is `linux/arm64/v8`, `linux/arm` is `linux/arm/v7`. */
export function isSamePlatform(one: Platform, other: Platform): boolean {
  return (
    one.os === other.os &&
    one.architecture === other.architecture &&
    variantOf(one) === variantOf(other)
  );
}

/**
 * The offer that a container engine would take for the platform: the same one, else the best of the older variants
 * that run on it. Where none is wanted, that for `linux/amd64`, else the first.
 */
export function bestOffer<T extends Offer>(
  offers: readonly T[],
  wanted: Platform | undefined,
): T | undefined {
  const own = bestFor(offers, wanted ?? defaultPlatform);
  return wanted === undefined ? (own ?? offers[0]) : own;
}

function bestFor<T extends Offer>(offers: readonly T[], wanted: Platform): T | undefined {
  const limit = levelOf(wanted);
  let best: { readonly offer: T; readonly level: number } | undefined;
  for (const offer of offers) {
    const { platform } = offer;
    if (platform?.os !== wanted.os || platform.architecture !== wanted.architecture) continue;
    if (isSamePlatform(platform, wanted)) return offer;
    const level = levelOf(platform);
    const runs = level !== undefined && limit !== undefined && level < limit;
    if (runs && (best === undefined || level > best.level)) best = { offer, level };
  }
  return best?.offer;
}

/** What a variant that is not written means, as container engines read it. */
function variantOf({ architecture, variant }: Platform): string {
  if (variant !== undefined) return variant;
  return { amd64: 'v1', arm64: 'v8', arm: 'v7' }[architecture] ?? '';
}

/** The number of a variant, of which the higher ones run what is built for the lower ones. */
function levelOf(platform: Platform): number | undefined {
  const [, level] = /^v(\d{1,2})$/.exec(variantOf(platform)) ?? [];
  return level === undefined ? undefined : Number(level);
}

function isArchitecture(name: string): boolean {
  return /^(?:amd64|386|arm|arm64|loong64|mips64le|ppc64le|riscv64|s390x)$/.test(name);
}
