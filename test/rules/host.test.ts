import { describe, expect, it } from 'vitest';
import { modelOf } from '../../server/src/analysis/model.ts';
import { dockerApiOverTcp } from '../../server/src/rules/docker-api-over-tcp.ts';
import { hostDeviceDangerous } from '../../server/src/rules/host-device-dangerous.ts';
import { hostPathExposed } from '../../server/src/rules/host-path-exposed.ts';
import { dangerousDevice, mountRisk } from '../../server/src/rules/host-paths.ts';
import type { Rule, RuleContext } from '../../server/src/rules/rule.ts';

const context: RuleContext = {
  path: '',
  options: {},
  isStrict: false,
  trustedRegistries: [],
  allowImages: [],
  contextSecrets: undefined,
  idleComments: [],
};

/** The severities of what a rule finds in a service with these lines. */
function severities(rule: Rule, ...lines: readonly string[]): readonly string[] {
  const text = ['services:', '  app:', '    image: team/app:1.4', ...lines]
    .map((line) => `${line}\n`)
    .join('');
  const findings = [...rule.check(modelOf(text, 'compose'), context)];
  return findings.map(({ severity }) => severity ?? rule.meta.severity);
}

describe('a mount of', () => {
  const nothing = undefined;
  const table: readonly (readonly [
    source: string,
    writable: string | undefined,
    readOnly: string | undefined,
  ])[] = [
    ['/', 'control', 'disclosure'],
    ['/./', 'control', 'disclosure'],
    ['/etc/', 'control', 'disclosure'],
    ['/srv/../etc/cron.d/job', 'control', nothing],
    ['/etc/passwd', 'control', 'disclosure'],
    ['/etc/sudoers.d/team', 'control', 'disclosure'],
    ['/etc/localtime', nothing, nothing],
    ['/etc/nginx/conf.d', nothing, nothing],
    ['/lib/modules', 'control', nothing],
    ['/library', nothing, nothing],
    ['/usr', 'control', 'disclosure'],
    ['/usr/bin/docker', 'control', nothing],
    ['/usr/share/zoneinfo', nothing, nothing],
    ['/usr/local/app', nothing, nothing],
    ['/proc/sys/net', 'control', nothing],
    ['/proc/cpuinfo', nothing, nothing],
    ['/sys', 'disclosure', 'disclosure'],
    ['/dev', 'disclosure', 'disclosure'],
    ['/dev/sda1', 'disclosure', 'disclosure'],
    ['/dev/dri', nothing, nothing],
    ['/var/lib/docker/containers', 'control', 'disclosure'],
    ['/var/lib/docker/volumes', 'control', 'disclosure'],
    ['/var/lib/docker/volumes/data/_data', nothing, nothing],
    ['/var/lib/grafana', nothing, nothing],
    ['/run', 'engine', 'engine'],
    ['/var/run/', 'engine', 'engine'],
    ['/run/user/1000/docker.sock', 'engine', 'engine'],
    ['${XDG_RUNTIME_DIR}/podman', 'engine', 'engine'],
    ['${FOLDER}/docker.sock', 'engine', 'engine'],
    ['${FOLDER}/etc', nothing, nothing],
    ['~/.docker/run/docker.sock', 'engine', 'engine'],
    ['/run/dbus/system_bus_socket', 'disclosure', 'disclosure'],
    ['/run/postgresql', nothing, nothing],
    ['~', 'disclosure', 'disclosure'],
    ['~/.ssh/id_rsa', 'disclosure', 'disclosure'],
    ['~/.ssh/id_rsa.pub', nothing, nothing],
    ['~/project', nothing, nothing],
    ['/home/ann', 'disclosure', 'disclosure'],
    ['/home/${USER}/.aws', 'disclosure', 'disclosure'],
    ['/home/ann/project', nothing, nothing],
    ['/root/.ssh', 'control', 'disclosure'],
    ['/root/.kube/config', 'disclosure', 'disclosure'],
    ['/root/app', nothing, nothing],
    ['C:\\', 'control', 'disclosure'],
    ['C:\\Windows\\System32', 'control', nothing],
    ['c:/Users/ann/.ssh', 'disclosure', 'disclosure'],
    ['\\\\.\\pipe\\docker_engine', 'engine', 'engine'],
    ['./etc', nothing, nothing],
    ['../..', nothing, nothing],
  ];

  it.each(table)('%s is %s, and %s when it is read-only', (source, writable, readOnly) => {
    const mount = {
      kind: 'bind-mount',
      target: '/mnt',
      propagation: undefined,
      propagationSite: undefined,
      readOnlyEdit: undefined,
      source,
    } as const;
    expect(mountRisk({ ...mount, isReadOnly: false })?.kind).toBe(writable);
    expect(mountRisk({ ...mount, isReadOnly: true })?.kind).toBe(readOnly);
  });

  it('accounts or programs to read is told as information', () => {
    const volumes = (path: string) => ['    volumes:', `      - ${path}:/mnt:ro`];
    expect(severities(hostPathExposed, ...volumes('/etc/passwd'))).toEqual(['information']);
    expect(severities(hostPathExposed, ...volumes('/usr'))).toEqual(['information']);
    expect(severities(hostPathExposed, ...volumes('/etc/shadow'))).toEqual(['warning']);
  });
});

describe('devices', () => {
  it.each(
    'sda sdb1 vda xvda1 hda nvme0 nvme0n1p2 mmcblk0p1 dm-0 mapper/data disk/by-id/x md0 rbd0 nbd0 loop0 loop-control zfs zd16 mem kmem port kmsg'.split(
      ' ',
    ),
  )('%s gives a disk or the kernel', (name) => {
    expect(dangerousDevice(`/dev/${name}`)).toBeDefined();
  });

  it.each(
    'dri dri/card0 kvm snd net/tun fuse ttyUSB0 video0 hidraw0 hpet hwrng sr0 shm null urandom memory'.split(
      ' ',
    ),
  )('%s is a peripheral', (name) => {
    expect(dangerousDevice(`/dev/${name}`)).toBeUndefined();
  });

  it('are looked at in the long form too', () => {
    const lines = ['    devices:', '      - source: /dev/mapper/data', '        target: /dev/data'];
    expect(severities(hostDeviceDangerous, ...lines)).toEqual(['error']);
  });

  it.each([
    ['a', 1],
    ['a *:* rwm', 1],
    ['b 8:* r', 1],
    ['c *:* rw', 1],
    ['c *:* m', 0],
    ['b *:* m', 0],
    ['c 13:* rwm', 0],
  ])('the rule `%s` is reported %i times', (rule, times) => {
    const lines = ['    device_cgroup_rules:', `      - "${rule}"`];
    expect(severities(hostDeviceDangerous, ...lines)).toHaveLength(times);
  });
});

describe('an engine on TCP weighs', () => {
  it.each([
    ['tcp://10.0.0.5:2375', 'warning'],
    ['tcp://engine.example.org', 'warning'],
    ['tcp://host.docker.internal:2375', 'warning'],
    ['tcp://docker:2375', 'information'],
    ['tcp://localhost:2375', 'information'],
    ['tcp://[::1]:2375', 'information'],
  ])('as the host in %s: %s', (endpoint, severity) => {
    const lines = ['    environment:', `      DOCKER_HOST: ${endpoint}`];
    expect(severities(dockerApiOverTcp, ...lines)).toEqual([severity]);
  });

  it.each([
    ['"2375:2375"', 'warning'],
    ['192.168.1.5:2375:2375', 'warning'],
    ['127.0.0.1:2375:2375', 'information'],
    ['${ADDRESS}:2375:2375', 'information'],
  ])('as the address it is published on in %s: %s', (port, severity) => {
    expect(severities(dockerApiOverTcp, '    ports:', `      - ${port}`)).toEqual([severity]);
  });

  it('less when only its own network reaches it', () => {
    const command = '    command: --host=tcp://0.0.0.0:2375 --tls=false';
    expect(severities(dockerApiOverTcp, command)).toEqual(['information']);
    expect(severities(dockerApiOverTcp, command, '    network_mode: host')).toEqual(['warning']);
  });

  it('nothing when it checks certificates', () => {
    const options = '-H unix:///run/docker.sock -H tcp://0.0.0.0:2376 --tlsverify';
    expect(severities(dockerApiOverTcp, `    command: dockerd ${options}`)).toEqual([]);
  });
});
