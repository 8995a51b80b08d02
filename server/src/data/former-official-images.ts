import type { DeprecatedImage } from './deprecated-images.ts';

/**
 * Docker Official Images that ended, by their names without `library/`: they left the list, or their notice
 * on Docker Hub says that they are given up (`deprecated.md` in docker-library/docs).
 */
type Ended = Omit<DeprecatedImage, 'image' | 'source'>;

const openjdkNotice =
  'has been deprecated since July 2022, and only early builds of coming versions are updated';
const unmaintained = 'is no longer maintained';
const upstreamEnded = 'is no longer maintained, nor is the program in it';

const ended: Readonly<Record<string, Ended>> = {
  adoptopenjdk: {
    fate: 'has had no updates since August 2021',
    successor: 'eclipse-temurin',
    carries: 'tag',
  },
  amazonlinux: {
    tags: /^(?:1|2018\.03.*)$/,
    fate: 'is Amazon Linux 1, which ended in 2023',
    successor: 'amazonlinux:2023',
  },
  celery: {
    fate: 'has had no updates since June 2017',
    advice: 'Build on `python` and install Celery in your image.',
  },
  centos: {
    fate: 'has had no updates since November 2020, and CentOS Linux ended in June 2024',
    successor: 'quay.io/centos/centos:stream9',
    advice:
      'Use CentOS Stream, or `almalinux` or `rockylinux/rockylinux` of the same major version.',
  },
  clearlinux: { fate: 'is a distribution that ended in July 2025' },
  clefos: { fate: 'is a distribution that ended in June 2024' },
  consul: {
    fate: 'has had no updates since version 1.15',
    successor: 'hashicorp/consul',
    carries: 'tag',
  },
  crux: { fate: unmaintained },
  django: {
    fate: 'has had no updates since December 2016',
    advice: 'Build on `python` and install Django in your image.',
  },
  'docker-dev': { fate: unmaintained },
  emqx: {
    fate: 'gets no versions from 5.9 on',
    successor: 'emqx/emqx',
    carries: 'tag',
  },
  euleros: { fate: unmaintained },
  'express-gateway': { fate: upstreamEnded },
  fsharp: {
    fate: 'was given up for the SDK of .NET',
    advice: 'Use `mcr.microsoft.com/dotnet/sdk`.',
  },
  glassfish: { fate: unmaintained },
  hipache: { fate: upstreamEnded },
  iojs: {
    fate: 'ended when io.js became part of Node.js',
    successor: 'node',
    carries: 'tag',
  },
  java: {
    fate: 'has had no updates since December 2016',
    successor: 'eclipse-temurin',
    carries: 'tag',
  },
  jenkins: {
    fate: 'has had no updates since version 2.60',
    successor: 'jenkins/jenkins:lts',
  },
  jobber: { fate: upstreamEnded },
  'kaazing-gateway': { fate: unmaintained },
  known: { fate: unmaintained },
  liquibase: {
    fate: 'gets no versions after 5.0',
    successor: 'liquibase/liquibase',
    carries: 'tag',
  },
  'mongo-express': { fate: unmaintained },
  mono: { fate: 'has had no updates since June 2022' },
  'nats-streaming': {
    fate: 'has had no updates since June 2023',
    advice: 'Use `nats` with JetStream.',
  },
  notary: { fate: upstreamEnded },
  nuxeo: { fate: unmaintained },
  openjdk: {
    tags: /^(?!.*-ea(?:-|$))/,
    fate: openjdkNotice,
    successor: 'eclipse-temurin',
    carries: 'tag',
  },
  opensuse: {
    fate: 'has had no updates since Leap 42.3 ended',
    advice: 'Use `opensuse/leap` or `opensuse/tumbleweed`.',
  },
  owncloud: {
    fate: 'has had no updates since December 2018',
    advice: 'Use `owncloud/server`.',
  },
  'php-zendserver': { fate: unmaintained },
  piwik: {
    fate: 'was renamed and has had no updates since September 2018',
    successor: 'matomo',
    carries: 'tag',
  },
  plone: {
    fate: 'has only versions of Plone that ended in 2024 or before',
    advice: 'Use `plone/plone-backend` and `plone/plone-frontend`.',
  },
  rails: {
    fate: 'has had no updates since December 2016',
    advice: 'Build on `ruby` and install Rails in your image.',
  },
  rapidoid: { fate: unmaintained },
  rockylinux: {
    fate: 'is no longer kept up to date among the Docker Official Images',
    successor: 'rockylinux/rockylinux',
    carries: 'tag',
  },
  sentry: {
    fate: 'has had no updates since July 2019',
    advice: 'Install self-hosted Sentry as its documentation says.',
  },
  sl: { fate: 'is Scientific Linux, which ended in June 2024' },
  sourcemage: { fate: unmaintained },
  swarm: {
    fate: upstreamEnded,
    advice: 'Use the swarm mode of Docker Engine.',
  },
  thrift: { fate: unmaintained },
  'ubuntu-debootstrap': {
    fate: unmaintained,
    successor: 'ubuntu',
    carries: 'tag',
  },
  'ubuntu-upstart': { fate: upstreamEnded },
  unit: { fate: 'has had no updates since October 2025, when NGINX Unit was archived' },
  vault: {
    fate: 'has had no updates since version 1.13',
    successor: 'hashicorp/vault',
    carries: 'tag',
  },
};

export const formerOfficialImages: readonly DeprecatedImage[] = Object.entries(ended).map(
  ([name, entry]) => ({
    image: `docker.io/library/${name}`,
    ...entry,
    source: `https://hub.docker.com/_/${name}`,
  }),
);
