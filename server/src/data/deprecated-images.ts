import { formerOfficialImages } from './former-official-images.ts';

/** An image that its publisher has given up, moved or stopped to update. */
export interface DeprecatedImage {
  /** Registry and repository as a pattern: `*` is one part of the name, `**` any number. */
  readonly image: string;
  /** The tags it is about; all when left out. An image without a tag has `latest`. */
  readonly tags?: RegExp;
  /** Names below the pattern that are kept up. */
  readonly except?: RegExp;
  /** What became of it: completes "`image` …". */
  readonly fate: string;
  /** What takes its place; with a tag, that one goes with it. A final `/**` stands for the rest of the name. */
  readonly successor?: string;
  /** What of the reference holds for the successor too; `nothing` when left out. */
  readonly carries?: 'tag' | 'tag and digest';
  /** What to do, where that is not just another name. */
  readonly advice?: string;
  /** Where its publisher, or who keeps the catalogue, says so. */
  readonly source: string;
}

/** The day on which the entries were last checked against their sources. */
export const deprecatedImagesDate = '2026-11-23';

const kubernetesFreeze = 'https://kubernetes.io/blog/2023/03/10/image-registry-redirect/';
const bitnamiChange = 'https://github.com/bitnami/containers/issues/83267';
const minioSourceOnly = 'https://github.com/minio/minio/issues/21647';
const jenkinsAgents = 'https://www.jenkins.io/blog/2020/05/06/docker-agent-image-renaming/';
const dotnetRename = 'https://github.com/dotnet/dotnet-docker/discussions/3674';

const otherImages: readonly DeprecatedImage[] = [
  {
    image: 'k8s.gcr.io/**',
    fate: 'is on a registry that has been frozen since April 2023',
    successor: 'registry.k8s.io/**',
    carries: 'tag and digest',
    source: kubernetesFreeze,
  },
  {
    image: 'gcr.io/{google-containers,google_containers}/**',
    fate: 'is on a registry that Kubernetes left years ago',
    successor: 'registry.k8s.io/**',
    carries: 'tag and digest',
    source: 'https://github.com/kubernetes/minikube/issues/20303',
  },
  {
    image: 'docker.io/bitnamilegacy/**',
    fate: 'is a copy from August 2025 that gets no updates',
    source: bitnamiChange,
  },
  {
    image: 'docker.io/bitnami/*',
    tags: /\d/,
    except: /\/(?:minideb|sealed-secrets)/,
    fate: 'was moved to `bitnamilegacy` in September 2025, where it gets no updates',
    source: bitnamiChange,
  },
  {
    image: 'docker.io/minio/{minio,mc}',
    fate: 'was taken from Docker Hub in September 2026, a year after its last update',
    source: minioSourceOnly,
  },
  {
    image: 'quay.io/minio/{minio,mc}',
    fate: 'has had no updates since October 2025, when MinIO stopped to publish images',
    source: minioSourceOnly,
  },
  ...['docker.io', 'ghcr.io'].map((registry) => ({
    image: `${registry}/containrrr/watchtower`,
    fate: 'is no longer maintained: its project was archived in December 2025',
    source: 'https://github.com/containrrr/watchtower',
  })),
  {
    image: 'gcr.io/kaniko-project/*',
    fate: 'is no longer maintained: its project was archived in June 2025',
    source: 'https://github.com/GoogleContainerTools/kaniko',
  },
  {
    image: 'docker.io/docker/compose',
    fate: 'is Compose V1, which has had no updates since July 2023',
    advice: 'Use `docker compose`, which is part of `docker:cli`.',
    source: 'https://docs.docker.com/compose/intro/history/',
  },
  {
    image: 'docker.io/jenkins/slave',
    fate: 'was renamed in 2020 and gets no updates',
    successor: 'jenkins/agent',
    carries: 'tag',
    source: jenkinsAgents,
  },
  {
    image: 'docker.io/jenkins/jnlp-slave',
    fate: 'was renamed in 2020 and gets no updates',
    successor: 'jenkins/inbound-agent',
    carries: 'tag',
    source: jenkinsAgents,
  },
  {
    image: 'docker.io/jenkins/ssh-slave',
    fate: 'was renamed in 2020 and gets no updates',
    successor: 'jenkins/ssh-agent',
    carries: 'tag',
    source: jenkinsAgents,
  },
  {
    image: 'docker.io/jboss/keycloak',
    fate: 'is the distribution of Keycloak that ended in 2022',
    advice: 'Use `quay.io/keycloak/keycloak`; its settings have other names.',
    source: 'https://www.keycloak.org/migration/migrating-to-quarkus',
  },
  {
    image: 'docker.io/portainer/portainer',
    fate: 'is version 1 of Portainer, which gets no updates',
    advice: 'Use `portainer/portainer-ce`.',
    source: 'https://hub.docker.com/r/portainer/portainer',
  },
  {
    image: 'docker.io/bitwardenrs/server',
    fate: 'was renamed in 2021 and gets no updates',
    advice: 'Use `vaultwarden/server`.',
    source: 'https://github.com/dani-garcia/vaultwarden/discussions/1642',
  },
  {
    image: 'docker.io/grafana/agent',
    fate: 'has had no updates since November 2025',
    advice: 'Move to `grafana/alloy`; its settings have another form.',
    source: 'https://grafana.com/docs/agent/latest/',
  },
  {
    image: 'docker.io/grafana/promtail',
    fate: 'has had no updates since March 2026',
    advice: 'Move to `grafana/alloy`, which can convert its settings.',
    source: 'https://grafana.com/docs/loki/latest/send-data/promtail/',
  },
  {
    image:
      'docker.io/jaegertracing/{all-in-one,jaeger-agent,jaeger-collector,jaeger-ingester,jaeger-query}',
    fate: 'is version 1 of Jaeger, which has had no updates since December 2025',
    advice: 'Move to `jaegertracing/jaeger`.',
    source: 'https://github.com/jaegertracing/jaeger/issues/6321',
  },
  {
    image:
      'docker.io/circleci/{android,buildpack-deps,clojure,dynamodb,elixir,golang,jruby,mariadb,mongo,mysql,node,openjdk,php,postgres,python,redis,ruby,rust}',
    fate: 'has had no updates since December 2021',
    advice: 'Use the image for the language below `cimg/`.',
    source: 'https://circleci.com/docs/circleci-images',
  },
  {
    image: 'docker.io/microsoft/dotnet',
    fate: 'was taken from Docker Hub in 2021',
    advice: 'Use `mcr.microsoft.com/dotnet/sdk`, `aspnet` or `runtime`.',
    source: 'https://github.com/dotnet/announcements/issues/197',
  },
  {
    image: 'docker.io/microsoft/{aspnetcore,aspnetcore-build}',
    fate: 'has no versions after ASP.NET Core 2.0',
    advice: 'Use `mcr.microsoft.com/dotnet/aspnet` or `sdk`.',
    source: 'https://github.com/aspnet/Announcements/issues/298',
  },
  {
    image: 'docker.io/adoptopenjdk/openjdk*',
    fate: 'is deprecated since AdoptOpenJDK became Eclipse Adoptium',
    advice: 'Use `eclipse-temurin`, whose tags have another form.',
    source: 'https://github.com/adoptium/containers/issues/400',
  },
  {
    image: 'mcr.microsoft.com/dotnet/core/{sdk,aspnet,runtime,runtime-deps}',
    fate: 'has only versions of .NET that ended in 2022 or before',
    advice: 'Use a version that is maintained from `mcr.microsoft.com/dotnet/`.',
    source: dotnetRename,
  },
];

export const deprecatedImages: readonly DeprecatedImage[] = [
  ...formerOfficialImages,
  ...otherImages,
];
