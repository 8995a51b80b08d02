/** A registry, or a part of one, to which a single organisation publishes. */
export interface KnownOwner {
  /** Registry and repository as a pattern: `*` is one part of the name, `**` any number. */
  readonly image: string;
  /** Names below the pattern that others make. */
  readonly except?: string;
  /** The organisation or project, as people know it. */
  readonly name: string;
  /** Where it says so. */
  readonly source: string;
}

/** The day on which the entries were last checked against their sources. */
export const knownOwnersDate = '2026-11-23';

const redHatRegistries =
  'https://docs.redhat.com/en/documentation/red_hat_enterprise_linux/10/html/building_running_and_managing_containers/working-with-container-registries';

/** Who publishes where nobody else can; what Docker Hub's namespaces are is told by Docker Hub. */
export const knownOwners: readonly KnownOwner[] = [
  {
    image: 'mcr.microsoft.com/**',
    except: 'mcr.microsoft.com/mirror/**',
    name: 'Microsoft',
    source: 'https://github.com/microsoft/containerregistry',
  },
  {
    image: 'registry.k8s.io/**',
    name: 'Kubernetes',
    source: 'https://github.com/kubernetes/registry.k8s.io',
  },
  {
    image: 'cgr.dev/chainguard/**',
    name: 'Chainguard',
    source: 'https://edu.chainguard.dev/chainguard/chainguard-images/overview/',
  },
  {
    image: 'gcr.io/distroless/**',
    name: 'Google (distroless)',
    source: 'https://github.com/GoogleContainerTools/distroless',
  },
  {
    image: 'registry.access.redhat.com/**',
    name: 'Red Hat',
    source: redHatRegistries,
  },
  {
    image: 'registry.redhat.io/**',
    name: 'Red Hat',
    source: redHatRegistries,
  },
  {
    image: 'dhi.io/**',
    name: 'Docker Hardened Images',
    source: 'https://docs.docker.com/dhi/',
  },
  {
    image: 'public.ecr.aws/docker/library/**',
    name: 'Docker Official Images',
    source: 'https://gallery.ecr.aws/docker',
  },
  {
    image: 'docker.elastic.co/**',
    name: 'Elastic',
    source: 'https://www.docker.elastic.co/',
  },
];
