/**
 * Devices that give what is below the file system or the kernel itself, by their names in `/dev`.
 * Sources: the kernel's list of allocated devices (Documentation/admin-guide/devices.txt) and the udev
 * manual for the links below `/dev/disk`. As of 2026-11.
 */
export interface HostDevice {
  /** Fits the whole path behind `/dev/`. */
  readonly pattern: RegExp;
  /** Completes "it gets `/dev/…` and so …". */
  readonly gives: string;
}

const disk = 'a disk of the host, below every file permission';

export const hostDevices: readonly HostDevice[] = [
  { pattern: /^(?:sd[a-z]+|hd[a-z]|vd[a-z]+|xvd[a-z]+)\d*$/, gives: disk },
  { pattern: /^nvme\d+(?:n\d+(?:p\d+)?)?$/, gives: disk },
  { pattern: /^mmcblk\d+(?:p\d+|boot\d+)?$/, gives: disk },
  { pattern: /^pmem\d+\w*$/, gives: disk },
  { pattern: /^dasd[a-z]+\d*$/, gives: disk },
  { pattern: /^disk\/by-[^/]+\/.+$/, gives: disk },
  { pattern: /^block\/(?!11:).+$/, gives: disk },
  { pattern: /^(?:dm-\d+|mapper(?:\/.*)?)$/, gives: disk },
  { pattern: /^md(?:\d+(?:p\d+)?|\/.+|_.+)$/, gives: disk },
  {
    pattern: /^(?:rbd\d+(?:p\d+)?|rbd\/.+|nbd\d+(?:p\d+)?|bcache\d+\w*|drbd\d+(?:p\d+)?)$/,
    gives: disk,
  },
  { pattern: /^sg\d+$/, gives: 'a disk of the host, by its own commands' },
  {
    pattern: /^mtd(?:block)?\d+(?:ro)?$/,
    gives: 'flash memory of the host, where firmware is kept',
  },
  {
    pattern: /^loop(?:\d+(?:p\d+)?|-control)$/,
    gives: 'the loop devices, which turn files into disks',
  },
  { pattern: /^(?:zfs|zd\d+(?:p\d+)?|zvol(?:\/.*)?)$/, gives: 'the ZFS pools of the host' },
  { pattern: /^k?mem$/, gives: 'the memory of the host' },
  { pattern: /^port$/, gives: 'the input and output ports of the machine' },
  { pattern: /^kmsg$/, gives: 'the log of the kernel, to read and to write' },
];
