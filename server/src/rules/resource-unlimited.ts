import { describe, grants } from './grants.ts';
import type { DocumentedRule } from './rule.ts';

export const resourceUnlimited: DocumentedRule = {
  id: 'resource-unlimited',
  meta: {
    title: 'Limit that is written and lifts the limit',
    checks:
      '`pids_limit` is 0 or less, `mem_limit` or `cpus` is 0, the same in `deploy.resources.limits`, `oom_kill_disable` is true, or `ulimits` sets `nproc` or `nofile` to -1.',
    ignores: [
      'Limits that are not written at all: `resource-limits-missing` of the strict profile asks for them.',
      'A value that depends on a variable without a default.',
    ],
    why: 'Somebody thought of a limit, and the value means none: one process that forks or leaks can then take the host and every other container down.',
    remedy: 'Write a number that the service does not reach in normal work.',
    topic: 'resource',
    languages: ['compose'],
    severity: 'information',
    profile: 'recommended',
    isSettledByPin: false,
    fix: undefined,
    suppressWhen: 'The service has the machine to itself, or the host sets the limit.',
    sampleReason: 'The database has this machine to itself',
    limitations: ['A limit that is high but finite is not judged.'],
    equivalents: [{ tool: 'cis', id: '5.19', isExact: false }],
    since: '0.2.0',
    references: [
      {
        title: 'Docker: resource constraints',
        url: 'https://docs.docker.com/engine/containers/resource_constraints/',
      },
      {
        title: 'Compose file reference: pids_limit',
        url: 'https://docs.docker.com/reference/compose-file/services/#pids_limit',
      },
    ],
    examples: [
      {
        language: 'compose',
        text: 'services:\n  app:\n    image: team/app:1.4\n    «pids_limit: -1»\n    «oom_kill_disable: true»\n',
      },
      {
        language: 'compose',
        text: 'services:\n  app:\n    image: team/app:1.4\n    deploy:\n      resources:\n        limits:\n          «cpus: "0"»\n          memory: 512M\n',
      },
      {
        language: 'compose',
        text: 'services:\n  app:\n    image: team/app:1.4\n    pids_limit: 200\n    mem_limit: 512m\n    cpus: 0.5\n    ulimits:\n      nofile: 65536\n',
      },
      {
        language: 'compose',
        text: 'services:\n  app:\n    image: team/app:1.4\n    oom_kill_disable: false\n    pids_limit: ${PIDS}\n',
      },
    ],
  },
  *check(document) {
    for (const { container, grant } of grants(document, 'unlimited')) {
      const { setting, value } = grant;
      yield {
        span: grant.span,
        message: setting.endsWith('oom_kill_disable')
          ? `${describe(container)} is never stopped when memory runs out, so the host stops others in its place. Remove \`${setting}\`, or set a memory limit with it.`
          : `${describe(container)} sets \`${setting}\` to \`${value}\`, which means no limit: one process can starve the host. Write a number that it does not reach in normal work.`,
      };
    }
  },
};
