import { describe, grants } from './privileges.ts';
import type { Rule } from './rule.ts';

export const privilegedContainer: Rule = {
  id: 'privileged-container',
  meta: {
    title: 'Container with all privileges of the host',
    checks:
      '`privileged` is true for a service, one of its `post_start` or `pre_stop` hooks, or a command that `develop.watch` executes; in any spelling that Compose takes for true.',
    ignores: ['`privileged: false` and a value that depends on a variable without a default.'],
    why: 'A privileged container has every capability, every device of the host and no seccomp, AppArmor or SELinux profile. From inside, mounting the host disk takes one command.',
    remedy: 'Remove `privileged` and add only the capabilities or devices that the process needs.',
    category: 'privilege',
    languages: ['compose'],
    severity: 'error',
    isDefault: true,
    isSettledByPin: false,
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
        text: 'services:\n  builder:\n    image: docker:28.1-dind\n    «privileged: true»\n',
      },
      {
        language: 'compose',
        text: 'services:\n  app:\n    image: team/app:1.4\n    post_start:\n      - command: ./setup.sh\n        «privileged: "yes"»\n',
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
    for (const { container, setting } of grants(document, 'privileged'))
      yield {
        span: setting.span,
        message: `${describe(container)} has every capability and device of the host: breaking out takes one command. Remove \`privileged\` and add only the capabilities or devices it needs.`,
      };
  },
};
