import { describe, grants } from './privileges.ts';
import type { Rule } from './rule.ts';

export const securityProfileDisabled: Rule = {
  id: 'security-profile-disabled',
  meta: {
    title: "Container without one of the engine's protections",
    checks:
      '`security_opt` turns one off: `seccomp`, `apparmor` or `systempaths` set to `unconfined`, `label` to `disable` or to the type `spc_t`, or `no-new-privileges` to false; with `:` or `=`.',
    ignores: ['Profiles of your own, such as `seccomp:./profile.json`.'],
    why: 'These profiles stop the system calls and paths that escapes are made of. Without one, a flaw in the kernel or in the process weighs more.',
    remedy: 'Remove the option, or write a profile that allows the one thing that is missing.',
    category: 'privilege',
    languages: ['compose'],
    severity: 'warning',
    isDefault: true,
    isSettledByPin: false,
    since: '0.1.0',
    references: [
      {
        title: 'Docker: seccomp security profiles',
        url: 'https://docs.docker.com/engine/security/seccomp/',
      },
      {
        title: 'Compose file reference: security_opt',
        url: 'https://docs.docker.com/reference/compose-file/services/#security_opt',
      },
    ],
    examples: [
      {
        language: 'compose',
        text: 'services:\n  debugger:\n    image: team/debugger:1.0\n    security_opt:\n      - «seccomp:unconfined»\n      - «label=type:spc_t»\n',
      },
      {
        language: 'compose',
        text: 'services:\n  app:\n    image: team/app:1.4\n    security_opt: [«no-new-privileges:false»]\n',
      },
      {
        language: 'compose',
        text: 'services:\n  app:\n    image: team/app:1.4\n    security_opt:\n      - no-new-privileges\n      - seccomp:./profile.json\n',
      },
    ],
  },
  *check(document) {
    for (const { container, setting } of grants(document, 'security-option')) {
      const lost = lostProtection(setting.name, setting.value);
      if (lost !== undefined)
        yield {
          span: setting.span,
          message: `${describe(container)} runs without ${lost}, which stops many ways out of a container. Remove this option, or allow only what is missing in a profile of your own.`,
        };
    }
  },
};

function lostProtection(name: string, value: string): string | undefined {
  switch (`${name}:${value}`.toLowerCase()) {
    case 'seccomp:unconfined':
      return 'the filter for system calls';
    case 'apparmor:unconfined':
      return 'its AppArmor profile';
    case 'systempaths:unconfined':
      return 'the masks over `/proc` and `/sys`';
    case 'label:disable':
    case 'label:type:spc_t':
      return 'SELinux separation';
    case 'no-new-privileges:false':
      return 'the protection against gaining privileges';
    default:
      return undefined;
  }
}
