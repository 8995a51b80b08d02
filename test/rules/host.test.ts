import { describe, expect, it } from 'vitest';
import { modelOf } from '../../server/src/analysis/model.ts';
import { dockerApiOverTcp } from '../../server/src/rules/docker-api-over-tcp.ts';
import { hostDeviceDangerous } from '../../server/src/rules/host-device-dangerous.ts';
import { hostPathExposed } from '../../server/src/rules/host-path-exposed.ts';
import { hostPathWritable } from '../../server/src/rules/host-path-writable.ts';
import { dangerousDevice, mountRisk } from '../../server/src/rules/host-paths.ts';
import type { Rule, RuleFinding } from '../../server/src/rules/rule.ts';
import { sensitivePortPublished } from '../../server/src/rules/sensitive-port-published.ts';
import { bareContext as context } from '../support/rule-examples.ts';

/** What a rule finds in a service with these lines. */
function findingsOf(rule: Rule, ...lines: readonly string[]): readonly RuleFinding[] {
  const text = ['services:', '  app:', ...lines].map((line) => `${line}\n`).join('');
  return [...rule.check(modelOf(text, 'compose'), context)];
}

/** The severities of what a rule finds in a service with an image and these lines. */
function severities(rule: Rule, ...lines: readonly string[]): readonly string[] {
  const findings = findingsOf(rule, '    image: team/app:1.4', ...lines);
  return findings.map(({ severity }) => severity ?? rule.meta.severity);
}

/** The messages of a rule about a service with one line in a list. */
function messages(rule: Rule, list: string, item: string): readonly string[] {
  return findingsOf(rule, `    ${list}:`, `      - ${item}`).map(({ message }) => message);
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
    ['/etc/ssl/certs', nothing, nothing],
    ['/etc/ssl/private', 'disclosure', 'disclosure'],
    ['/etc/ssl/private/site.key', nothing, nothing],
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
    ['/dev/sda1', 'device', 'device'],
    ['/dev/./disk//by-id/wwn-0x5000', 'device', 'device'],
    ['/dev/disk/', nothing, nothing],
    ['/dev/disk/by-uuid', nothing, nothing],
    ['/dev/dri', nothing, nothing],
    ['/var/lib/docker/containers', 'control', 'disclosure'],
    ['/var/lib/docker/volumes', 'control', 'disclosure'],
    ['/var/lib/docker/volumes/data/_data', nothing, nothing],
    ['/var/lib/grafana', nothing, nothing],
    ['/var/lib/rancher/k3s/server/token', 'control', 'disclosure'],
    ['/var/lib/rancher/k3s/storage/data', nothing, nothing],
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
    ['${HOME}', 'disclosure', 'disclosure'],
    ['${SSH_AUTH_SOCK}', 'disclosure', 'disclosure'],
    ['~/.ssh/id_rsa', 'disclosure', 'disclosure'],
    ['~/.ssh/id_rsa.pub', nothing, nothing],
    ['~/project', nothing, nothing],
    ['~/.npmrc', 'disclosure', 'disclosure'],
    ['~/.config/gh/hosts.yml', 'disclosure', 'disclosure'],
    ['/home/ann/.vault-token', 'disclosure', 'disclosure'],
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

describe('a message says', () => {
  it.each([
    ['/home:/x', 'sees `/home`, which holds the files of every person on the host. Leave it out'],
    ['/dev/loop0:/x', 'gets `/dev/loop0` and so the loop devices'],
    [
      '/usr:/usr:ro',
      'can read `/usr`, which holds programs and libraries that the host runs: nothing secret',
    ],
    ['/:/host:ro', 'read-only as it is, it lets the service command the engine'],
  ])('what a mount of %s discloses', (mount, words) => {
    expect(messages(hostPathExposed, 'volumes', mount)).toEqual([expect.stringContaining(words)]);
  });

  it('that the root of the host must not be there, read-only or not', () => {
    const [finding] = findingsOf(hostPathWritable, '    volumes:', '      - /:/host');
    expect(finding?.message).toContain('Read-only does not keep it from the socket');
    expect(finding?.fixes).toEqual([]);
  });

  it.each([
    ['/dev/loop0', 'gets `/dev/loop0` and so the loop devices, which'],
    ['/dev', 'gets `/dev` and so every device of the host. Leave'],
  ])('what the device %s is', (device, words) => {
    const found = messages(hostDeviceDangerous, 'devices', device);
    expect(found).toEqual([expect.stringContaining(words)]);
  });

  it('what to do about a rule for disks', () => {
    const [message] = messages(hostDeviceDangerous, 'device_cgroup_rules', 'b 8:* rwm');
    expect(message).toContain('mount the folder that it needs');
  });

  it.each([
    ['8200:8200', 'publishes port 8200, where Vault listens by default, on every interface'],
    ['5000-6000:5000-6000', 'publishes a range with port 5432, where PostgreSQL listens'],
  ])('what is published with %s', (port, words) => {
    const found = messages(sensitivePortPublished, 'ports', port);
    expect(found).toEqual([expect.stringContaining(words)]);
  });
});

describe('port 22 is meant for', () => {
  it.each([
    ['image: gitea/gitea:${VERSION}', 0],
    ['image: ${REGISTRY}/gitea/gitea:1.24', 0],
    ['image: registry.example.org:5000/jenkins/ssh-agent@sha256:' + 'a'.repeat(64), 0],
    ['image: gitea/runner:${VERSION}', 1],
    ['image: ${IMAGE}', 1],
  ])('%s: %i findings', (image, times) => {
    const found = findingsOf(
      sensitivePortPublished,
      `    ${image}`,
      '    ports:',
      '      - 2222:22',
    );
    expect(found).toHaveLength(times);
  });

  it('an image that is built under such a name', () => {
    const lines = ['    build: .', '    image: gitea/gitea:1.24', '    ports: ["2222:22"]'];
    expect(findingsOf(sensitivePortPublished, ...lines)).toEqual([]);
  });
});

describe('devices', () => {
  it.each(
    'sda sdb1 vda xvda1 hda nvme0 nvme0n1p2 mmcblk0p1 dm-0 mapper/data disk/by-id/x md0 rbd0 nbd0 loop0 loop-control zfs zd16 mem kmem port kmsg sg0 drbd0 mtd0 mtd0ro mtdblock1 block/8:0 ./sda /sda'.split(
      ' ',
    ),
  )('%s gives a disk or the kernel', (name) => {
    expect(dangerousDevice(`/dev/${name}`)).toBeDefined();
  });

  it.each(
    'dri dri/card0 kvm snd net/tun fuse ttyUSB0 video0 hidraw0 hpet hwrng sr0 shm null urandom memory block/11:0 disk disk/by-id'.split(
      ' ',
    ),
  )('%s is a peripheral', (name) => {
    expect(dangerousDevice(`/dev/${name}`)).toBeUndefined();
  });

  it('are looked at in the long form too', () => {
    const lines = ['    devices:', '      - source: /dev/mapper/data', '        target: /dev/data'];
    expect(severities(hostDeviceDangerous, ...lines)).toEqual(['error']);
  });

  it('of a CD drive are told from those of disks by the drive beside them', () => {
    const devices = (...paths: readonly string[]) => [
      '    devices:',
      ...paths.map((path) => `      - ${path}`),
    ];
    expect(severities(hostDeviceDangerous, ...devices('/dev/sg2'))).toEqual(['error']);
    expect(severities(hostDeviceDangerous, ...devices('/dev/sg2', '/dev/sr0'))).toEqual([]);
  });

  it.each([
    ['a', 1],
    ['a *:* rwm', 1],
    ['b 8:* r', 1],
    ['c *:* rw', 1],
    ['c *:* m', 0],
    ['b *:* m', 0],
    ['b 11:* rwm', 0],
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
    ['tcp://${ENGINE:?}:2375/', 'information'],
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
    const command = '    command: dockerd --host=tcp://0.0.0.0:2375 --tls=false';
    expect(severities(dockerApiOverTcp, command)).toEqual(['information']);
    expect(severities(dockerApiOverTcp, command, '    network_mode: host')).toEqual(['warning']);
  });

  it.each([
    ['docker:dind', '-H tcp://0.0.0.0:2376', 1],
    ['docker:dind', '--host=tcp://:2376', 1],
    ['team/engine:2-dind', '-H tcp://[::]:2376', 1],
    ['docker:${VERSION}', '-H tcp://10.0.0.5:2375', 1],
    ['docker:cli', '-H tcp://engine:2375 info', 0],
    ['${IMAGE}', '-H tcp://0.0.0.0:2375', 1],
    ['${IMAGE}', '-H tcp://0.0.0.0:9001', 0],
    ['portainer/portainer-ce:2.27.0', '-H tcp://tasks.agent:9001 --tlsskipverify', 0],
    ['team/app:1.4', '-H tcp://0.0.0.0:2375', 0],
    ['team/app:1.4', '-H tcp://db:5432', 0],
  ])('as options of %s: %s, %i times', (image, options, times) => {
    const lines = [`    image: ${image}`, `    command: ${options}`];
    expect(findingsOf(dockerApiOverTcp, ...lines)).toHaveLength(times);
  });

  it('as options of an image that is built here', () => {
    const command = '    command: -H tcp://0.0.0.0:2375';
    expect(findingsOf(dockerApiOverTcp, '    build: .', command)).toHaveLength(1);
  });

  it('nothing when it checks certificates', () => {
    const options = '-H unix:///run/docker.sock -H tcp://0.0.0.0:2376 --tlsverify';
    expect(severities(dockerApiOverTcp, `    command: dockerd ${options}`)).toEqual([]);
  });
});
