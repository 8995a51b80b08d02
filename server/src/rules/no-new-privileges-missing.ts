import { describe } from './grants.ts';
import { hardenedServices, insertFix } from './hardening.ts';
import type { DocumentedRule } from './rule.ts';

export const noNewPrivilegesMissing: DocumentedRule = {
  id: 'no-new-privileges-missing',
  meta: {
    title: 'Service whose processes may gain privileges',
    checks:
      'The `security_opt` of a service has no `no-new-privileges`: bare, or with `:true` or `=true`.',
    ignores: [
      'Services that another program provides (`provider`).',
      'An option that a variable without a default decides.',
    ],
    why: 'With it, a set-user-id program such as `su` or `sudo` runs with the rights of its caller, so whoever gets in as an ordinary user stays one. Without it, one such program with a flaw makes root.',
    remedy: 'Add `no-new-privileges:true` to `security_opt`.',
    topic: 'resource',
    languages: ['compose'],
    severity: 'hint',
    profile: 'strict',
    isSettledByPin: false,
    fix: {
      safety: 'unsafe',
      what: 'Inserts `security_opt` with `no-new-privileges:true`.',
      caution: 'Images that use `sudo`, `su` or `ping` with a set-user-id bit inside fail.',
    },
    suppressWhen: 'The image uses `sudo` or another set-user-id program on purpose.',
    sampleReason: 'The entry point of this image uses sudo',
    limitations: [
      'The engine can switch it on for all containers (`no-new-privileges` in `daemon.json`); that is not in the file.',
    ],
    equivalents: [
      { tool: 'compose-lint', id: 'CL-0003', isExact: true },
      { tool: 'semgrep', id: 'no-new-privileges', isExact: true },
      { tool: 'kics', id: '27fcc7d6', isExact: false },
      { tool: 'cis', id: '5.26', isExact: true },
      { tool: 'owasp', id: 'Rule 4', isExact: true },
    ],
    since: '0.2.0',
    references: [
      {
        title: 'Linux: no_new_privs',
        url: 'https://docs.kernel.org/userspace-api/no_new_privs.html',
      },
      {
        title: 'Compose file reference: security_opt',
        url: 'https://docs.docker.com/reference/compose-file/services/#security_opt',
      },
    ],
    examples: [
      {
        language: 'compose',
        text: 'services:\n  «app»:\n    image: team/app:1.4\n',
        fixed:
          'services:\n  app:\n    security_opt:\n      - no-new-privileges:true\n    image: team/app:1.4\n',
      },
      {
        language: 'compose',
        text: 'services:\n  «app»:\n    image: team/app:1.4\n    security_opt:\n      - seccomp:./profile.json\n',
        note: 'There is a `security_opt` already, so the line is left for a person to write.',
      },
      {
        language: 'compose',
        text: 'services:\n  app:\n    image: team/app:1.4\n    security_opt: [no-new-privileges]\n  worker:\n    image: team/app:1.4\n    security_opt: ["no-new-privileges=true"]\n',
      },
      {
        language: 'compose',
        text: 'services:\n  db:\n    provider:\n      type: awesomecloud\n',
      },
    ],
  },
  *check(document) {
    for (const service of hardenedServices(document)) {
      const { container, hardening } = service;
      if (hardening.forbidsNewPrivileges) continue;
      yield {
        span: container.nameSpan,
        message: `${describe(container)} lets its processes gain privileges, as through \`sudo\` or a flaw in a set-user-id program. Add \`no-new-privileges:true\` to its \`security_opt\`.`,
        missing: 'no-new-privileges',
        fixes: () =>
          insertFix(service, 'Forbid new privileges', [
            ['security_opt', ['no-new-privileges:true']],
          ]),
      };
    }
  },
};
