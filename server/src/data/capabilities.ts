/**
 * The capabilities of Linux, as capabilities(7) of man-pages 6.03 lists them, and what each lets a process
 * of a container do. Those that a container has anyway are the `DefaultCapabilities` of the Docker engine
 * (`oci/caps` in its source). As of 2026-11.
 */
export interface Capability {
  /** Without `CAP_`. */
  readonly name: string;
  /**
   * `default`: every container has it. `root`: one step from root on the host. `elevated`: reaches beyond the
   * container. `minor`: bends a limit of the kernel and reaches little else.
   */
  readonly power: 'default' | 'root' | 'elevated' | 'minor';
  /** Completes "it may …". */
  readonly allows: string;
}

export const capabilities: readonly Capability[] = [
  { name: 'ALL', power: 'root', allows: 'use every capability of the kernel' },
  { name: 'SYS_ADMIN', power: 'root', allows: 'mount file systems and enter other namespaces' },
  { name: 'SYS_MODULE', power: 'root', allows: 'load code into the kernel' },
  { name: 'SYS_RAWIO', power: 'root', allows: 'reach memory, ports and disks directly' },

  {
    name: 'AUDIT_CONTROL',
    power: 'elevated',
    allows: 'switch the audit of the kernel off and change its filters',
  },
  { name: 'AUDIT_READ', power: 'elevated', allows: 'read the audit log of the host' },
  { name: 'BPF', power: 'elevated', allows: 'load BPF programs into the kernel' },
  {
    name: 'CHECKPOINT_RESTORE',
    power: 'elevated',
    allows: 'follow the mapped files of other processes and choose process ids',
  },
  {
    name: 'DAC_READ_SEARCH',
    power: 'elevated',
    allows: 'open files of the host by their handle, past every permission',
  },
  { name: 'MAC_ADMIN', power: 'elevated', allows: 'change the policy of Smack' },
  { name: 'MAC_OVERRIDE', power: 'elevated', allows: 'pass over the policy of Smack' },
  {
    name: 'NET_ADMIN',
    power: 'elevated',
    allows: 'change interfaces, routes and firewall rules of its network',
  },
  {
    name: 'PERFMON',
    power: 'elevated',
    allows: 'watch the kernel and the processes of the whole host',
  },
  { name: 'SYSLOG', power: 'elevated', allows: 'read the log of the kernel and its addresses' },
  { name: 'SYS_BOOT', power: 'elevated', allows: 'call for a reboot and load another kernel' },
  {
    name: 'SYS_PTRACE',
    power: 'elevated',
    allows: 'read and change the memory of every process that it can see',
  },
  {
    name: 'SYS_RESOURCE',
    power: 'elevated',
    allows: 'raise its own limits and use the reserve of file systems',
  },
  { name: 'SYS_TIME', power: 'elevated', allows: 'set the clock of the host' },

  { name: 'BLOCK_SUSPEND', power: 'minor', allows: 'keep the host awake' },
  { name: 'IPC_LOCK', power: 'minor', allows: 'lock memory so that it is never swapped out' },
  { name: 'IPC_OWNER', power: 'minor', allows: 'use shared memory of other users' },
  { name: 'LEASE', power: 'minor', allows: 'hold leases on files of other users' },
  { name: 'LINUX_IMMUTABLE', power: 'minor', allows: 'make files unchangeable' },
  { name: 'NET_BROADCAST', power: 'minor', allows: 'send broadcasts' },
  {
    name: 'SYS_NICE',
    power: 'minor',
    allows: 'take processor time from others by its priority',
  },
  { name: 'SYS_PACCT', power: 'minor', allows: 'switch process accounting' },
  { name: 'SYS_TTY_CONFIG', power: 'minor', allows: 'hang up and set up terminals' },
  { name: 'WAKE_ALARM', power: 'minor', allows: 'wake the host up' },

  { name: 'AUDIT_WRITE', power: 'default', allows: 'write to the audit log' },
  { name: 'CHOWN', power: 'default', allows: 'change the owner of files' },
  { name: 'DAC_OVERRIDE', power: 'default', allows: 'pass over file permissions' },
  { name: 'FOWNER', power: 'default', allows: 'act as the owner of files' },
  { name: 'FSETID', power: 'default', allows: 'keep set-user-id bits' },
  { name: 'KILL', power: 'default', allows: 'signal processes of other users' },
  { name: 'MKNOD', power: 'default', allows: 'make device files' },
  { name: 'NET_BIND_SERVICE', power: 'default', allows: 'listen on ports below 1024' },
  { name: 'NET_RAW', power: 'default', allows: 'send raw packets' },
  { name: 'SETFCAP', power: 'default', allows: 'give capabilities to files' },
  { name: 'SETGID', power: 'default', allows: 'change its groups' },
  { name: 'SETPCAP', power: 'default', allows: 'change its own capabilities' },
  { name: 'SETUID', power: 'default', allows: 'change its user' },
  { name: 'SYS_CHROOT', power: 'default', allows: 'change its root directory' },
];
