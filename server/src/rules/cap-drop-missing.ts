import { describe, isPrivileged } from './grants.ts';
import { hardenedServices, insertFix } from './hardening.ts';
import type { DocumentedRule } from './rule.ts';

export const capDropMissing: DocumentedRule = {
  id: 'cap-drop-missing',
  meta: {
    title: 'Service that keeps capabilities it may not need',
    checks: 'A service has no `cap_drop` with ALL, in any case and with or without `CAP_`.',
    ignores: [
      'Services with `privileged: true`: dropping takes nothing from them, and `privileged-container` reports them.',
      'Services that another program provides (`provider`).',
      'A list with a variable that has no default.',
    ],
    why: 'A container starts with fourteen capabilities, among them changing owners, raw packets and device files. Few programs use more than two of them; the rest is there for whoever gets in.',
    remedy: 'Drop all of them, and add back the few that the program asks for.',
    topic: 'resource',
    languages: ['compose'],
    severity: 'hint',
    profile: 'strict',
    isSettledByPin: false,
    fix: {
      safety: 'unsafe',
      what: 'Inserts `cap_drop` with ALL.',
      caution:
        'An image that starts as root and changes to another user needs SETUID and SETGID added back, often CHOWN and DAC_OVERRIDE too.',
    },
    suppressWhen: 'The capabilities of the image have been looked at and are needed.',
    sampleReason: 'The init of this image needs most of the defaults',
    limitations: [
      'Dropping all fourteen by name is not recognised.',
      'Which capabilities the program uses is not known.',
    ],
    equivalents: [
      { tool: 'compose-lint', id: 'CL-0006', isExact: true },
      { tool: 'kics', id: 'ce76b7d0', isExact: false },
      { tool: 'cis', id: '5.4', isExact: false },
      { tool: 'owasp', id: 'Rule 3', isExact: false },
    ],
    since: '0.2.0',
    references: [
      {
        title: 'Docker: runtime privilege and Linux capabilities',
        url: 'https://docs.docker.com/engine/containers/run/#runtime-privilege-and-linux-capabilities',
      },
      {
        title: 'OWASP Docker security: limit capabilities',
        url: 'https://cheatsheetseries.owasp.org/cheatsheets/Docker_Security_Cheat_Sheet.html#rule-3-limit-capabilities-grant-only-specific-capabilities-needed-by-a-container',
      },
    ],
    examples: [
      {
        language: 'compose',
        text: 'services:\n  «app»:\n    image: team/app:1.4\n',
        fixed: 'services:\n  app:\n    cap_drop:\n      - ALL\n    image: team/app:1.4\n',
      },
      {
        language: 'compose',
        text: 'services:\n  «app»:\n    image: team/app:1.4\n    cap_drop: [NET_RAW]\n',
        note: 'There is a `cap_drop` already; what to do with it is for a person to say.',
      },
      {
        language: 'compose',
        text: 'services:\n  app:\n    image: team/app:1.4\n    cap_drop:\n      - all\n    cap_add:\n      - CHOWN\n',
      },
      {
        language: 'compose',
        text: 'services:\n  builder:\n    image: docker:28.1-dind\n    privileged: true\n',
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
      if (hardening.dropsAllCapabilities || isPrivileged(container)) continue;
      yield {
        span: container.nameSpan,
        message: `${describe(container)} keeps the capabilities that every container starts with, though few programs need them. Write \`cap_drop: [ALL]\` and add back what it asks for.`,
        missing: 'cap_drop',
        fixes: () => insertFix(service, 'Drop all capabilities', [['cap_drop', ['ALL']]]),
      };
    }
  },
};
