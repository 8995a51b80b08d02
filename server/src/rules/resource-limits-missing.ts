import { describe } from './grants.ts';
import { hardenedServices, insertFix, missingLimits } from './hardening.ts';
import type { DocumentedRule } from './rule.ts';

export const resourceLimitsMissing: DocumentedRule = {
  id: 'resource-limits-missing',
  meta: {
    title: 'Service without limits',
    checks:
      'A service lacks a limit for memory (`mem_limit`), processor time (`cpus`) or processes (`pids_limit`), and `deploy.resources.limits` has none either. One finding for a service names all that it lacks.',
    ignores: [
      'A limit in either way of writing it.',
      'Services that another program provides (`provider`).',
      'A limit that a variable without a default decides.',
    ],
    why: 'A container without limits takes what it gets: one leak, one loop or one flood of requests stops everything else on the machine.',
    remedy: 'Measure what the service uses and set limits with room above that.',
    topic: 'resource',
    languages: ['compose'],
    severity: 'hint',
    profile: 'strict',
    isSettledByPin: false,
    fix: {
      safety: 'unsafe',
      what: 'Inserts the missing ones of `mem_limit: 512m`, `cpus: 1.0` and `pids_limit: 200`: numbers to begin with.',
      caution: 'A service that needs more is slowed down, or stopped when it runs out of memory.',
    },
    suppressWhen: 'The service has the machine to itself, or the host sets the limits.',
    sampleReason: 'One service on this machine; systemd limits it',
    limitations: [
      'Reservations limit nothing and do not count.',
      'Whether a limit fits is not judged.',
    ],
    equivalents: [
      { tool: 'compose-lint', id: 'CL-0026', isExact: true },
      { tool: 'kics', id: '6b610c50', isExact: false },
      { tool: 'kics', id: 'bb9ac4f7', isExact: false },
      { tool: 'kics', id: '221e0658', isExact: false },
      { tool: 'cis', id: '5.11', isExact: false },
      { tool: 'cis', id: '5.12', isExact: false },
      { tool: 'cis', id: '5.29', isExact: false },
      { tool: 'owasp', id: 'Rule 7', isExact: true },
    ],
    since: '0.2.0',
    references: [
      {
        title: 'Docker: resource constraints',
        url: 'https://docs.docker.com/engine/containers/resource_constraints/',
      },
      {
        title: 'Compose deploy specification: resources',
        url: 'https://docs.docker.com/reference/compose-file/deploy/#resources',
      },
    ],
    examples: [
      {
        language: 'compose',
        text: 'services:\n  «app»:\n    image: team/app:1.4\n',
        fixed:
          'services:\n  app:\n    mem_limit: 512m\n    cpus: 1.0\n    pids_limit: 200\n    image: team/app:1.4\n',
      },
      {
        language: 'compose',
        text: 'services:\n  «app»:\n    image: team/app:1.4\n    deploy:\n      resources:\n        limits:\n          memory: 256M\n        reservations:\n          cpus: "0.5"\n',
        fixed:
          'services:\n  app:\n    cpus: 1.0\n    pids_limit: 200\n    image: team/app:1.4\n    deploy:\n      resources:\n        limits:\n          memory: 256M\n        reservations:\n          cpus: "0.5"\n',
      },
      {
        language: 'compose',
        text: 'services:\n  app:\n    image: team/app:1.4\n    mem_limit: 256m\n    cpus: 0.5\n    pids_limit: 100\n',
      },
      {
        language: 'compose',
        text: 'services:\n  app:\n    image: team/app:1.4\n    pids_limit: 100\n    deploy:\n      resources:\n        limits: { memory: 256M, cpus: "0.5" }\n',
      },
    ],
  },
  *check(document) {
    for (const service of hardenedServices(document)) {
      const { container, hardening } = service;
      const missing = missingLimits(hardening);
      if (missing.length === 0) continue;
      yield {
        span: container.nameSpan,
        message: `${describe(container)} has no limit for ${alternatives(missing.map(({ what }) => what))}, so it can starve all else on the machine. Set limits with room above what it uses.`,
        missing: 'limits',
        fixes: () =>
          insertFix(
            service,
            'Set limits to begin with',
            missing.map(({ key, value }) => [key, value] as const),
          ),
      };
    }
  },
};

/** `a`, `a or b`, `a, b, or c`. */
function alternatives(items: readonly string[]): string {
  const others = items.slice(0, -1);
  const last = items.at(-1) ?? '';
  if (others.length === 0) return last;
  return others.length === 1 ? `${others.join('')} or ${last}` : `${others.join(', ')}, or ${last}`;
}
