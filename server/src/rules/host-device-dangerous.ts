import type { Container } from '../model/document-model.ts';
import { describe, grants } from './grants.ts';
import { dangerousDevice } from './host-paths.ts';
import type { DocumentedRule } from './rule.ts';

export const hostDeviceDangerous: DocumentedRule = {
  id: 'host-device-dangerous',
  meta: {
    title: 'Device that gives the disks or the kernel of the host',
    checks:
      '`devices` brings in a disk or a part of one (`/dev/sda`, `/dev/nvme0n1`, `/dev/mapper/…`, `/dev/disk/…`, `/dev/loop0`, `/dev/sg0`, `/dev/mtd0`, `/dev/zfs` and their like), `/dev/mem`, `/dev/kmem`, `/dev/port`, `/dev/kmsg`, or the whole of `/dev`; or `device_cgroup_rules` opens all devices, all character devices for writing, or block devices.',
    ignores: [
      'Single peripherals: `/dev/dri`, `/dev/kvm`, `/dev/snd`, `/dev/video0`, `/dev/ttyUSB0`, `/dev/net/tun`, `/dev/fuse`, `/dev/sr0`, and graphics cards by name (`nvidia.com/gpu=all`).',
      '`/dev/sg…` beside a `/dev/sr…`: the two belong to one CD drive.',
      'Rules for one kind of character device, such as `c 188:* rmw`, and for CD drives (`b 11:* rmw`).',
      'A bind mount of `/dev`: `host-path-exposed` reports it.',
    ],
    why: 'A disk is read and written below the file system: no permission, no mount and no read-only flag of the host counts. Memory, ports and the log of the kernel are the kernel itself.',
    remedy: 'Mount the folder that the service needs, or give it the one peripheral that it uses.',
    topic: 'host',
    languages: ['compose'],
    severity: 'error',
    profile: 'recommended',
    isSettledByPin: false,
    fix: undefined,
    suppressWhen: 'The service partitions, checks or encrypts disks, and is guarded as such.',
    sampleReason: 'SMART monitoring of the two data disks, reading only',
    limitations: [
      'A device behind a link of your own, such as `/dev/backup`, is not recognised.',
      'What a CDI name stands for is not in the file.',
    ],
    equivalents: [
      { tool: 'compose-lint', id: 'CL-0016', isExact: true },
      { tool: 'cis', id: '5.18', isExact: false },
    ],
    since: '0.2.0',
    references: [
      {
        title: 'Compose file reference: devices',
        url: 'https://docs.docker.com/reference/compose-file/services/#devices',
      },
      {
        title: 'Linux: device whitelist controller',
        url: 'https://docs.kernel.org/admin-guide/cgroup-v1/devices.html',
      },
    ],
    examples: [
      {
        language: 'compose',
        text: 'services:\n  disks:\n    image: team/disks:1.0\n    devices:\n      - «/dev/sda:/dev/sda:r»\n      - «/dev/nvme0n1p2»\n      - «/dev//sdb»\n',
      },
      {
        language: 'compose',
        text: 'services:\n  disks:\n    image: team/disks:1.0\n    devices:\n      - «/dev/mapper/data:/dev/data»\n      - «/dev/disk/by-id/wwn-0x5000:/dev/spare:r»\n',
      },
      {
        language: 'compose',
        text: 'services:\n  probe:\n    image: team/probe:1.0\n    devices: [«"/dev/mem"», «/dev/kmsg:/dev/kmsg»]\n    device_cgroup_rules:\n      - «"a *:* rwm"»\n',
      },
      {
        language: 'compose',
        text: 'services:\n  media:\n    image: team/media:1.0\n    devices:\n      - /dev/dri:/dev/dri\n      - /dev/snd\n      - /dev/ttyUSB0:/dev/ttyUSB0\n      - nvidia.com/gpu=all\n    device_cgroup_rules:\n      - "c 188:* rmw"\n  ripper:\n    image: team/ripper:1.0\n    devices: [/dev/sr0, /dev/sg2]\n    device_cgroup_rules:\n      - "b 11:* rmw"\n',
      },
      {
        language: 'compose',
        text: 'services:\n  vm:\n    image: team/vm:1.0\n    devices:\n      - /dev/kvm\n      - /dev/net/tun\n      - /dev/fuse\n      - ${DISK}:/dev/sda\n',
        note: 'What a device is called inside does not matter.',
      },
    ],
  },
  *check(document) {
    for (const { container, grant } of grants(document, 'device')) {
      const gives = dangerousDevice(grant.path);
      if (gives !== undefined && !isOpticalDrive(container, grant.path))
        yield {
          span: grant.span,
          message: `${describe(container)} gets \`${grant.path}\` and so ${gives}. Leave it out, or give it the one folder or peripheral that it needs.`,
        };
    }
    for (const { container, grant } of grants(document, 'device-rule')) {
      const opened = openedDevices(grant.rule);
      if (opened !== undefined)
        yield {
          span: grant.span,
          message: `${describe(container)} may open ${opened.devices} of the host, as it can make the device file itself. ${opened.remedy}`,
        };
    }
  },
};

/** Whether a device takes commands for a CD drive, as far as the file tells: the same service has the drive itself. */
function isOpticalDrive({ grants: granted }: Container, path: string): boolean {
  return (
    /\/sg\d+$/.test(path) &&
    granted.some((grant) => grant.kind === 'device' && /\/sr\d+$/.test(grant.path))
  );
}

interface OpenedDevices {
  readonly devices: string;
  readonly remedy: string;
}

const nameOneKind = 'Name the one kind of device that it needs, as in `c 188:* rw`.';

/** What a rule of the device controller opens, when that is more than one kind of character device. */
function openedDevices(rule: string): OpenedDevices | undefined {
  const [type = '', numbers = '*:*', access = 'rwm'] = rule.trim().split(/\s+/);
  const isRead = access.includes('r');
  const isWritten = access.includes('w');
  if (type === 'a' && (isRead || isWritten))
    return { devices: 'every device', remedy: nameOneKind };
  if (type === 'b' && !numbers.startsWith('11:') && (isRead || isWritten))
    return { devices: 'the disks', remedy: 'Leave it out, and mount the folder that it needs.' };
  if (type === 'c' && numbers === '*:*' && isWritten)
    return { devices: 'every character device', remedy: nameOneKind };
  return undefined;
}
