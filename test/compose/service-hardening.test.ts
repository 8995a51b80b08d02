import { describe, expect, it } from 'vitest';
import { lowerCompose } from '../../server/src/compose/lower.ts';
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

describe('what a card shows and a block extends', () => {
  const details = (lines: string) => hardening(lines)?.details;

  it('is told with the variables that decide it', () => {
    expect(
      details(
        'cap_drop: [NET_RAW, "${MORE}"]\ntmpfs: ["/a:size=1m", /b]\nsecrets: [one, {source: two}]',
      ),
    ).toMatchObject({
      droppedCapabilities: ['NET_RAW', '${MORE}'],
      temporaryFolders: ['/a', '/b'],
      secrets: ['one', 'two'],
      undecidedKeys: new Set(['cap_drop']),
    });
  });

  it('has limits with their values, those that are lifted too', () => {
    const limits = 'mem_limit: ${MEM}\npids_limit: 0\ndeploy: {resources: {limits: {cpus: "2"}}}';
    expect(details(limits)?.limits).toMatchObject([
      { resource: 'memory', value: undefined, isLifted: false },
      { resource: 'processes', value: '0', isLifted: true },
      { resource: 'cpu', value: '2', isLifted: false },
    ]);
  });

  it.each([
    'volumes:\n  - type: bind\n    source: ${DATA}',
    'ports: ["${PORT}:80"]',
    'user: ${ID}',
  ])('sees the variable in %j', (lines) => {
    expect(details(lines)?.undecidedKeys).toEqual(new Set([lines.split(':')[0]]));
  });
});

describe('where keys can be inserted', () => {
  it.each(['{extends: base}', '*other', ''])('is never in the service below: %j', (written) => {
    const text = `services:\n  app: ${written}\n  base:\n    image: app\n`;
    expect(lowerCompose(text).containers[0]).toMatchObject({ name: 'app', keySite: undefined });
  });

  it('may be behind an anchor, a tag and comments', () => {
    const text = 'services:\n  app: &app # the app\n\n    # its image\n    image: app\n';
    expect(lastService(text).keySite?.span.start).toBe(text.indexOf('image: app'));
  });
});
