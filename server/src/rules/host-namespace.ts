import type { HostNamespace } from '../model/document-model.ts';
import type { Severity } from '../model/severity.ts';
import { describe, grants } from './privileges.ts';
import type { Rule } from './rule.ts';

export const hostNamespace: Rule = {
  id: 'host-namespace',
  meta: {
    title: 'Container in another namespace of the host',
    checks:
      '`pid` or `ipc` is `host`; as information also `userns_mode`, `uts` and `cgroup`, which weigh less because most engines share them anyway or little follows from them.',
    ignores: [
      '`service:` and `container:` values, `shareable` and `private`.',
      'The network: `host-network` reports it.',
    ],
    why: "With the host's processes in sight, a container reads their environment and can signal or trace those of the same user; with its IPC, their shared memory.",
    remedy: 'Remove the setting, or share the namespace of one other service.',
    category: 'privilege',
    languages: ['compose'],
    severity: 'warning',
    isDefault: true,
    isSettledByPin: false,
    since: '0.1.0',
    references: [
      {
        title: 'Compose file reference: pid',
        url: 'https://docs.docker.com/reference/compose-file/services/#pid',
      },
      { title: 'namespaces(7)', url: 'https://man7.org/linux/man-pages/man7/namespaces.7.html' },
    ],
    examples: [
      {
        language: 'compose',
        text: 'services:\n  agent:\n    image: team/agent:2.0\n    «pid: host»\n    «ipc: "host"»\n',
      },
      {
        language: 'compose',
        text: 'services:\n  agent:\n    image: team/agent:2.0\n    «userns_mode: host»\n',
      },
      {
        language: 'compose',
        text: 'services:\n  agent:\n    image: team/agent:2.0\n    pid: service:app\n    ipc: shareable\n',
      },
    ],
  },
  *check(document) {
    for (const { container, setting } of grants(document, 'host-namespace')) {
      if (setting.namespace === 'network') continue;
      const { consequence, severity } = consequences[setting.namespace];
      yield {
        span: setting.span,
        message: `${describe(container)} ${consequence}. Remove this unless the service exists for it.`,
        ...(severity === undefined ? {} : { severity }),
      };
    }
  },
};

interface Consequence {
  readonly consequence: string;
  readonly severity?: Severity;
}

const consequences: Readonly<Record<Exclude<HostNamespace, 'network'>, Consequence>> = {
  pid: { consequence: 'sees every process of the host and can signal those of its user' },
  ipc: { consequence: "can read and write the shared memory of the host's processes" },
  userns: {
    consequence: 'keeps the user ids of the host, even where the engine maps them',
    severity: 'information',
  },
  uts: {
    consequence: "shares the host's name and can change it",
    severity: 'information',
  },
  cgroup: { consequence: 'sees the control groups of the host', severity: 'information' },
};
