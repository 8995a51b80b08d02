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
    ['[[registry', ['not valid TOML in line 1, so it is ignored']],
    ['a = 1\nb = \n', ['not valid TOML in line 2, so it is ignored']],
    [
      '[registries.search]\nregistries = ["docker.io"]',
      ['version 1 of the format ([registries.…]) is ignored'],
    ],
    ['[[registry]]\nblocked = true', ['a registry without a usable location is ignored']],
    [
      '[[registry]]\nlocation = "https://example.com"',
      ['a registry without a usable location is ignored'],
    ],
    [
      '[[registry]]\nprefix = "example.com"',
      ['the registry example.com has no location and is ignored'],
    ],
    [
      '[[registry]]\nlocation = "example.com"\n[[registry.mirror]]\ninsecure = true',
      ['the registry example.com has a mirror without a usable location and is ignored'],
    ],
    ['registry = "example.com"', []],
    ['registry = ["example.com"]', []],
  ])('%j holds nothing, and says %j', (text, problems) => {
    expect(parseRegistriesConf(text)).toEqual({ registries: [], problems });
  });
});

/** The prefixes that are read from these files, and the log. */
async function read(
  content: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string>> = {},
) {
  const lines: string[] = [];
  const absent = Object.assign(new Error(), { code: 'ENOENT' });
  const { registries } = await readRegistriesConf({
    environment,
    homeDirectory: '/home/me',
    log: (line) => lines.push(line),
    files: {
      read: (path) => {
        const text = content[path];
        return text === undefined ? Promise.reject(absent) : Promise.resolve(text);
      },
      list: (folder) => {
        const paths = Object.keys(content).filter((path) => path.startsWith(`${folder}/`));
        return Promise.resolve(paths.map((path) => path.slice(folder.length + 1)));
      },
    },
  });
  return { found: registries.map(({ prefix, location }) => `${prefix} ${location}`), lines };
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

  it('that are broken are said so in one line, and the others count', async () => {
    const files = { [own]: '[[', [`${system}.d/1.conf`]: registry('a', 'b') };
    expect(await read(files)).toEqual({
      found: ['a b'],
      lines: [`${own}: not valid TOML in line 1, so it is ignored`],
    });
  });
});
