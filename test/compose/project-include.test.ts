import { describe, expect, it } from 'vitest';
import { openProject, servicesSaid, type Disk } from './project-view.ts';

const service = (name: string, fields: string): string => `services: {${name}: {${fields}}}\n`;

describe('what a file includes', () => {
  it.each<[string, Disk, unknown]>([
    [
      'a path',
      { 'a.yaml': 'include: [b/c.yaml]\n', 'b/c.yaml': service('c', 'image: c') },
      { c: { image: 'c' } },
    ],
    [
      'a lone path',
      { 'a.yaml': 'include: b.yaml\n', 'b.yaml': service('b', 'image: b') },
      { b: { image: 'b' } },
    ],
    [
      'beside its own services',
      {
        'a.yaml': `include: [b.yaml]\n${service('a', 'image: a')}`,
        'b.yaml': service('b', 'image: b'),
      },
      { a: { image: 'a' }, b: { image: 'b' } },
    ],
    [
      'the long form',
      { 'a.yaml': 'include: [{path: b.yaml}]\n', 'b.yaml': service('b', 'image: b') },
      { b: { image: 'b' } },
    ],
    [
      'several files that are merged',
      {
        'a.yaml': 'include: [{path: [b.yaml, c.yaml]}]\n',
        'b.yaml': service('b', 'image: b, user: b'),
        'c.yaml': service('b', 'image: c'),
      },
      { b: { image: 'c', user: 'b' } },
    ],
    [
      'what an included file includes, from its folder',
      {
        'a.yaml': 'include: [b/b.yaml]\n',
        'b/b.yaml': 'include: [../c/c.yaml]\n',
        'c/c.yaml': service('c', 'image: c'),
      },
      { c: { image: 'c' } },
    ],
    [
      'with another project directory',
      {
        'a.yaml': 'include: [{path: b/b.yaml, project_directory: .}]\n',
        'b/b.yaml': service('b', 'extends: {file: c.yaml, service: c}'),
        'c.yaml': service('c', 'image: c'),
      },
      { b: { image: 'c', extends: { file: 'c.yaml', service: 'c' } } },
    ],
    [
      'itself',
      { 'a.yaml': `include: [a.yaml]\n${service('a', 'image: a')}` },
      { a: { image: 'a' } },
    ],
    [
      'in a circle',
      {
        'a.yaml': `include: [b.yaml]\n${service('a', 'image: a')}`,
        'b.yaml': `include: [a.yaml, b.yaml]\n${service('b', 'image: b')}`,
      },
      { a: { image: 'a' }, b: { image: 'b' } },
    ],
    [
      'nothing from elsewhere',
      {
        'a.yaml':
          'include: ["https://example.com/b.yaml", "oci://example.com/b", "git@example.com:b.git", /b.yaml, ~/b.yaml, "C:/b.yaml", "", .]\n',
        '/b.yaml': service('b', 'image: b'),
        'b.yaml': service('b', 'image: b'),
        '': service('b', 'image: b'),
      },
      {},
    ],
    ['what is not there', { 'a.yaml': 'include: [b.yaml]\n' }, {}],
    [
      'broken files as far as they can be read',
      { 'a.yaml': 'include: [b.yaml]\n', 'b.yaml': 'services:\n  b: {image: b}\nx: [{' },
      { b: { image: 'b' } },
    ],
  ])('%s', (_, disk, services) => {
    expect(servicesSaid(openProject(disk))).toMatchObject(services as object);
    expect(Object.keys(servicesSaid(openProject(disk)))).toEqual(Object.keys(services as object));
  });

  it.each<[string, Disk, string]>([
    ['its own `.env`', { 'a.yaml': 'include: [b/b.yaml]\n', 'b/.env': 'TAG=1' }, 'x:1'],
    [
      'the variables of the including file first',
      { 'a.yaml': 'include: [b/b.yaml]\n', 'b/.env': 'TAG=1', '.env': 'TAG=2' },
      'x:2',
    ],
    [
      'the environment file that is named',
      {
        'a.yaml': 'include: [{path: b/b.yaml, env_file: c.env}]\n',
        'b/.env': 'TAG=1',
        'c.env': 'TAG=3',
      },
      'x:3',
    ],
    [
      'several environment files, the last one first',
      {
        'a.yaml': 'include: [{path: b/b.yaml, env_file: [c.env, d.env]}]\n',
        'c.env': 'TAG=3',
        'd.env': 'TAG=4',
      },
      'x:4',
    ],
    [
      'no environment file',
      { 'a.yaml': 'include: [{path: b/b.yaml, env_file: /dev/null}]\n', 'b/.env': 'TAG=1' },
      'x:?',
    ],
  ])('is read with %s', (_, disk, image) => {
    const project = openProject({ ...disk, 'b/b.yaml': service('b', 'image: "x:${TAG}"') });
    expect(servicesSaid(project)).toEqual({ b: { image } });
  });

  it('brings its named volumes along', () => {
    const disk = { 'a.yaml': 'include: [b.yaml]\nvolumes: {a: }\n', 'b.yaml': 'volumes: {b: }\n' };
    const { yaml } = openProject(disk);
    const volumes = yaml.entries(yaml.entries(yaml.root).get('volumes')?.value);
    expect([...volumes.keys()].sort()).toEqual(['a', 'b']);
  });
});
