import { describe, expect, it } from 'vitest';
import { at, grantsOfKind, lastService, serviceText } from './service.ts';

/** Kind and text of each grant. */
function granted(lines: string): readonly string[] {
  const text = serviceText(lines);
  return lastService(text).grants.map(({ kind, span }) => `${kind}: ${at(text, span) ?? ''}`);
}

describe('privileged', () => {
  it.each(['true', '"true"', 'True', 'yes', 'on', 'Y', '${P:-true}'])('%s', (value) => {
    expect(granted(`privileged: ${value}`)).toEqual([`privileged: privileged: ${value}`]);
  });

  it.each(['false', '"no"', '0', '${P}', '{}'])('not %s', (value) => {
    expect(granted(`privileged: ${value}`)).toEqual([]);
  });

  it.each([
    ['service', 'privileged: true'],
    ['hook', 'post_start:\n  - command: id\n    privileged: true'],
    ['hook', 'pre_stop: [{command: id, privileged: yes}]'],
    [
      'watch',
      'develop:\n  watch:\n    - action: sync+exec\n      exec: {command: id, privileged: true}',
    ],
  ])('of a %s', (holder, lines) => {
    expect(grantsOfKind(serviceText(lines), 'privileged')).toMatchObject([{ holder }]);
  });
});

describe('users', () => {
  it.each([
    ['user: root', 'root', 'container'],
    ['user: 0', '0', 'container'],
    ['user: "0:0"', '0:0', 'container'],
    ['user: ${UID:-1000}:${GID:-1000}', '1000:1000', 'container'],
    ['user: ${UID}', undefined, 'container'],
    ['post_start:\n  - {command: id, user: root}', 'root', 'hook'],
  ])('%s', (lines, user, holder) => {
    const [grant] = grantsOfKind(serviceText(lines), 'user');
    expect(grant).toMatchObject({ holder });
    expect(grant?.user).toBe(user);
  });

  it('are none when nothing is written', () => {
    expect(granted('user:')).toEqual([]);
  });
});

describe('namespaces of the host', () => {
  it.each([
    ['network_mode: host', 'network', 'run'],
    ['pid: "host"', 'pid', 'run'],
    ['ipc: host', 'ipc', 'run'],
    ['userns_mode: host', 'userns', 'run'],
    ['uts: host', 'uts', 'run'],
    ['cgroup: host', 'cgroup', 'run'],
    ['build:\n  network: host', 'network', 'build'],
    ['build:\n  entitlements: [network.host]', 'network', 'build'],
  ])('%s', (lines, namespace, phase) => {
    expect(grantsOfKind(serviceText(lines), 'host-namespace')).toMatchObject([
      { namespace, phase },
    ]);
  });

  it.each(['network_mode: bridge', 'pid: service:db', 'ipc: shareable', 'network_mode: ${MODE}'])(
    'not %s',
    (lines) => {
      expect(granted(lines)).toEqual([]);
    },
  );
});

describe('options of the engine', () => {
  it.each([
    ['cap_add:\n  - NET_ADMIN\n  - "ALL"', ['capability: NET_ADMIN', 'capability: "ALL"']],
    ['cap_add: [${CAP}]', []],
    ['build: {context: ., privileged: true}', ['insecure-build: privileged: true']],
    ['build:\n  entitlements:\n    - security.insecure', ['insecure-build: security.insecure']],
    ['build: {context: ., privileged: false}', []],
    ['use_api_socket: true', ['engine-api: use_api_socket: true']],
    ['use_api_socket: false', []],
    ['device_cgroup_rules: ["a *:* rwm"]', ['device-rule: "a *:* rwm"']],
  ])('%s', (lines, expected) => {
    expect(granted(lines)).toEqual(expected);
  });

  it.each([
    ['seccomp:unconfined', 'seccomp', 'unconfined'],
    ['seccomp=unconfined', 'seccomp', 'unconfined'],
    ['label:type:spc_t', 'label', 'type:spc_t'],
    ['label=disable', 'label', 'disable'],
    ['no-new-privileges', 'no-new-privileges', ''],
    ['"no-new-privileges: false"', 'no-new-privileges', 'false'],
  ])('security_opt %s', (option, name, value) => {
    expect(
      grantsOfKind(serviceText(`security_opt:\n  - ${option}`), 'security-option'),
    ).toMatchObject([{ name, value }]);
  });

  it.each([
    ['/dev/sda', '/dev/sda'],
    ['/dev/sda:/dev/xvda:rwm', '/dev/sda'],
    ['${DISK:-/dev/sdb}:/dev/xvdb', '/dev/sdb'],
    ['vendor.com/gpu=all', 'vendor.com/gpu=all'],
    ['{source: /dev/mem, target: /dev/mem}', '/dev/mem'],
  ])('device %s', (device, path) => {
    expect(grantsOfKind(serviceText(`devices:\n  - ${device}`), 'device')).toMatchObject([
      { path },
    ]);
  });
});

it('marks of a device in the long form where it comes from', () => {
  const lines = 'devices:\n  - target: /dev/x\n    source: /dev/sda\n    permissions: r';
  expect(granted(lines)).toEqual(['device: source: /dev/sda']);
});

describe('limits that are lifted', () => {
  it.each([
    ['pids_limit: -1', 'pids_limit', '-1', 'pids_limit: -1'],
    ['pids_limit: 0', 'pids_limit', '0', 'pids_limit: 0'],
    ['mem_limit: 0', 'mem_limit', '0', 'mem_limit: 0'],
    ['mem_limit: "-1"', 'mem_limit', '-1', 'mem_limit: "-1"'],
    ['cpus: 0.0', 'cpus', '0.0', 'cpus: 0.0'],
    ['deploy: {resources: {limits: {pids: 0}}}', 'pids', '0', 'pids: 0'],
    ['deploy: {resources: {limits: {cpus: "0"}}}', 'cpus', '0', 'cpus: "0"'],
    ['deploy: {resources: {limits: {memory: 0m}}}', 'memory', '0m', 'memory: 0m'],
    ['cpu_quota: -1', 'cpu_quota', '-1', 'cpu_quota: -1'],
    ['oom_kill_disable: true', 'oom_kill_disable', 'true', 'oom_kill_disable: true'],
    ['ulimits: {nproc: -1}', 'nproc', '-1', 'nproc: -1'],
    ['ulimits: {nofile: {soft: 1024, hard: -1}}', 'nofile', '-1', 'hard: -1'],
  ])('%s', (lines, setting, value, marked) => {
    const text = serviceText(lines);
    const grants = grantsOfKind(text, 'unlimited');
    expect(grants).toMatchObject([{ setting, value }]);
    expect(at(text, grants[0]?.span)).toBe(marked);
  });

  it.each([
    'pids_limit: 100',
    'mem_limit: 512m',
    'cpus: 0.5',
    'memswap_limit: -1',
    'oom_kill_disable: false',
    'ulimits: {nproc: 65535, memlock: -1}',
    'deploy: {resources: {reservations: {cpus: "0"}}}',
    'pids_limit: ${PIDS}',
  ])('not %s', (lines) => {
    expect(granted(lines)).toEqual([]);
  });
});

it('marks the fragment that grants, and the alias that brings it', () => {
  const text =
    'x-a: &a {privileged: true, cap_add: [&c ALL]}\nservices:\n  app:\n    <<: *a\n    devices: [*c]\n';
  expect(lastService(text).grants.map(({ span }) => at(text, span))).toEqual([
    'privileged: true',
    'ALL',
    '*c',
  ]);
});
