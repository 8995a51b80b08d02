import { parseGoBoolean } from '../text/go-boolean.ts';
import { describe, grants, removalOf } from './grants.ts';
import type { DocumentedRule } from './rule.ts';

export const securityProfileDisabled: DocumentedRule = {
  id: 'security-profile-disabled',
  meta: {
    title: "Container without one of the engine's protections",
    checks:
      '`security_opt` turns one off: `seccomp`, `apparmor` or `systempaths` set to `unconfined`, `label` to `disable` or to the type `spc_t`, or `no-new-privileges` to false; with `:` or `=`.',
    ignores: [
      'Profiles of your own, such as `seccomp:./profile.json`.',
      'That an option is not there: `no-new-privileges-missing` asks for the one that is off by default.',
    ],
    why: 'These profiles stop the system calls and paths that escapes are made of. Without one, a flaw in the kernel or in the process weighs more.',
    remedy: 'Remove the option, or write a profile that allows the one thing that is missing.',
    topic: 'host',
    languages: ['compose'],
    severity: 'warning',
    profile: 'recommended',
    isSettledByPin: false,
    fix: {
      safety: 'unsafe',
      what: 'Removes the option from `security_opt`.',
      caution:
        'A debugger, a sandbox of its own or an old runtime may use a system call that the default profile refuses.',
    },
    suppressWhen:
      'The program makes a sandbox of its own, as browsers and builders do, and no profile that allows it is at hand.',
    sampleReason: 'Chromium makes its own namespaces; profile is in preparation',
    limitations: [
      'What a profile of your own allows is not read.',
      'A protection that the engine has switched off for all containers is not in the file.',
    ],
    equivalents: [
      { tool: 'compose-lint', id: 'CL-0009', isExact: true },
      { tool: 'kics', id: '404fde2c', isExact: false },
      { tool: 'semgrep', id: 'seccomp-confinement-disabled', isExact: false },
      { tool: 'semgrep', id: 'selinux-separation-disabled', isExact: false },
      { tool: 'cis', id: '5.2', isExact: false },
      { tool: 'cis', id: '5.3', isExact: false },
      { tool: 'cis', id: '5.22', isExact: false },
      { tool: 'owasp', id: 'Rule 6', isExact: false },
    ],
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
        text: 'services:\n  debugger:\n    image: team/debugger:1.0\n    security_opt:\n      - «seccomp:unconfined»\n      - apparmor:debugger\n',
        fixed:
          'services:\n  debugger:\n    image: team/debugger:1.0\n    security_opt:\n      - apparmor:debugger\n',
      },
      {
        language: 'compose',
        text: 'services:\n  app:\n    image: team/app:1.4\n    security_opt: [«no-new-privileges:false»]\n    restart: always\n',
        fixed: 'services:\n  app:\n    image: team/app:1.4\n    restart: always\n',
      },
      {
        language: 'compose',
        text: 'services:\n  app:\n    image: team/app:1.4\n    security_opt: [no-new-privileges, «systempaths=unconfined»]\n',
        fixed:
          'services:\n  app:\n    image: team/app:1.4\n    security_opt: [no-new-privileges]\n',
      },
      {
        language: 'compose',
        text: 'services:\n  app:\n    image: team/app:1.4\n    security_opt:\n      - no-new-privileges:true\n      - «label=type:spc_t»\n',
        fixed:
          'services:\n  app:\n    image: team/app:1.4\n    security_opt:\n      - no-new-privileges:true\n',
      },
      {
        language: 'compose',
        text: 'services:\n  app:\n    image: team/app:1.4\n    security_opt:\n      - no-new-privileges\n      - seccomp:./profile.json\n',
      },
      {
        language: 'compose',
        text: 'services:\n  app:\n    image: team/app:1.4\n    security_opt:\n      - no-new-privileges=true\n      - label:type:svirt_apache_t\n      - apparmor=${PROFILE}\n',
      },
    ],
  },
  *check(document) {
    for (const { container, grant } of grants(document, 'security-option')) {
      const lost = lostProtection(grant.name, grant.value);
      if (lost !== undefined)
        yield {
          span: grant.span,
          message: `${describe(container)} runs without ${lost}: one guard less between a flaw in it and the host. Remove this option, or allow only what is missing in a profile of your own.`,
          fixes: removalOf(grant, `Remove \`${grant.name}\` from \`security_opt\``),
        };
    }
  },
};

function lostProtection(name: string, value: string): string | undefined {
  if (name.toLowerCase() === 'no-new-privileges' && parseGoBoolean(value) === false)
    return 'the protection against gaining privileges';
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
    default:
      return undefined;
  }
}
