import { describe, grants } from './privileges.ts';
import type { Rule } from './rule.ts';

export const capAddDangerous: Rule = {
  id: 'cap-add-dangerous',
  meta: {
    title: 'Capability that is as good as root on the host',
    checks:
      '`cap_add` has ALL, SYS_ADMIN, SYS_MODULE or SYS_RAWIO, in any case and with or without `CAP_`.',
    ignores: [
      'The capabilities that a container has by default, and others that are far from root.',
    ],
    why: 'SYS_ADMIN mounts file systems and enters namespaces, SYS_MODULE loads code into the kernel, SYS_RAWIO writes to memory and disks: each is a known way out of the container.',
    remedy:
      'Add the one narrow capability that the process needs, such as NET_ADMIN, PERFMON or BPF.',
    category: 'privilege',
    languages: ['compose'],
    severity: 'error',
    isDefault: true,
    isSettledByPin: false,
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
      },
      {
        language: 'compose',
        text: 'services:\n  mounter:\n    image: team/mounter:1.0\n    cap_add: [«"cap_all"»]\n',
      },
      {
        language: 'compose',
        text: 'services:\n  vpn:\n    image: team/vpn:1.0\n    cap_drop: [ALL]\n    cap_add: [NET_ADMIN, NET_BIND_SERVICE]\n',
      },
    ],
  },
  *check(document) {
    for (const { container, setting } of grants(document, 'capability')) {
      const power = powers.get(setting.name.toUpperCase().replace(/^CAP_/, ''));
      if (power !== undefined)
        yield {
          span: setting.span,
          message: `${describe(container)} may ${power}, which is as good as root on the host. Add only the narrow capability it needs.`,
        };
    }
  },
};

const powers: ReadonlyMap<string, string> = new Map([
  ['ALL', 'use every capability of the kernel'],
  ['SYS_ADMIN', 'mount file systems and enter other namespaces'],
  ['SYS_MODULE', 'load code into the kernel'],
  ['SYS_RAWIO', 'write to memory and disks directly'],
]);
