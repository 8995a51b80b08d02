import { baseUsers, type BaseUser } from '../data/base-users.ts';
import { dockerHub, effectiveTag, type ImageReference } from '../reference/reference.ts';
import { matchesGlob } from '../text/glob.ts';

/** How users are made in an image. */
export type Family = NonNullable<BaseUser['family']>;

/** Registries that hand on Docker's official images, and what stands before their names there. */
const mirrors: readonly (readonly [registry: string, path: string])[] = [
  ['public.ecr.aws', 'docker/library/'],
  ['mirror.gcr.io', 'library/'],
  ['mcr.microsoft.com', 'mirror/docker/library/'],
];

const architecture = /^(?:amd64|arm32v[567]|arm64v8|i386|mips64le|ppc64le|riscv64|s390x)\//;

/** What is known of the user that an image starts as; undefined for an image that is not in the table. */
export function baseUserOf(reference: ImageReference): BaseUser | undefined {
  const tag = effectiveTag(reference);
  // Whoever publishes these tags says what user they have.
  if (/nonroot|non-root|rootless|unprivileged/.test(`${reference.repository}:${tag}`))
    return undefined;
  // Windows has no root.
  if (/windows|nanoserver|ltsc20\d\d/.test(tag)) return undefined;
  const name = officialName(reference);
  return baseUsers.find(
    ({ image, tags }) => matchesGlob(image, name) && (tags === undefined || matchesGlob(tags, tag)),
  );
}

/** How users are made in the image: its tag may name another distribution than the usual one. */
export function familyOf({ family }: BaseUser, reference: ImageReference): Family | undefined {
  const tag = effectiveTag(reference).toLowerCase();
  if (tag.includes('alpine')) return 'alpine';
  const isOther =
    /windows|nanoserver|ubi|oracle|fedora|rhel|centos|rocky|al20|amazon|azurelinux|mariner|corretto|graal|suse/;
  return isOther.test(tag) ? undefined : family;
}

/** The name under which the table has an image: mirrors and architectures of official images left out. */
function officialName({ registry, repository }: ImageReference): string {
  const [, path = ''] =
    mirrors.find(([host, prefix]) => host === registry && repository.startsWith(prefix)) ?? [];
  if (path !== '') return `${dockerHub}/library/${repository.slice(path.length)}`;
  return registry === dockerHub
    ? `${registry}/${repository.replace(architecture, 'library/')}`
    : `${registry}/${repository}`;
}
