import { describe } from './grants.ts';
import { hardenedServices, insertFix, type HardenedService, type NewKey } from './hardening.ts';
import type { DocumentedRule, Fix } from './rule.ts';

export const readOnlyRootfsMissing: DocumentedRule = {
  id: 'read-only-rootfs-missing',
  meta: {
    title: 'Service that can rewrite its own programs',
    checks: '`read_only` of a service is absent or false.',
    ignores: [
      'Services that another program provides (`provider`).',
      'A value that a variable without a default decides.',
    ],
    why: 'Whoever gets in can replace programs, add tools and stay there until the container is made anew. On a read-only root there is no place for that but the volumes and `tmpfs` you name.',
    remedy:
      'Set `read_only: true`, and give a `tmpfs` or a volume for each folder that the program writes to.',
    topic: 'resource',
    languages: ['compose'],
    severity: 'hint',
    profile: 'strict',
    isSettledByPin: false,
    fix: {
      safety: 'unsafe',
      what: 'Inserts `read_only: true`, and a `tmpfs` for `/tmp` unless there is a volume.',
      caution:
        'A program that writes elsewhere, such as `/run`, `/var/cache` or its own folder, fails until that folder has a `tmpfs` or a volume.',
    },
    suppressWhen: 'The image writes all over its file system and cannot be changed.',
    sampleReason: 'Installs plugins into its own folder at the start',
    limitations: ['Which folders the program writes to is not known.'],
    equivalents: [
      { tool: 'compose-lint', id: 'CL-0007', isExact: true },
      { tool: 'semgrep', id: 'writable-filesystem-service', isExact: true },
      { tool: 'cis', id: '5.13', isExact: true },
      { tool: 'owasp', id: 'Rule 8', isExact: false },
    ],
    since: '0.2.0',
    references: [
      {
        title: 'Compose file reference: read_only',
        url: 'https://docs.docker.com/reference/compose-file/services/#read_only',
      },
      {
        title: 'OWASP Docker security: set filesystem and volumes to read-only',
        url: 'https://cheatsheetseries.owasp.org/cheatsheets/Docker_Security_Cheat_Sheet.html#rule-8-set-filesystem-and-volumes-to-read-only',
      },
    ],
    examples: [
      {
        language: 'compose',
        text: 'services:\n  «app»:\n    image: team/app:1.4\n',
        fixed:
          'services:\n  app:\n    read_only: true\n    tmpfs:\n      - /tmp\n    image: team/app:1.4\n',
      },
      {
        language: 'compose',
        text: 'services:\n  «app»:\n    image: team/app:1.4\n    tmpfs: /cache\n',
        fixed:
          'services:\n  app:\n    read_only: true\n    image: team/app:1.4\n    tmpfs: /cache\n',
      },
      {
        language: 'compose',
        text: 'services:\n  «app»:\n    image: team/app:1.4\n    volumes:\n      - scratch:/tmp\nvolumes:\n  scratch:\n',
        note: '`/tmp` can be written to already.',
        fixed:
          'services:\n  app:\n    read_only: true\n    image: team/app:1.4\n    volumes:\n      - scratch:/tmp\nvolumes:\n  scratch:\n',
      },
      {
        language: 'compose',
        text: 'services:\n  «app»:\n    image: team/app:1.4\n    read_only: false\n',
        note: 'Somebody decided so; the fix does not overrule it.',
      },
      {
        language: 'compose',
        text: 'services:\n  app:\n    image: team/app:1.4\n    read_only: true\n    tmpfs: [/tmp]\n  other:\n    image: team/app:1.4\n    read_only: ${READ_ONLY}\n',
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
      if (hardening.hasReadOnlyRoot) continue;
      yield {
        span: container.nameSpan,
        message: `${describe(container)} can rewrite its own programs, so whoever gets in can stay. Set \`read_only: true\`, with a \`tmpfs\` for what it must write.`,
        missing: 'read_only',
        fixes: () => readOnlyFix(service),
      };
    }
  },
};

function readOnlyFix(service: HardenedService): readonly Fix[] {
  const { presentKeys, mountTargets } = service.hardening;
  if (presentKeys.has('read_only')) return [];
  // A second mount on `/tmp` would keep the service from starting.
  const temporary: readonly NewKey[] = mountTargets.has('/tmp') ? [] : [['tmpfs', ['/tmp']]];
  return insertFix(service, 'Make the root file system read-only', [
    ['read_only', 'true'],
    ...temporary,
  ]);
}
