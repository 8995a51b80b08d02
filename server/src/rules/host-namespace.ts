import type { HostNamespace } from '../model/grants.ts';
import type { Severity } from '../model/severity.ts';
import { describe, grants, removalOf } from './grants.ts';
import type { DocumentedRule } from './rule.ts';

export const hostNamespace: DocumentedRule = {
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
    topic: 'host',
    languages: ['compose'],
    severity: 'warning',
    profile: 'recommended',
    isSettledByPin: false,
    fix: {
      safety: 'unsafe',
      what: 'Removes the setting.',
      caution: 'The service no longer sees the processes or the shared memory of the host.',
    },
    suppressWhen: 'The service watches or debugs the processes of the host.',
    sampleReason: 'Monitoring agent; lists the processes of the host',
    limitations: [
      'Whether the engine maps users, so that `userns_mode: host` changes anything, is not in the file.',
    ],
    equivalents: [
      { tool: 'compose-lint', id: 'CL-0010', isExact: false },
      { tool: 'kics', id: '4f31dd9f', isExact: false },
      { tool: 'kics', id: 'baa3890f', isExact: false },
      { tool: 'kics', id: '8af7162d', isExact: false },
      { tool: 'cis', id: '5.16', isExact: false },
      { tool: 'cis', id: '5.17', isExact: false },
      { tool: 'cis', id: '5.21', isExact: false },
      { tool: 'cis', id: '5.31', isExact: false },
    ],
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
        fixed: 'services:\n  agent:\n    image: team/agent:2.0\n',
      },
      {
        language: 'compose',
        text: 'services:\n  agent:\n    image: team/agent:2.0\n    «userns_mode: host»\n    restart: always\n',
        fixed: 'services:\n  agent:\n    image: team/agent:2.0\n    restart: always\n',
        note: 'As information.',
      },
      {
        language: 'compose',
        text: 'services:\n  agent: { image: "team/agent:2.0", «uts: host» }\n',
        fixed: 'services:\n  agent: { image: "team/agent:2.0" }\n',
      },
      {
        language: 'compose',
        text: 'services:\n  agent:\n    image: team/agent:2.0\n    pid: service:app\n    ipc: shareable\n',
      },
      {
        language: 'compose',
        text: 'services:\n  agent:\n    image: team/agent:2.0\n    ipc: container:app\n    cgroup: private\n    userns_mode: ${USERNS}\n',
      },
    ],
  },
  *check(document) {
    for (const { container, grant } of grants(document, 'host-namespace')) {
      if (grant.namespace === 'network') continue;
      const { key, consequence, severity } = consequences[grant.namespace];
      yield {
        span: grant.span,
        message: `${describe(container)} ${consequence}. Remove this unless the service exists for it.`,
        fixes: removalOf(grant, `Remove \`${key}\``),
        ...(severity === undefined ? {} : { severity }),
      };
    }
  },
};

interface Consequence {
  readonly key: string;
  readonly consequence: string;
  readonly severity?: Severity;
}

const consequences: Readonly<Record<Exclude<HostNamespace, 'network'>, Consequence>> = {
  pid: {
    key: 'pid',
    consequence: 'sees every process of the host and can signal those of its user',
  },
  ipc: {
    key: 'ipc',
    consequence: "can read and write the shared memory of the host's processes",
  },
  userns: {
    key: 'userns_mode',
    consequence: 'keeps the user ids of the host, even where the engine maps them',
    severity: 'information',
  },
  uts: {
    key: 'uts',
    consequence: "shares the host's name and can change it",
    severity: 'information',
  },
  cgroup: {
    key: 'cgroup',
    consequence: 'sees the control groups of the host',
    severity: 'information',
  },
};
