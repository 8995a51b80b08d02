import { describe, expect, it } from 'vitest';
import { endpointsOf } from '../../server/src/registry/hosts/endpoints.ts';
import { parseRegistriesConf } from '../../server/src/registry/hosts/registries-conf-file.ts';
import {
  hostsOfTable,
  type RegistryTable,
} from '../../server/src/registry/hosts/registry-table.ts';

/** Where `name/app` of the registry is asked for. */
function endpoints(registry: string, table: RegistryTable = {}, conf = '') {
  return endpointsOf(registry, 'name/app', table, parseRegistriesConf(conf));
}

/** The addresses, or why there are none. */
function bases(registry: string, table: RegistryTable = {}, conf = '') {
  const found = endpoints(registry, table, conf);
  return found.ok
    ? found.value.map((endpoint) => endpoint.bases.join(' or '))
    : `${found.error.code}: ${found.error.detail ?? ''}`;
}

describe('a registry', () => {
  it('called docker.io is Docker Hub, with the credentials of its old index', () => {
    expect(endpoints('docker.io')).toEqual({
      ok: true,
      value: [
        {
          host: 'registry-1.docker.io',
          bases: ['https://registry-1.docker.io'],
          credentialsKey: 'https://index.docker.io/v1/',
          repository: 'name/app',
        },
      ],
    });
  });

  it.each([
    ['ghcr.io', 'https://ghcr.io'],
    ['registry.example.com:5000', 'https://registry.example.com:5000'],
    ['10.0.0.1:5000', 'https://10.0.0.1:5000'],
    ['[2001:db8::1]:5000', 'https://[2001:db8::1]:5000'],
    ['localhost.example.com', 'https://localhost.example.com'],
    ['localhost', 'http://localhost or https://localhost'],
    ['LOCALHOST:5000', 'http://localhost:5000 or https://localhost:5000'],
    ['registry.localhost:5000', 'https://registry.localhost:5000'],
    ['127.0.0.1:5000', 'http://127.0.0.1:5000 or https://127.0.0.1:5000'],
    ['[::1]:5000', 'http://[::1]:5000 or https://[::1]:5000'],
  ])('%s is asked at %s', (registry, expected) => {
    expect(bases(registry)).toEqual([expected]);
  });

  it.each(['host.example:99999', 'user@host.example', 'host.example?x', 'host.example/path', ''])(
    '%j is none',
    (registry) => {
      expect(bases(registry)).toBe('refused: not a valid host');
    },
  );
});

describe('the table of registries', () => {
  it('has a mirror asked instead, with its own credentials', () => {
    const table = { 'docker.io': { mirror: 'https://mirror.example.com/hub/' } };
    expect(endpoints('docker.io', table)).toEqual({
      ok: true,
      value: [
        {
          host: 'mirror.example.com',
          bases: ['https://mirror.example.com/hub'],
          credentialsKey: 'mirror.example.com',
          repository: 'name/app',
        },
      ],
    });
    expect(bases('ghcr.io', table)).toEqual(['https://ghcr.io']);
  });

  it.each([
    ['http://127.0.0.1:5000', false, ['http://127.0.0.1:5000']],
    ['http://mirror.example.com', true, ['http://mirror.example.com']],
    ['http://mirror.example.com', false, 'refused: mirror: not https'],
    ['ftp://127.0.0.1', true, 'refused: mirror: not https'],
    ['https://me:pass@mirror.example.com', false, 'refused: mirror: userinfo'],
    ['mirror.example.com', false, 'refused: mirror: not a URL'],
  ])('with the mirror %s (plain HTTP allowed: %s) leads to %j', (mirror, plainHttp, expected) => {
    expect(bases('docker.io', { 'docker.io': { mirror, plainHttp } })).toEqual(expected);
  });

  it('allows plain HTTP, which is tried after TLS', () => {
    const table = { 'Registry.Example:5000': { plainHttp: true } };
    expect(bases('registry.example:5000', table)).toEqual([
      'https://registry.example:5000 or http://registry.example:5000',
    ]);
    expect(bases('registry.example', table)).toEqual(['https://registry.example']);
  });

  it('has a registry never asked', () => {
    const table = { 'registry.example': { skip: true, mirror: 'https://mirror.example' } };
    expect(bases('registry.example', table)).toBe('skipped: settings');
    const asMirror = { ...table, 'a.example': { mirror: 'https://registry.example/a' } };
    expect(bases('a.example', asMirror)).toBe('skipped: settings');
  });

  it('makes hosts known: registries, mirrors and token servers', () => {
    expect(
      hostsOfTable({
        'docker.io': { mirror: 'https://mirror.example:8443/hub' },
        'Registry.Example:5000': { authHost: 'auth.example:443' },
        'plain.example:80': { plainHttp: true },
      }),
    ).toEqual(
      new Set([
        'registry-1.docker.io',
        'auth.docker.io',
        'mirror.example:8443',
        'registry.example:5000',
        'auth.example',
        'auth.example:443',
        'plain.example',
        'plain.example:80',
      ]),
    );
  });
});

describe('registries.conf', () => {
  const conf = `
    [[registry]]
    prefix = "docker.io"
    location = "docker.io"
    [[registry.mirror]]
    location = "mirror.example/hub"
    pull-from-mirror = "digest-only"
    [[registry.mirror]]
    location = "plain.example:5000"
    insecure = true
    [[registry]]
    location = "bad.example"
    blocked = true
  `;

  it('has its mirrors asked first, under the names that they have there', () => {
    expect(endpoints('docker.io', {}, conf)).toMatchObject({
      value: [
        {
          bases: ['https://mirror.example'],
          repository: 'hub/name/app',
          credentialsKey: 'mirror.example',
          takes: 'digests',
        },
        {
          bases: ['https://plain.example:5000', 'http://plain.example:5000'],
          repository: 'name/app',
        },
        { bases: ['https://registry-1.docker.io'], repository: 'name/app' },
      ],
    });
  });

  it('blocks registries', () => {
    expect(bases('bad.example', {}, conf)).toBe('skipped: registries.conf');
  });

  it('has mirrors left out that the table says are never asked', () => {
    const table = { 'mirror.example': { skip: true }, 'Plain.example:5000': { skip: true } };
    expect(bases('docker.io', table, conf)).toEqual(['https://registry-1.docker.io']);
  });

  it('does not lead to a location that the table says is never asked', () => {
    const moved = `
      [[registry]]
      prefix = "a.example"
      location = "b.example"
      [[registry.mirror]]
      location = "mirror.example"
    `;
    expect(endpoints('a.example', { 'b.example': { skip: true } }, moved)).toEqual({
      ok: false,
      error: { code: 'skipped', host: 'b.example', detail: 'settings' },
    });
  });

  it('that cannot be read has nothing asked that it may have a say in', () => {
    const table = { 'own.example': { mirror: 'https://mirror.example' } };
    expect(bases('docker.io', table, '[[')).toBe('skipped: registries.conf cannot be read');
    expect(bases('own.example', table, '[[')).toEqual(['https://mirror.example']);
  });

  it('has less say than the table', () => {
    const table = { 'docker.io': { mirror: 'https://own.example' } };
    expect(bases('docker.io', table, conf)).toEqual(['https://own.example']);
  });

  it('that leads to no valid host is refused', () => {
    const broken = '[[registry]]\nprefix = "a.example"\nlocation = "b.example:99999"';
    expect(bases('a.example', {}, broken)).toBe('refused: not a valid host');
  });
});
