/**
 * Words that publishers put into tags, as the Docker Official Images and the images that are used most have
 * them. As of 2026-11.
 */

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(' '));
}

/** Words that say how ripe a release is, not which it is. */
export const channels = words(
  'alpha beta buggy canary current daily dev devel develop edge experimental head lts main mainline master ' +
    'next nightly oldoldstable oldstable preview rawhide rc rolling sid snapshot stable test testing tip trunk ' +
    'unstable weekly',
);

/** Those of them, and `latest`, that a publisher gives to finished releases. */
export const ripeChannels = words('current latest lts mainline oldoldstable oldstable stable');

/** Words for a way of building the same release. */
export const variants = words(
  'alpine apache backports base cli community core curl dind enterprise fastcgi fpm full glibc headless jdk jre ' +
    'management minimal musl nanoserver otel perception perl ros scm slim standalone ubuntu uclibc ' +
    'windowsservercore zts',
);

/** What an image holds below the product: its version may be newer, never older, and it may be left unsaid. */
export const systems = words(
  'al almalinux alpine amazonlinux busybox centos debian fedora ltsc nanoserver oraclelinux photon rhel ' +
    'rockylinux servercore ubi ubuntu windows windowsservercore wolfi',
);

/** Those of them that only run on Windows. */
export const windowsSystems = words('ltsc nanoserver servercore windows windowsservercore');

/** Words for images with less in them. A tag with one of `smallest` has no smaller sibling of another kind. */
export const smallerVariants = words(
  'alpine busybox distroless micro minimal nano nanoserver scratch slim static tiny',
);
export const smallestVariants = words(
  'alpine busybox distroless micro nano nanoserver scratch static tiny',
);

/** Words before a number that counts builds of one release, and starts again with the next. */
export const buildCounters = words('b build ls p r rev');

/** Words before a commit hash. */
export const commitWords = words('commit git sha');

/** Words that end a version and say that it is finished. */
export const releaseWords = words('final ga release');

/** Words behind a version for what comes before its release, from the least to the most ripe. */
export const preReleaseStages: ReadonlyMap<string, number> = new Map(
  [
    'canary daily dev edge experimental nightly snapshot',
    'a alpha ea preview tp',
    'b beta',
    'm milestone pre',
    'cr rc',
  ].flatMap((stage, index) => stage.split(' ').map((word) => [word, index])),
);

/** A release of Debian or Ubuntu by its name: for other images a variant, for these the version itself. */
export interface CodeName {
  readonly system: 'debian' | 'ubuntu';
  readonly version: readonly number[];
  /** Set for what is still being made. */
  readonly isUnreleased?: true;
}

/** See wiki.debian.org/DebianReleases and wiki.ubuntu.com/Releases. */
export const codeNames: ReadonlyMap<string, CodeName> = new Map<string, CodeName>([
  ['wheezy', { system: 'debian', version: [7] }],
  ['jessie', { system: 'debian', version: [8] }],
  ['stretch', { system: 'debian', version: [9] }],
  ['buster', { system: 'debian', version: [10] }],
  ['bullseye', { system: 'debian', version: [11] }],
  ['bookworm', { system: 'debian', version: [12] }],
  ['trixie', { system: 'debian', version: [13] }],
  ['forky', { system: 'debian', version: [14], isUnreleased: true }],
  ['trusty', { system: 'ubuntu', version: [14, 4] }],
  ['xenial', { system: 'ubuntu', version: [16, 4] }],
  ['bionic', { system: 'ubuntu', version: [18, 4] }],
  ['focal', { system: 'ubuntu', version: [20, 4] }],
  ['jammy', { system: 'ubuntu', version: [22, 4] }],
  ['noble', { system: 'ubuntu', version: [24, 4] }],
  ['oracular', { system: 'ubuntu', version: [24, 10] }],
  ['plucky', { system: 'ubuntu', version: [25, 4] }],
  ['questing', { system: 'ubuntu', version: [25, 10] }],
  ['resolute', { system: 'ubuntu', version: [26, 4] }],
  ['stonking', { system: 'ubuntu', version: [26, 10], isUnreleased: true }],
]);

/** Images that are a release of Debian or Ubuntu and little else. */
export const distributions = words('buildpack-deps debian neurodebian ubuntu');
