import { describe, expect, it } from 'vitest';
import {
  parseRegistriesConf,
  readRegistriesConf,
} from '../../server/src/registry/hosts/registries-conf-file.ts';
import { locationHosts, locationsOf } from '../../server/src/registry/hosts/registries-conf.ts';

/** Where the image is to be had: `host/name`, with what is special about the place behind it. */
function places(conf: string, image: string): readonly string[] | 'blocked' {
  const slash = image.indexOf('/');
  const found = locationsOf(
    parseRegistriesConf(conf),
    image.slice(0, slash),
    image.slice(slash + 1),
  );
  if (found === 'blocked') return found;
  return found.map(({ registry, repository, isInsecure, takes }) =>
    [`${registry}/${repository}`, ...(isInsecure ? ['insecure'] : []), takes ?? []]
      .flat()
      .join(' '),
  );
}

describe('locations', () => {
  it('of a registry that is not configured are itself', () => {
    expect(places('', 'quay.io/a/b')).toEqual(['quay.io/a/b']);
    expect(places('[[registry]]\nlocation = "docker.io"', 'quay.io/a/b')).toEqual(['quay.io/a/b']);
  });

  it('are the mirrors in order, and then the location', () => {
    const conf = `
      unqualified-search-registries = ["quay.io"]
      [[registry]]
      prefix = "example.com/foo"
      location = "internal.example.net/bar"
      insecure = true
      [[registry.mirror]]
      location = "one.example:5000/mirror"
      pull-from-mirror = "digest-only"
      [[registry.mirror]]
      location = "two.example"
      insecure = true
      pull-from-mirror = "tag-only"
      [[registry.mirror]]
      location = "three.example"
      pull-from-mirror = "all"
    `;
    expect(places(conf, 'example.com/foo/app')).toEqual([
      'one.example:5000/mirror/app digests',
      'two.example/app insecure tags',
      'three.example/app',
      'internal.example.net/bar/app insecure',
    ]);
    expect(places(conf, 'example.com/foobar/app')).toEqual(['example.com/foobar/app']);
    expect(locationHosts(parseRegistriesConf(conf))).toEqual(
      new Set(['internal.example.net', 'one.example:5000', 'two.example', 'three.example']),
    );
  });

  it.each([
    ['example.com/a/app', 'long.example/app'],
    ['example.com/a', 'long.example/a'],
    ['example.com/b', 'short.example/b'],
    ['x.example.com/b', 'wild.example/b'],
    ['x.y.example.com:5000/b', 'x.y.example.com:5000/b'],
    ['x.y.example.com/b', 'wild.example/b'],
    ['special.example.com/b', 'special.example/b'],
    ['badexample.com/b', 'badexample.com/b'],
    ['other.example/x.example.com/b', 'other.example/x.example.com/b'],
  ])('of %s follow the longest prefix: %s', (image, expected) => {
    const conf = `
      [[registry]]
      prefix = "*.example.com"
      location = "wild.example"
      [[registry]]
      prefix = "special.example.com"
      location = "special.example"
      [[registry]]
      prefix = "example.com"
      location = "short.example"
      [[registry]]
      prefix = "example.com/a"
      location = "long.example${image === 'example.com/a' ? '/a' : ''}"
    `;
    expect(places(conf, image)).toEqual([expected]);
  });

  it('of a wildcard without one are the name itself', () => {
    const conf = '[[registry]]\nprefix = "*.example.com"\ninsecure = true';
    expect(places(conf, 'x.example.com/a')).toEqual(['x.example.com/a insecure']);
  });

  it('of a blocked registry are none', () => {
    const conf = '[[registry]]\nlocation = "example.com/bad/"\nblocked = true';
    expect(places(conf, 'example.com/bad/app')).toBe('blocked');
    expect(places(conf, 'example.com/good')).toEqual(['example.com/good']);
  });

  it('for digests alone may be all mirrors of a registry', () => {
    const conf = `
      [[registry]]
      location = "example.com"
      mirror-by-digest-only = true
      [[registry.mirror]]
      location = "mirror.example"
    `;
    expect(places(conf, 'example.com/a')).toEqual(['mirror.example/a digests', 'example.com/a']);
  });

  it('ignore aliases, which would mean another image', () => {
    const conf = '[aliases]\n"docker.io/library/python" = "evil.example/python"';
    expect(places(conf, 'docker.io/library/python')).toEqual(['docker.io/library/python']);
  });
});

describe('a file', () => {
  it.each([
    [
      '[registries.search]\nregistries = ["docker.io"]',
      ['version 1 of the format ([registries.…]) is ignored'],
    ],
    ['[[registry]]\nblocked = true', ['a registry without a name is ignored']],
  ])('%j holds nothing, and says %j', (text, problems) => {
    expect(parseRegistriesConf(text)).toEqual({ registries: [], problems });
  });

  it.each([
    ['[[registry', 'not valid TOML in line 1'],
    ['a = 1\nb = \n', 'not valid TOML in line 2'],
    ['registry = "example.com"', '`registry` is not [[registry]]'],
    ['registry = ["example.com"]', '`registry` is not [[registry]]'],
    ['[registry]\nlocation = "example.com"\nblocked = true', '`registry` is not [[registry]]'],
  ])('%j is broken: %s', (text, problem) => {
    expect(parseRegistriesConf(text)).toEqual({
      registries: [],
      brokenFile: 'registries.conf',
      problems: [problem],
    });
  });

  it.each([
    ['location = "https://example.com"', 'has a name or location that is no host with a path'],
    ['prefix = "example.com"\nlocation = 1', 'has a name or location that is no host with a path'],
    ['prefix = "example.com"', 'has no location'],
    ['location = "example.com"\nblocked = "true"', 'has `blocked` set to neither true nor false'],
    [
      'location = "example.com"\n[[registry.mirror]]\ninsecure = true',
      'has a mirror without a usable location',
    ],
    [
      'location = "example.com"\n[registry.mirror]\nlocation = "mirror.example"',
      'has a mirror without a usable location',
    ],
  ])('that has only %j of a registry blocks it, and says that it %s', (text, problem) => {
    const conf = `[[registry]]\n${text}`;
    expect(parseRegistriesConf(conf).problems).toEqual([
      `the registry example.com ${problem} and is blocked`,
    ]);
    expect(places(conf, 'example.com/app')).toBe('blocked');
    expect(places(conf, 'quay.io/app')).toEqual(['quay.io/app']);
  });
});

/** Stands for a file or folder without the right to read it. */
const unreadable = 'EACCES';

/** The prefixes that are read from these files, and the log. */
async function read(
  content: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string>> = {},
) {
  const lines: string[] = [];
  const absent = Object.assign(new Error(), { code: 'ENOENT' });
  const forbidden = Object.assign(new Error(), { code: 'EACCES' });
  const { registries, brokenFile } = await readRegistriesConf({
    environment,
    homeDirectory: '/home/me',
    platform: 'linux',
    log: (line) => lines.push(line),
    files: {
      read: (path) => {
        const text = content[path];
        if (text === unreadable) return Promise.reject(forbidden);
        return text === undefined ? Promise.reject(absent) : Promise.resolve(text);
      },
      list: (folder) => {
        if (content[folder] === unreadable) return Promise.reject(forbidden);
        const paths = Object.keys(content).filter((path) => path.startsWith(`${folder}/`));
        return Promise.resolve(paths.map((path) => path.slice(folder.length + 1)));
      },
    },
  });
  const found = registries.map(({ prefix, location }) => `${prefix} ${location}`);
  return { found, lines, ...(brokenFile !== undefined && { brokenFile }) };
}

const registry = (prefix: string, location: string) =>
  `[[registry]]\nprefix = "${prefix}"\nlocation = "${location}"\n`;
const system = '/etc/containers/registries.conf';
const own = '/home/me/.config/containers/registries.conf';

describe('the files', () => {
  it('are none on most machines', async () => {
    expect(await read({})).toEqual({ found: [], lines: [] });
  });

  it('are a person’s own in place of the system’s, or what the environment names', async () => {
    const files = {
      [system]: registry('a', 'system'),
      [own]: registry('a', 'own'),
      '/named.conf': registry('a', 'named'),
      '/xdg/containers/registries.conf': registry('a', 'xdg'),
    };
    expect((await read({ [system]: registry('a', 'system') })).found).toEqual(['a system']);
    expect((await read(files)).found).toEqual(['a own']);
    expect((await read(files, { XDG_CONFIG_HOME: '/xdg' })).found).toEqual(['a xdg']);
    const environment = { CONTAINERS_REGISTRIES_CONF: '/named.conf' };
    expect((await read(files, environment)).found).toEqual(['a named']);
  });

  it('are not what relative paths in variables lead to', async () => {
    const files = {
      [own]: registry('a', 'own'),
      'named.conf': registry('a', 'named'),
      'xdg/containers/registries.conf': registry('a', 'xdg'),
    };
    expect(await read(files, { XDG_CONFIG_HOME: 'xdg' })).toEqual({ found: ['a own'], lines: [] });
    expect(await read(files, { CONTAINERS_REGISTRIES_CONF: 'named.conf' })).toEqual({
      found: ['a own'],
      lines: ['CONTAINERS_REGISTRIES_CONF must be an absolute path, so it is ignored'],
    });
  });

  it('are followed by those of the folders, of which later ones count', async () => {
    const files = {
      [own]: registry('a', 'own') + registry('d', 'own'),
      [`${own}.d/1.conf`]: registry('c', 'own-1'),
      [`${system}.d/2.conf`]: registry('a', 'system-2') + registry('b', 'system-2'),
      [`${system}.d/1.conf`]: registry('a', 'system-1') + registry('c', 'system-1'),
      [`${system}.d/readme.txt`]: registry('e', 'none'),
    };
    expect((await read(files)).found).toEqual(['a system-2', 'd own', 'c own-1', 'b system-2']);
  });

  it.each([
    ['a file that is no TOML', { [own]: '[[' }, {}, `${own}: not valid TOML in line 1`],
    ['a file that may not be read', { [own]: unreadable }, {}, `${own} cannot be read (EACCES)`],
    [
      'a file of a folder',
      { [`${own}.d/1.conf`]: unreadable },
      {},
      `${own}.d/1.conf cannot be read (EACCES)`,
    ],
    ['a folder', { [`${own}.d`]: unreadable }, {}, `${own}.d cannot be read (EACCES)`],
    [
      'a named file that is not there',
      { [own]: registry('c', 'd') },
      { CONTAINERS_REGISTRIES_CONF: '/named.conf' },
      '/named.conf cannot be read (ENOENT)',
    ],
  ])('are broken by %s, which is said in one line', async (_, files, environment, line) => {
    const others = { [`${system}.d/1.conf`]: registry('a', 'b') };
    expect(await read({ ...files, ...others }, environment)).toEqual({
      found: ['a b'],
      lines: [line],
      brokenFile: 'registries.conf',
    });
  });
});
