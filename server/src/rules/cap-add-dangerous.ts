import { addedCapabilities } from './capabilities.ts';
import { describe, removalOf } from './grants.ts';
import type { DocumentedRule } from './rule.ts';

export const capAddDangerous: DocumentedRule = {
  id: 'cap-add-dangerous',
  meta: {
    title: 'Capability that is as good as root on the host',
    checks:
      '`cap_add` has ALL, SYS_ADMIN, SYS_MODULE or SYS_RAWIO, in any case and with or without `CAP_`.',
    ignores: [
      'The capabilities that every container has, such as NET_BIND_SERVICE and CHOWN.',
      'Those that reach less far: `cap-add-elevated` tells of them.',
    ],
    why: 'SYS_ADMIN mounts file systems and enters namespaces, SYS_MODULE loads code into the kernel, SYS_RAWIO writes to memory and disks: each is a known way out of the container.',
    remedy:
      'Add the one narrow capability that the process needs, such as NET_ADMIN, PERFMON or BPF.',
    topic: 'host',
    languages: ['compose'],
    severity: 'error',
    profile: 'recommended',
    isSettledByPin: false,
    fix: {
      safety: 'unsafe',
      what: 'Removes the capability from `cap_add`.',
      caution: 'A process that mounts file systems, loads modules or reaches devices fails.',
    },
    suppressWhen:
      'The service mounts file systems for the host or runs containers itself, and nothing narrower does.',
    sampleReason: 'Mounts the network share; FUSE needs SYS_ADMIN here',
    limitations: [
      'Whether the engine maps users, so that the capability ends at its user namespace, is not in the file.',
    ],
    equivalents: [
      { tool: 'compose-lint', id: 'CL-0024', isExact: true },
      { tool: 'kics', id: 'ce76b7d0', isExact: false },
      { tool: 'cis', id: '5.4', isExact: false },
      { tool: 'owasp', id: 'Rule 3', isExact: false },
    ],
    since: '0.1.0',
    references: [
      {
        title: 'capabilities(7)',
        url: 'https://man7.org/linux/man-pages/man7/capabilities.7.html',
      },
      {
        title: 'Compose file reference: cap_add',
        url: 'https://docs.docker.com/reference/compose-file/services/#cap_add',
      },
    ],
    examples: [
      {
        language: 'compose',
        text: 'services:\n  mounter:\n    image: team/mounter:1.0\n    cap_add:\n      - «SYS_ADMIN»\n      - NET_ADMIN\n',
        fixed:
          'services:\n  mounter:\n    image: team/mounter:1.0\n    cap_add:\n      - NET_ADMIN\n',
      },
      {
        language: 'compose',
        text: 'services:\n  mounter:\n    image: team/mounter:1.0\n    cap_add: [«"cap_all"»]\n    restart: always\n',
        fixed: 'services:\n  mounter:\n    image: team/mounter:1.0\n    restart: always\n',
      },
      {
        language: 'compose',
        text: 'services:\n  tuner:\n    image: team/tuner:1.0\n    cap_add: [CHOWN, «CAP_SYS_RAWIO»]\n',
        fixed: 'services:\n  tuner:\n    image: team/tuner:1.0\n    cap_add: [CHOWN]\n',
      },
      {
        language: 'compose',
        text: 'services:\n  vpn:\n    image: team/vpn:1.0\n    cap_drop: [ALL]\n    cap_add: [NET_ADMIN, NET_BIND_SERVICE]\n',
      },
      {
        language: 'compose',
        text: 'services:\n  app:\n    image: team/app:1.4\n    cap_add:\n      - ${CAPABILITY}\n    cap_drop:\n      - SYS_ADMIN\n',
      },
    ],
  },
  *check(document) {
    for (const { container, grant, capability } of addedCapabilities(document))
      if (capability.power === 'root')
        yield {
          span: grant.span,
          message: `${describe(container)} may ${capability.allows}, which is as good as root on the host. Add only the narrow capability it needs.`,
          fixes: removalOf(grant, `Remove \`${grant.name}\``),
        };
  },
};
