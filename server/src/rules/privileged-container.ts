import type { Container } from '../model/document-model.ts';
import type { GrantedThing } from '../model/grants.ts';
import { describe, grants, removalOf } from './grants.ts';
import type { DocumentedRule } from './rule.ts';

type Holder = Extract<GrantedThing, { kind: 'privileged' }>['holder'];

export const privilegedContainer: DocumentedRule = {
  id: 'privileged-container',
  meta: {
    title: 'Container with all privileges of the host',
    checks:
      '`privileged` is true for a service, one of its `post_start` or `pre_stop` hooks, or a command that `develop.watch` executes; in any spelling that Compose takes for true.',
    ignores: [
      '`privileged: false` and a value that depends on a variable without a default.',
      '`build.privileged`: `build-sandbox-disabled` reports it.',
    ],
    why: 'A privileged container has every capability, every device of the host and no seccomp, AppArmor or SELinux profile. From inside, mounting the host disk takes one command.',
    remedy: 'Remove `privileged` and add only the capabilities or devices that the process needs.',
    topic: 'host',
    languages: ['compose'],
    severity: 'error',
    profile: 'recommended',
    isSettledByPin: false,
    fix: {
      safety: 'unsafe',
      what: 'Removes `privileged`.',
      caution:
        'A process that mounts file systems, loads modules or opens devices fails until it gets the one capability or device that it needs.',
    },
    suppressWhen:
      'The service runs containers itself or manages the hardware of the host, and whoever can reach it may be root there.',
    sampleReason: 'Docker in Docker for the CI runner, on a machine of its own',
    limitations: ['A value from a variable without a default is not known.'],
    equivalents: [
      { tool: 'kics', id: 'ae5b6871', isExact: true },
      { tool: 'semgrep', id: 'privileged-service', isExact: true },
      { tool: 'compose-lint', id: 'CL-0002', isExact: true },
      { tool: 'cis', id: '5.5', isExact: true },
    ],
    since: '0.1.0',
    references: [
      {
        title: 'Docker: runtime privilege and Linux capabilities',
        url: 'https://docs.docker.com/engine/containers/run/#runtime-privilege-and-linux-capabilities',
      },
      {
        title: 'Compose file reference: privileged',
        url: 'https://docs.docker.com/reference/compose-file/services/#privileged',
      },
    ],
    examples: [
      {
        language: 'compose',
        text: 'services:\n  builder:\n    image: docker:28.1-dind\n    «privileged: true»\n    restart: always\n',
        fixed: 'services:\n  builder:\n    image: docker:28.1-dind\n    restart: always\n',
      },
      {
        language: 'compose',
        text: 'services:\n  app:\n    image: team/app:1.4\n    post_start:\n      - command: ./setup.sh\n        «privileged: "yes"»\n',
        fixed:
          'services:\n  app:\n    image: team/app:1.4\n    post_start:\n      - command: ./setup.sh\n',
      },
      {
        language: 'compose',
        text: 'x-tool: &tool\n  «privileged: on»\nservices:\n  scan:\n    <<: *tool\n    image: team/scan:2.1\n',
        note: 'A fragment grants it; every service that merges the fragment has it, so nothing is offered to remove.',
      },
      {
        language: 'compose',
        text: 'services:\n  app:\n    image: team/app:1.4\n    privileged: false\n    cap_add: [NET_BIND_SERVICE]\n',
      },
      {
        language: 'compose',
        text: 'services:\n  app:\n    image: team/app:1.4\n    privileged: ${PRIVILEGED}\n',
      },
      {
        language: 'compose',
        text: 'services:\n  app:\n    image: team/app:1.4\n    privileged: !reset true\n',
        note: 'The tag `!reset` removes what another file sets.',
      },
    ],
  },
  *check(document) {
    for (const { container, grant } of grants(document, 'privileged'))
      yield {
        span: grant.span,
        message: `${subject(container, grant.holder)} has every capability and device of the host: breaking out takes one command. Remove \`privileged\` and add only the capabilities or devices it needs.`,
        fixes: removalOf(grant, 'Remove `privileged`'),
      };
  },
};

function subject(container: Container, holder: Holder): string {
  const service = describe(container);
  switch (holder) {
    case 'service':
      return service;
    case 'hook':
      return `${service} runs a hook that`;
    case 'watch':
      return `${service} runs a command after each change that`;
  }
}
