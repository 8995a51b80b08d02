import { describe, expect, it } from 'vitest';
import { readProject, type Project } from '../../server/src/compose/project.ts';
import { servicesOf } from '../../server/src/compose/services.ts';
import { noFiles } from '../../server/src/text/files.ts';
import { filesOf, openProject, servicesSaid } from './project-view.ts';

/** A service whose image is the name of the file that says it. */
const named = (name: string): string => `services: {app: {image: "${name}"}}\n`;

const image = (project: Project): unknown => servicesSaid(project)['app'];

describe('which files Compose merges', () => {
  it.each<[string, string, readonly string[], string]>([
    [
      'the base with its override',
      'compose.yaml',
      ['compose.override.yaml'],
      'compose.override.yaml',
    ],
    [
      'the override over its base',
      'compose.override.yaml',
      ['compose.yaml'],
      'compose.override.yaml',
    ],
    [
      'the old names',
      'docker-compose.yml',
      ['docker-compose.override.yml'],
      'docker-compose.override.yml',
    ],
    [
      'an override of the other prefix',
      'compose.yml',
      ['docker-compose.override.yaml'],
      'docker-compose.override.yaml',
    ],
    [
      'the preferred override',
      'compose.yaml',
      ['compose.override.yaml', 'compose.override.yml'],
      'compose.override.yml',
    ],
    [
      'not the base that another one hides',
      'docker-compose.yml',
      ['compose.yaml', 'compose.override.yml'],
      'docker-compose.yml',
    ],
    [
      'not the override that another one hides',
      'compose.override.yaml',
      ['compose.yaml', 'compose.override.yml'],
      'compose.override.yaml',
    ],
    [
      'not a file of another name',
      'compose.prod.yaml',
      ['compose.yaml', 'compose.override.yaml'],
      'compose.prod.yaml',
    ],
  ])('%s', (_, open, others, winner) => {
    const disk = Object.fromEntries([open, ...others].map((name) => [name, named(name)]));
    expect(image(openProject(disk))).toEqual({ image: winner });
  });

  it.each<[string, string, string, string]>([
    ['COMPOSE_FILE in its order', 'b.yaml', 'COMPOSE_FILE=a.yaml:b.yaml:./c.yaml', 'c.yaml'],
    [
      'with another separator',
      'b.yaml',
      'COMPOSE_PATH_SEPARATOR=,\nCOMPOSE_FILE=a.yaml,b.yaml',
      'b.yaml',
    ],
    ['as on Windows', 'a.yaml', 'COMPOSE_FILE=a.yaml;b.yaml', 'b.yaml'],
    ['when it does not list the document', 'b.yaml', 'COMPOSE_FILE=a.yaml:c.yaml', 'b.yaml'],
    ['in place of the override', 'compose.yaml', 'COMPOSE_FILE=compose.yaml', 'compose.yaml'],
    ['when it is empty', 'compose.yaml', 'COMPOSE_FILE=', 'compose.override.yaml'],
  ])('%s', (_, open, environment, winner) => {
    const names = [open, 'a.yaml', 'b.yaml', 'c.yaml', 'compose.override.yaml'];
    const disk = Object.fromEntries(names.map((name) => [name, named(name)]));
    expect(image(openProject({ ...disk, '.env': environment }, open))).toEqual({ image: winner });
  });

  it('finds siblings whatever the path of the document is', () => {
    const files = filesOf({ 'compose.override.yml': named('override') });
    for (const path of ['compose.yaml', '/home/me/compose.yaml', 'C:\\me\\compose.yaml'])
      expect(image(readProject(named('base'), path, files))).toEqual({ image: 'override' });
  });
});

describe('the text of a project', () => {
  it('is that of the document when there is no other', () => {
    const project = readProject(named('a'), 'compose.yaml', noFiles);
    expect(project).toMatchObject({ text: named('a'), parts: [] });
  });

  it('has the other files behind the document, each on its own lines', () => {
    const disk = {
      'compose.override.yaml': 'services: {app: {extends: {file: ../common.yaml, service: c}}}',
      'compose.yaml': '\uFEFFinclude: [sub/compose.yaml]\n',
      'sub/compose.yaml': 'services: {s: {image: s}}\n',
      '../common.yaml': 'services: {c: {image: "c"}}\n',
    };
    const { text, parts } = openProject(disk);
    expect(text).toBe(Object.values(disk).join('\n'));
    expect(parts.map(({ path, start, end }) => [path, text.slice(start, end)])).toEqual(
      Object.entries(disk).slice(1),
    );
  });

  it('tells in which file a service stands', () => {
    const disk = {
      'compose.yaml': 'include: [sub.yaml]\nservices: {app: {image: a}}\n',
      'compose.override.yaml': 'services: {debug: {image: d}, app: {user: u}}\n',
      'sub.yaml': 'services: {s: {image: s}}\n',
    };
    const project = openProject(disk);
    const owner = (offset: number): string | undefined =>
      project.parts.find(({ start, end }) => start <= offset && offset < end)?.path;
    const owners = servicesOf(project).map(({ name, keySpan }) => [name, owner(keySpan.start)]);
    expect(owners).toEqual([
      ['app', undefined],
      ['debug', 'compose.override.yaml'],
      ['s', 'sub.yaml'],
    ]);
    for (const { name, keySpan } of servicesOf(project))
      expect(project.text.slice(keySpan.start, keySpan.end)).toBe(name);
  });
});
