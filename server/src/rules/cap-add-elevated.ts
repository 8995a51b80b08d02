import { addedCapabilities } from './capabilities.ts';
import { describe } from './grants.ts';
import type { DocumentedRule } from './rule.ts';

export const capAddElevated: DocumentedRule = {
  id: 'cap-add-elevated',
  meta: {
    title: 'Capability that reaches beyond the container',
    checks:
      '`cap_add` has AUDIT_CONTROL, AUDIT_READ, BPF, CHECKPOINT_RESTORE, DAC_READ_SEARCH, MAC_ADMIN, MAC_OVERRIDE, NET_ADMIN, PERFMON, SYSLOG, SYS_BOOT, SYS_PTRACE, SYS_RESOURCE or SYS_TIME, in any case and with or without `CAP_`. In the strict profile also the others that a container does not have by default, such as IPC_LOCK, LEASE and SYS_NICE.',
    ignores: [
      'The capabilities that every container has, such as NET_BIND_SERVICE and CHOWN.',
      'Those that are as good as root: `cap-add-dangerous` reports them.',
    ],
    why: 'Each widens what a flaw in the service can do: read files past their permissions, watch or trace other processes, set the clock, change routes. Some programs need one, so this is information to check, not an error.',
    remedy:
      'Keep it if the program says that it needs it; then drop all others with `cap_drop: [ALL]`.',
    topic: 'host',
    languages: ['compose'],
    severity: 'information',
    profile: 'recommended',
    isSettledByPin: false,
    fix: undefined,
    suppressWhen: 'The program cannot do its work without it, as a VPN without NET_ADMIN.',
    sampleReason: 'WireGuard sets up its interface',
    limitations: ['Whether the program uses the capability is not known.'],
    equivalents: [
      { tool: 'compose-lint', id: 'CL-0011', isExact: false },
      { tool: 'compose-lint', id: 'CL-0027', isExact: false },
      { tool: 'compose-lint', id: 'CL-0028', isExact: false },
      { tool: 'compose-lint', id: 'CL-0029', isExact: false },
      { tool: 'compose-lint', id: 'CL-0030', isExact: false },
      { tool: 'kics', id: 'ce76b7d0', isExact: false },
      { tool: 'cis', id: '5.4', isExact: false },
      { tool: 'owasp', id: 'Rule 3', isExact: false },
    ],
    since: '0.2.0',
    references: [
      {
        title: 'capabilities(7)',
        url: 'https://man7.org/linux/man-pages/man7/capabilities.7.html',
      },
      {
        title: 'Docker: runtime privilege and Linux capabilities',
        url: 'https://docs.docker.com/engine/containers/run/#runtime-privilege-and-linux-capabilities',
      },
    ],
    examples: [
      {
        language: 'compose',
        text: 'services:\n  vpn:\n    image: team/vpn:1.0\n    cap_add:\n      - «NET_ADMIN»\n      - NET_RAW\n',
      },
      {
        language: 'compose',
        text: 'services:\n  profiler:\n    image: team/profiler:1.0\n    cap_add: [«cap_sys_ptrace», «"PERFMON"»]\n',
      },
      {
        language: 'compose',
        text: 'services:\n  store:\n    image: team/store:1.0\n    cap_add: [«IPC_LOCK», «SYS_NICE»]\n',
        note: 'In the strict profile.',
        context: { isStrict: true },
      },
      {
        language: 'compose',
        text: 'services:\n  store:\n    image: team/store:1.0\n    cap_add: [IPC_LOCK, SYS_NICE]\n',
      },
      {
        language: 'compose',
        text: 'services:\n  app:\n    image: team/app:1.4\n    cap_drop: [ALL]\n    cap_add: [NET_BIND_SERVICE, CHOWN, SETUID, SETGID]\n',
        context: { isStrict: true },
      },
      {
        language: 'compose',
        text: 'services:\n  app:\n    image: team/app:1.4\n    cap_drop: [NET_ADMIN]\n',
      },
    ],
  },
  *check(document, { isStrict }) {
    for (const { container, grant, capability } of addedCapabilities(document)) {
      const { power, allows } = capability;
      if (power === 'elevated' || (isStrict && power === 'minor'))
        yield {
          span: grant.span,
          message: `${describe(container)} may ${allows}, which few programs need. Keep \`${grant.name}\` only if this one does.`,
        };
    }
  },
};
