import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../server/src/text/text-edit.ts';
import { at, edited, grantsOfKind, lastService, serviceText } from './service.ts';

const listed = (...items: readonly string[]): string =>
  serviceText(`volumes:\n${items.map((item) => `  - ${item}\n`).join('')}`);

const mountsOf = (text: string) => grantsOfKind(text, 'bind-mount');

describe('which volumes mount a path of the host', () => {
  it.each([
    ['/a:/b', '/a', '/b'],
    ['"/a:/b:ro"', '/a', '/b'],
    ['./c:/d', './c', '/d'],
    ['~/.ssh:/root/.ssh', '~/.ssh', '/root/.ssh'],
    ['C:\\data:/data', 'C:\\data', '/data'],
    ['C:\\data:D:\\data:ro', 'C:\\data', 'D:\\data'],
    [
      '\\\\.\\pipe\\docker_engine:\\\\.\\pipe\\docker_engine',
      '\\\\.\\pipe\\docker_engine',
      '\\\\.\\pipe\\docker_engine',
    ],
    [
      '//./pipe/docker_engine://./pipe/docker_engine',
      '//./pipe/docker_engine',
      '//./pipe/docker_engine',
    ],
    ['${SOCK:-/var/run/docker.sock}:/s', '/var/run/docker.sock', '/s'],
    ['${HOME}/.ssh:/root/.ssh', '${HOME}/.ssh', '/root/.ssh'],
    ['${HOME}:/x', '${HOME}', '/x'],
    ['$HOME:/x', '${HOME}', '/x'],
    ['${HOME:?}:/x', '${HOME}', '/x'],
    ['${XDG_RUNTIME_DIR}:/x:ro', '${XDG_RUNTIME_DIR}', '/x'],
    ['${SSH_AUTH_SOCK}:/agent', '${SSH_AUTH_SOCK}', '/agent'],
    ['{type: bind, source: "${HOME}", target: /x}', '${HOME}', '/x'],
    ['/a:${TARGET}', '/a', ''],
    ['{type: bind, source: /f, target: /g}', '/f', '/g'],
    [
      '{type: npipe, source: "\\\\\\\\.\\\\pipe\\\\docker_engine", target: x}',
      '\\\\.\\pipe\\docker_engine',
      'x',
    ],
  ])('%s', (item, source, target) => {
    expect(mountsOf(listed(item))).toMatchObject([{ source, target }]);
  });

  it.each([
    '/anonymous',
    'C:\\anonymous',
    'named:/data',
    '${VOLUME}:/data',
    '{type: volume, source: named, target: /a}',
    '{type: tmpfs, target: /run}',
    '{type: image, source: alpine, target: /run}',
    '{type: bind, source: "${DIR}", target: /a}',
  ])('not %s', (item) => {
    expect(mountsOf(listed(item))).toEqual([]);
  });

  it.each([
    ['bind', '/run', false],
    ['"rw,rbind"', '/run', false],
    ['"ro, bind"', '/run', true],
  ])('a named volume with the options %s', (options, source, isReadOnly) => {
    const volumes = `volumes:\n  data:\n    driver_opts: {type: none, o: ${options}, device: /run}\n`;
    expect(mountsOf(listed('data:/d') + volumes)).toMatchObject([{ source, isReadOnly }]);
    expect(mountsOf(listed('{type: volume, source: data, target: /d}') + volumes)).toMatchObject([
      { source, isReadOnly },
    ]);
  });

  it('not a named volume of the network', () => {
    const volumes =
      'volumes:\n  data:\n    driver_opts: {type: nfs, o: "addr=binder,rw", device: ":/x"}\n';
    expect(mountsOf(listed('data:/d') + volumes)).toEqual([]);
  });

  it('and what of it is marked', () => {
    const text = listed('"/a:/b"', '{type: bind, source: /c, target: /d}');
    expect(mountsOf(text).map(({ span }) => at(text, span))).toEqual(['"/a:/b"', 'source: /c']);
  });
});

describe('making a mount read-only', () => {
  it.each([
    ['/a:/b', '- /a:/b:ro'],
    ['"/a:/b" # x', '- "/a:/b:ro" # x'],
    ["'/a:/b:z'", "- '/a:/b:z,ro'"],
    ['/a:/b:rw', '- /a:/b:ro'],
    ['/a:/b:rw,z', '- /a:/b:ro,z'],
    ['"/a:/b:"', '- "/a:/b:ro"'],
    ['${D:-/a}:/b', '- ${D:-/a}:/b:ro'],
    [
      '{type: bind, source: /a, target: /b}',
      '- {type: bind, source: /a, read_only: true, target: /b}',
    ],
    ['{type: bind, source: /a, read_only: false}', '- {type: bind, source: /a, read_only: true}'],
  ])('%s', (item, after) => {
    const text = listed(item);
    const [mount] = mountsOf(text);
    expect(mount?.isReadOnly).toBe(false);
    expect(edited(text, mount?.readOnlyEdit)).toBe(after);
  });

  it('adds a line to the long form', () => {
    const text = listed('type: bind\n    source: /a # x\n    target: /b');
    const edit = mountsOf(text)[0]?.readOnlyEdit;
    expect(edit && applyEdits(text, [edit])).toBe(
      listed('type: bind\n    source: /a # x\n    read_only: true\n    target: /b'),
    );
  });

  it('ends the new line as the file does, behind its last line too', () => {
    const text = listed('type: bind\n    source: /a').trimEnd().replaceAll('\n', '\r\n');
    const edit = mountsOf(text)[0]?.readOnlyEdit;
    expect(edit?.newText).toBe('\r\n        read_only: true');
  });

  it.each([
    '/a:/b:ro',
    '/a:/b:z,ro',
    '/a:/b:${MODE:-ro}',
    '/a:/b:${MODE}',
    '{type: bind, source: /a, read_only: yes}',
    '{type: bind, source: /a, read_only: "${RO}"}',
  ])('needs nothing for %s', (item) => {
    expect(mountsOf(listed(item))).toMatchObject([{ isReadOnly: true, readOnlyEdit: undefined }]);
  });

  it('is not one edit behind an alias', () => {
    const text = 'x-v: &v [/a:/b]\nservices:\n  app: {volumes: *v}\n';
    expect(mountsOf(text)).toMatchObject([{ isReadOnly: false, readOnlyEdit: undefined }]);
  });
});

describe('propagation', () => {
  it.each([
    ['/a:/b:rshared', 'rshared', 'rshared', '/a:/b'],
    ['"/a:/b:shared,ro"', 'shared', 'shared', '"/a:/b:ro"'],
    ['/a:/b:ro,shared,z', 'shared', 'shared', '/a:/b:ro,z'],
    [
      '{type: bind, source: /a, bind: {propagation: shared}}',
      'shared',
      'propagation: shared',
      '{type: bind, source: /a}',
    ],
    [
      '{type: bind, source: /a, bind: {propagation: rslave, selinux: z}}',
      'rslave',
      'propagation: rslave',
      '{type: bind, source: /a, bind: {selinux: z}}',
    ],
  ])('%s', (item, propagation, marked, after) => {
    const text = listed(item);
    const [mount] = mountsOf(text);
    expect(mount?.propagation).toBe(propagation);
    expect(at(text, mount?.propagationSite?.span)).toBe(marked);
    const removal = mount?.propagationSite?.removal;
    expect(removal && applyEdits(text, [{ span: removal, newText: '' }])).toBe(listed(after));
  });

  it('is none when none is written', () => {
    expect(mountsOf(listed('/a:/b:ro,z'))).toMatchObject([
      { propagation: undefined, propagationSite: undefined },
    ]);
  });
});

it('removes the item of a mount', () => {
  const text = listed('/a:/b', 'data:/c');
  const removal = mountsOf(text)[0]?.removal;
  expect(removal && applyEdits(text, [{ span: removal, newText: '' }])).toBe(listed('data:/c'));
  expect(lastService(text).grants).toHaveLength(1);
});
