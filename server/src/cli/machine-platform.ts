import type { Platform } from '../reference/platform.ts';

/** Node's names of architectures where Go's, which images use, are others. */
const goNames: ReadonlyMap<string, string> = new Map([
  ['x64', 'amd64'],
  ['ia32', '386'],
  ['ppc64', 'ppc64le'],
]);

/** What containers run on here, by Node's name of the architecture; on any system that is Linux, in a virtual machine if need be. */
export function machinePlatform(architecture: string): Platform {
  return { os: 'linux', architecture: goNames.get(architecture) ?? architecture };
}
