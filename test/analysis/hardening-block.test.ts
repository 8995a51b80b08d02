import { describe, expect, it } from 'vitest';
import { hardeningBlock, type HardeningBlock } from '../../server/src/analysis/hardening-block.ts';
import type { Files } from '../../server/src/text/files.ts';
import { applyEdits } from '../../server/src/text/text-edit.ts';
import { serviceText } from '../compose/service.ts';
import { findingsOf, model } from './hardening.ts';

const full = [
  'cap_drop: [ALL]',
  'security_opt: ["no-new-privileges:true"]',
  'read_only: true',
  'mem_limit: 1g',
  'cpus: 2',
  'pids_limit: 50',
];

/** The lines of a service that has all of the hardening but what the keys in `changed` say. */
function butFor(changed: string, ...missing: readonly string[]): string {
  const kept = full.filter((line) => !missing.some((key) => line.startsWith(`${key}:`)));
  return [...kept, ...(changed === '' ? [] : [changed])].join('\n');
}

function blockOf(text: string, service = 'app'): HardeningBlock | undefined {
  return hardeningBlock(model(text), service);
}

function hardened(text: string, service = 'app'): string {
  return applyEdits(text, blockOf(text, service)?.edits ?? []);
}

describe('a service without any', () => {
  const text = 'services:\n  app:\n    # why this one\n    image: team/app:1.4 # the app\n';

  it('gets the whole block before its first key', () => {
    expect(hardened(text)).toBe(
      [
        'services:',
        '  app:',
        '    # why this one',
        '    cap_drop:',
        '      - ALL',
        '    security_opt:',
        '      - no-new-privileges:true',
        '    read_only: true',
        '    tmpfs:',
        '      - /tmp',
        '    mem_limit: 512m',
        '    cpus: 1.0',
        '    pids_limit: 200',
        '    image: team/app:1.4 # the app',
        '',
      ].join('\n'),
    );
  });

  it('is told what it gets', () => {
    expect(blockOf(text)).toMatchObject({
      changes: [
        'drop all capabilities',
        'forbid new privileges',
        'make the root file system read-only',
        'limit memory to 512m',
        'limit processor time to 1.0',
        'limit processes to 200',
      ],
      left: [],
    });
  });

  it('keeps the line ends of its file', () => {
    const windows = hardened(text.replaceAll('\n', '\r\n'));
    expect(windows.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });
});

describe('a service that has some of it', () => {
  const only = (lines: string): string =>
    hardened(serviceText(lines))
      .split('\n')
      .slice(2, -1)
      .map((line) => line.slice(4))
      .join('\n');

  it.each([
    [
      'cap_drop',
      'cap_drop:\n  - NET_RAW # loud\nuser: app',
      'cap_drop:\n  - NET_RAW # loud\n  - ALL\nuser: app',
    ],
    ['cap_drop', 'cap_drop:\n- NET_RAW', 'cap_drop:\n- NET_RAW\n- ALL'],
    ['cap_drop', 'cap_drop: [NET_RAW, CHOWN]', 'cap_drop: [NET_RAW, CHOWN, ALL]'],
    ['cap_drop', 'cap_drop: [ "NET_RAW", ]', 'cap_drop: [ "NET_RAW", ALL, ]'],
    ['cap_drop', 'cap_drop: []', 'cap_drop: [ALL]'],
    [
      'security_opt',
      'security_opt:\n  - seccomp:./own.json',
      'security_opt:\n  - seccomp:./own.json\n  - no-new-privileges:true',
    ],
    [
      'security_opt',
      'security_opt:\n  - no-new-privileges:false # sudo\n  - label:type:own',
      'security_opt:\n  - no-new-privileges:true # sudo\n  - label:type:own',
    ],
    ['pids_limit', 'pids_limit: -1 # none', 'pids_limit: 200 # none'],
    ['mem_limit', 'mem_limit: "0"', 'mem_limit: 512m'],
  ])('has its %s extended or written over: %j', (key, before, after) => {
    expect(only(butFor(before, key))).toBe(butFor(after, key));
  });

  it.each([
    ['tmpfs: /cache # small', 'tmpfs:\n  - /cache\n  - /tmp # small'],
    ['tmpfs: "/cache:size=1m,mode=1777"', 'tmpfs:\n  - "/cache:size=1m,mode=1777"\n  - /tmp'],
    ['tmpfs:\n  - /cache', 'tmpfs:\n  - /cache\n  - /tmp'],
    ['tmpfs: [/cache, /tmp:size=1m]', 'tmpfs: [/cache, /tmp:size=1m]'],
    ['volumes: ["scratch:/tmp"]', 'volumes: ["scratch:/tmp"]'],
  ])('has room in /tmp beside a read-only root: %j', (before, after) => {
    expect(only(butFor(`read_only: false\n${before}`, 'read_only'))).toBe(
      butFor(`read_only: true\n${after}`, 'read_only'),
    );
  });

  it.each([
    ['replicas: 2', 'resources:\n  limits:\n    pids: 200\nreplicas: 2'],
    [
      'resources:\n  reservations: { cpus: "1" }',
      'resources:\n  limits:\n    pids: 200\n  reservations: { cpus: "1" }',
    ],
    [
      'resources:\n  limits:\n    memory: 1g',
      'resources:\n  limits:\n    pids: 200\n    memory: 1g',
    ],
  ])('gets limits where its deploy has them: %j', (before, after) => {
    const below = (lines: string): string => `deploy:\n${lines.replaceAll(/^/gm, '  ')}`;
    expect(only(butFor(below(before), 'pids_limit'))).toBe(butFor(below(after), 'pids_limit'));
  });

  it('gets limits as keys of its own where its deploy is in braces', () => {
    const deploy = 'deploy: {resources: {limits: {memory: 1g}}}';
    expect(only(butFor(deploy, 'pids_limit'))).toBe(
      `pids_limit: 200\n${butFor(deploy, 'pids_limit')}`,
    );
  });

  it('keeps the capabilities that a privileged one has anyway', () => {
    expect(blockOf(serviceText(butFor('privileged: true', 'cap_drop')))).toBeUndefined();
  });
});

describe('what is not for a quick change', () => {
  it.each([
    ['an alias', 'cap_drop: *few', 'cap_drop', 'drop all capabilities'],
    ['an anchor', 'cap_drop: &own [NET_RAW]', 'cap_drop', 'drop all capabilities'],
    [
      'a variable',
      'read_only: ${FROZEN:-false}',
      'read_only',
      'make the root file system read-only',
    ],
    ['a tag', 'read_only: !reset false', 'read_only', 'make the root file system read-only'],
    ['another unit', 'cpu_quota: -1', 'cpus', 'limit processor time to 1.0'],
    ['no value', 'cap_drop:', 'cap_drop', 'drop all capabilities'],
    [
      'a fragment',
      '<<: {security_opt: ["label:user:own"]}',
      'security_opt',
      'forbid new privileges',
    ],
  ])('is left alone and told: %s', (_, lines, key, words) => {
    const missing = butFor(`${lines}\npids_limit: -1`, key, 'pids_limit');
    const text = `x-few: &few [NET_RAW]\n${serviceText(missing)}`;
    expect(blockOf(text)).toMatchObject({ changes: ['limit processes to 200'], left: [words] });
    expect(hardened(text)).toBe(text.replace('pids_limit: -1', 'pids_limit: 200'));
  });

  it('is left alone where another file says it', () => {
    const base = serviceText(butFor('', 'read_only', 'pids_limit'));
    const override = 'services:\n  app:\n    read_only: false\n';
    const files: Files = {
      read: (path) => (path === 'compose.override.yaml' ? override : undefined),
    };
    expect(hardeningBlock(model(base, files), 'app')).toMatchObject({
      changes: ['limit processes to 200'],
      left: ['make the root file system read-only'],
    });
  });

  it.each([
    ['a map in braces', 'services:\n  app: {image: team/app:1.4}\n'],
    ['a service with no keys', 'services:\n  app:\n'],
    ['an alias', 'x-app: &app\n  image: team/app:1.4\nservices:\n  app: *app\n'],
    ['another program', 'services:\n  app:\n    provider:\n      type: cloud\n'],
    ['another name', 'services:\n  other:\n    image: team/app:1.4\n'],
    ['no Compose file', '- app\n'],
    ['nothing missing', serviceText(full.join('\n'))],
  ])('is no block: %s', (_, text) => {
    expect(blockOf(text)).toBeUndefined();
  });

  it('is the service that another one extends', () => {
    const text = [
      'services:',
      '  base:',
      '    image: team/app:1.4',
      '    cap_drop: [NET_RAW]',
      '    read_only: false',
      '  app:',
      '    extends: base',
      '  brief: {extends: base}',
      '  later:',
      '    image: team/app:1.4',
      '',
    ].join('\n');
    const after = hardened(text);
    expect(after.slice(0, after.indexOf('  app:'))).toBe(text.slice(0, text.indexOf('  app:')));
    expect(findingsOf(after, 'app')).toEqual([]);
    expect(blockOf(text, 'brief')).toBeUndefined();
  });
});
