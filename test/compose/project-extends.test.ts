import { describe, expect, it } from 'vitest';
import { servicesOf } from '../../server/src/compose/services.ts';
import { openProject, servicesSaid, type Disk } from './project-view.ts';

/** What the service `app` says when the first file is open, without its `extends`. */
function app(disk: Disk): unknown {
  const fields = servicesSaid(openProject(disk))['app'] as Readonly<Record<string, unknown>>;
  return Object.fromEntries(Object.entries(fields).filter(([name]) => name !== 'extends'));
}

describe('a service over the one that it extends', () => {
  it.each<[string, Disk, unknown]>([
    [
      'in its file, in short',
      { 'a.yaml': 'services: {base: {user: u, image: i}, app: {extends: base, image: j}}\n' },
      { user: 'u', image: 'j' },
    ],
    [
      'in its file',
      { 'a.yaml': 'services: {app: {extends: {service: base}}, base: {cap_add: [A]}}\n' },
      { cap_add: ['A'] },
    ],
    [
      'in another file',
      {
        'a.yaml':
          'services: {app: {extends: {file: common/b.yaml, service: base}, cap_add: [B]}}\n',
        'common/b.yaml': 'services: {base: {cap_add: [A]}}\n',
      },
      { cap_add: ['A', 'B'] },
    ],
    [
      'in a folder above',
      {
        'a.yaml': 'services: {app: {extends: {file: ./../b.yaml, service: base}}}\n',
        '../b.yaml': 'services: {base: {user: u}}\n',
      },
      { user: 'u' },
    ],
    [
      'through a chain over files, each path from its own file',
      {
        'a.yaml': 'services: {app: {extends: {file: x/b.yaml, service: b}}}\n',
        'x/b.yaml': 'services: {b: {extends: {file: ../y/c.yaml, service: c}, user: b}}\n',
        'y/c.yaml': 'services: {c: {extends: d, image: c}, d: {image: d, pid: d}}\n',
      },
      { image: 'c', pid: 'd', user: 'b' },
    ],
    [
      'in the same file by its name',
      { 'a.yaml': 'services: {app: {extends: {file: a.yaml, service: b}}, b: {user: b}}\n' },
      { user: 'b' },
    ],
    [
      'through a circle',
      { 'a.yaml': 'services: {app: {extends: b, user: a}, b: {extends: app, image: b}}\n' },
      { user: 'a', image: 'b' },
    ],
    ['that is itself', { 'a.yaml': 'services: {app: {extends: app, user: a}}\n' }, { user: 'a' }],
    ['that is not there', { 'a.yaml': 'services: {app: {extends: b, user: a}}\n' }, { user: 'a' }],
    [
      'in a file that is not there',
      {
        'a.yaml': 'services: {app: {extends: {file: b.yaml, service: c}, user: a}, c: {pid: c}}\n',
      },
      { user: 'a' },
    ],
    [
      'in a file that a variable names',
      {
        'a.yaml': 'services: {app: {extends: {file: "${B:-b}.yaml", service: c}}}\n',
        'b.yaml': 'services: {c: {user: c}}\n',
      },
      { user: 'c' },
    ],
    [
      'that it takes a field from',
      { 'a.yaml': 'services: {b: {user: b, pid: host}, app: {extends: b, pid: !reset null}}\n' },
      { user: 'b', pid: undefined },
    ],
  ])('%s', (_, disk, fields) => {
    expect(app(disk)).toEqual(fields);
  });

  it('is extended before files are merged, each with its own', () => {
    const disk = {
      'compose.yaml': 'services: {b: {user: base}, app: {extends: b}}\n',
      'compose.override.yaml': 'services: {b: {user: over}}\n',
    };
    expect(app(disk)).toEqual({ user: 'base' });
  });

  it('is built when the other one is', () => {
    const disk = {
      'a.yaml': 'services: {app: {extends: {file: b.yaml, service: b}, image: a}, c: {image: c}}\n',
      'b.yaml': 'services: {b: {build: .}}\n',
    };
    const built = servicesOf(openProject(disk)).map(({ name, isBuilt }) => [name, isBuilt]);
    expect(built).toEqual([
      ['app', true],
      ['c', false],
    ]);
  });

  it('reads long chains and wide circles without an end', () => {
    const services = Array.from(
      { length: 5_000 },
      (_, index) => `  s${String(index)}: {extends: s${String((index + 1) % 5_000)}, user: a}\n`,
    );
    const project = openProject({ 'a.yaml': `services:\n${services.join('')}` });
    expect(servicesOf(project)).toHaveLength(5_000);
  });

  it('reads no more than 32 other files', () => {
    const names = Array.from({ length: 50 }, (_, index) => `f${String(index)}.yaml`);
    const disk = Object.fromEntries(
      names.map((name, index) => [
        name,
        `services: {app: {extends: {file: f${String(index + 1)}.yaml, service: app}}}\n`,
      ]),
    );
    expect(openProject(disk).parts).toHaveLength(32);
  });
});
