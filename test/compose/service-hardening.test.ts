import { describe, expect, it } from 'vitest';
import { lastService, serviceText } from './service.ts';

const hardening = (lines: string) => lastService(serviceText(lines)).hardening;

describe('measures that a service takes', () => {
  it.each(['cap_drop: [ALL]', 'cap_drop:\n  - all', 'cap_drop: [NET_RAW, CAP_ALL]'])(
    'drops all capabilities with %j',
    (lines) => {
      expect(hardening(lines)).toMatchObject({ dropsAllCapabilities: true });
    },
  );

  it.each([
    'no-new-privileges',
    'no-new-privileges:true',
    'no-new-privileges=true',
    '"no-new-privileges: true"',
    'no-new-privileges:True',
    'no-new-privileges=TRUE',
    'no-new-privileges:1',
    'no-new-privileges:t',
  ])('forbids new privileges with %s', (option) => {
    expect(hardening(`security_opt:\n  - ${option}`)).toMatchObject({ forbidsNewPrivileges: true });
  });

  it('has a read-only root', () => {
    expect(hardening('read_only: "yes"')).toMatchObject({ hasReadOnlyRoot: true });
  });

  it.each([
    ['mem_limit: 512m', 'memory'],
    ['deploy: {resources: {limits: {memory: 512m}}}', 'memory'],
    ['mem_limit: ${MEM}', 'memory'],
    ['cpus: 0.5', 'cpu'],
    ['cpu_quota: 50000', 'cpu'],
    ['deploy: {resources: {limits: {cpus: "0.5"}}}', 'cpu'],
    ['pids_limit: 100', 'processes'],
    ['pids_limit: 0x10', 'processes'],
    ['deploy: {resources: {limits: {pids: 100}}}', 'processes'],
  ])('limits with %s', (lines, resource) => {
    const none = { memory: false, cpu: false, processes: false };
    expect(hardening(lines)?.limits).toEqual({ ...none, [resource]: true });
  });
});

it.each([
  'cap_drop: [NET_RAW]',
  'security_opt: ["no-new-privileges:false"]',
  'security_opt: ["no-new-privileges:yes", "seccomp=${PROFILE}"]',
  'read_only: false',
  'mem_limit: 0\npids_limit: -1\ncpus: 0\ncpu_quota: -1',
  'deploy: {resources: {reservations: {memory: 1g, cpus: "1"}}}',
  'cpu_shares: 10\nmem_reservation: 1g',
])('nothing is gained by %j', (lines) => {
  expect(hardening(lines)).toMatchObject({
    dropsAllCapabilities: false,
    forbidsNewPrivileges: false,
    hasReadOnlyRoot: false,
    limits: { memory: false, cpu: false, processes: false },
  });
});

it.each([
  ['cap_drop: ["${CAPABILITY}"]', { dropsAllCapabilities: true }],
  ['security_opt: ["no-new-privileges:${NNP}"]', { forbidsNewPrivileges: true }],
  ['security_opt: ["${OPTION}"]', { forbidsNewPrivileges: true }],
  ['read_only: ${READ_ONLY}', { hasReadOnlyRoot: true }],
  ['mem_limit: ${MEMORY}', { limits: { memory: true } }],
])('what is not known may be a measure: %s', (lines, expected) => {
  expect(hardening(lines)).toMatchObject(expected);
});

it('tells where volumes of any kind are mounted', () => {
  const lines =
    'volumes:\n  - ./a:/a/\n  - data:/b\n  - /c\n  - ${V}:/d:ro\n  - {type: tmpfs, target: /tmp/}\n  - {type: volume}';
  expect(hardening(lines)?.mountTargets).toEqual(new Set(['/a', '/b', '/c', '/d', '/tmp', '']));
});

it('tells which keys are there, merged ones too', () => {
  const text = 'x-a: &a {cap_drop: []}\nservices:\n  app:\n    <<: *a\n    deploy:\n';
  expect(lastService(text).hardening?.presentKeys).toEqual(new Set(['cap_drop', 'deploy']));
});

it('does not ask a provider for it', () => {
  expect(hardening('provider: {type: model}')).toBeUndefined();
});
