import { describe, expect, it } from 'vitest';
import { valueSpan } from '../../server/src/compose/yaml.ts';
import { openProject, servicesSaid } from './project-view.ts';

const service = (lines: string): string =>
  `services:\n  app:\n${lines.replaceAll(/^/gm, '    ')}\n`;

/** The fields of a service after an override was laid over it. */
function merged(base: string, override: string): unknown {
  const disk = {
    'compose.yaml': service(base),
    'compose.override.yaml': service(override),
  };
  return servicesSaid(openProject(disk))['app'];
}

describe('an override is laid over its base', () => {
  it.each<[string, string, string, unknown]>([
    ['fields are added', 'image: a', 'user: b', { image: 'a', user: 'b' }],
    ['strings are replaced', 'image: a', 'image: b', { image: 'b' }],
    ['booleans are replaced', 'privileged: true', 'privileged: false', { privileged: 'false' }],
    [
      'maps get each other`s entries',
      'deploy: {resources: {limits: {cpus: 1, pids: 2}}}',
      'deploy: {resources: {limits: {pids: 3}, reservations: {cpus: 4}}}',
      {
        deploy: { resources: { limits: { cpus: '1', pids: '3' }, reservations: { cpus: '4' } } },
      },
    ],
    [
      'lists are joined, the base first',
      'cap_add: [A]\nports: ["80:80"]',
      'cap_add: [B]\nports: ["81:81"]',
      { cap_add: ['A', 'B'], ports: ['80:80', '81:81'] },
    ],
    ['`command` is replaced', 'command: [a, b]', 'command: [c]', { command: ['c'] }],
    ['`entrypoint` is replaced', 'entrypoint: [a]', 'entrypoint: b', { entrypoint: 'b' }],
    [
      'the test of a health check is replaced, its other fields are not',
      'healthcheck: {test: [CMD, a], retries: 1}',
      'healthcheck: {test: [CMD, b]}',
      { healthcheck: { test: ['CMD', 'b'], retries: '1' } },
    ],
    ['`x-` fields are replaced', 'x-a: {b: 1}', 'x-a: {c: 2}', { 'x-a': { c: '2' } }],
    [
      'variables in maps are set once',
      'environment: {A: 1, B: 2}',
      'environment: {B: 3}',
      { environment: { A: '1', B: '3' } },
    ],
    [
      'variables in lists are set once',
      'environment: [A=1, B=2]',
      'environment: [B=3]',
      { environment: ['A=1', 'B=3'] },
    ],
    [
      'a map of variables over a list',
      'environment: [A=1, B=2]',
      'environment: {B: 3}',
      { environment: { B: '3', items: ['A=1'] } },
    ],
    [
      'a list of variables over a map',
      'build: {args: {A: 1, B: 2}}',
      'build: {args: [B]}',
      { build: { args: { A: '1', items: ['B'] } } },
    ],
    [
      'one mount for a target',
      'volumes: [/base:/data, ./kept:/kept]',
      'volumes: ["over:/data:ro"]',
      { volumes: ['./kept:/kept', 'over:/data:ro'] },
    ],
    [
      'one mount for a target in either syntax',
      'volumes: [{type: bind, source: /base, target: /data}, {type: volume}]',
      'volumes: ["${WHERE}:/data"]',
      { volumes: [{ type: 'volume' }, '?:/data'] },
    ],
    [
      'one device for a path',
      'devices: [/dev/base:/dev/a]',
      'devices: [/dev/over:/dev/a:r]',
      { devices: ['/dev/over:/dev/a:r'] },
    ],
    [
      'mounts on Windows',
      'volumes: ["C:\\\\base:C:\\\\data"]',
      'volumes: ["D:\\\\over:C:\\\\data"]',
      { volumes: ['D:\\over:C:\\data'] },
    ],
    [
      'mounts whose target is not known are all kept',
      'volumes: ["/a:${X}"]',
      'volumes: ["/b:${X}"]',
      { volumes: ['/a:?', '/b:?'] },
    ],
    [
      'a limit over a pair of limits',
      'ulimits: {nproc: {soft: 1}}',
      'ulimits: {nproc: 2}',
      { ulimits: { nproc: '2' } },
    ],
    [
      '`!reset` takes a field away',
      'ports: [a]\nimage: b',
      'ports: !reset []',
      { ports: undefined, image: 'b' },
    ],
    [
      '`!reset` takes a variable away',
      'environment: {A: 1, B: 2}',
      'environment: {A: !reset null}',
      { environment: { A: undefined, B: '2' } },
    ],
    ['`!override` replaces', 'ports: [a]', 'ports: !override [b]', { ports: ['b'] }],
    ['null leaves a list', 'cap_add: [A]', 'cap_add:', { cap_add: ['A'] }],
    ['null leaves a map', 'environment: {A: 1}', 'environment: null', { environment: { A: '1' } }],
    ['null takes a string away', 'user: root', 'user:', { user: undefined }],
    ['null commands are replaced', 'command: [a]', 'command:', { command: undefined }],
    ['null below is replaced', 'environment:', 'environment: {A: 1}', { environment: { A: '1' } }],
    ['another kind is replaced', 'env_file: [a]', 'env_file: b', { env_file: 'b' }],
    [
      'merge keys count in their own file',
      'environment: {<<: {A: 1, B: 2}, B: 3}',
      'environment: {<<: {B: 4}}',
      { environment: { A: '1', B: '4' } },
    ],
  ])('%s', (_, base, override, result) => {
    expect(merged(base, override)).toEqual(result);
  });

  it('keeps the arguments of a build under a short one', () => {
    const disk = {
      'compose.yaml': service('build: {args: {A: 1}}'),
      'compose.override.yaml': service('build: ./here'),
    };
    const { yaml, services } = openProject(disk);
    const build = yaml.entries(services.get('app')?.value).get('build')?.value;
    expect(yaml.text(build)?.text).toBe('./here');
    expect([...yaml.entries(yaml.entries(build).get('args')?.value).keys()]).toEqual(['A']);
  });

  it('merges services that are named like a command', () => {
    const disk = {
      'compose.yaml': 'services: {command: {user: a}, test: {user: b}}\n',
      'compose.override.yaml': 'services: {command: {image: c}, test: {image: d}}\n',
    };
    expect(servicesSaid(openProject(disk))).toEqual({
      command: { user: 'a', image: 'c' },
      test: { user: 'b', image: 'd' },
    });
  });

  it('merges the documents of one file', () => {
    const text = 'services: {a: {image: a}}\n---\nservices: {a: {user: b}, c: {image: d}}\n';
    expect(servicesSaid(openProject({ 'compose.yaml': text }))).toEqual({
      a: { image: 'a', user: 'b' },
      c: { image: 'd' },
    });
  });

  it('keeps the anchors of files apart', () => {
    const disk = {
      'compose.yaml': 'x-a: &name base\nservices: {app: {image: *name}}\n',
      'compose.override.yaml': 'services: {app: {user: *name}}\n',
    };
    expect(servicesSaid(openProject(disk))).toEqual({ app: { image: 'base', user: undefined } });
  });

  it('merges named volumes', () => {
    const disk = {
      'compose.yaml': 'volumes: {test: {driver_opts: {o: bind}}}\n',
      'compose.override.yaml': 'volumes: {test: {driver_opts: {device: /run}}}\n',
    };
    const { yaml } = openProject(disk);
    const test = yaml.entries(yaml.entries(yaml.root).get('volumes')?.value).get('test')?.value;
    const options = yaml.entries(test).get('driver_opts')?.value;
    expect([...yaml.entries(options).keys()]).toEqual(['o', 'device']);
  });
});

describe('where merged values stand', () => {
  const disk = {
    'compose.yaml': 'services:\n  app:\n    image: a\n    environment: {A: 1}\n',
    'compose.override.yaml': 'services:\n  app:\n    image: b\n    environment: {B: 2}\n',
  };

  it.each(['compose.yaml', 'compose.override.yaml'] as const)(
    'is %s for maps that it writes, when it is open',
    (open) => {
      const { yaml, services, text } = openProject(disk, open);
      const fields = yaml.entries(services.get('app')?.value);
      const environment = fields.get('environment');
      expect(services.get('app')?.keySpan.start).toBe(disk[open].indexOf('app'));
      expect(environment?.keySpan.start).toBe(disk[open].indexOf('environment'));
      expect(environment?.value && valueSpan(environment.value).start).toBe(
        disk[open].indexOf('{'),
      );
      const image = fields.get('image')?.value;
      expect(image && text.slice(valueSpan(image).start, valueSpan(image).end)).toBe('b');
    },
  );
});
