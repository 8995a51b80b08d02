import { describe, expect, it } from 'vitest';
import { targetsOf } from '../../server/src/analysis/targets.ts';

const twoStages = 'FROM a:1 AS dev\nFROM b:1 AS run\n';

function targets(path: string, files: Readonly<Record<string, string>>): readonly string[] {
  return targetsOf(twoStages, path, { read: (asked) => files[asked] });
}

const service = (build: string): string => `services:\n  app:\n    build: ${build}\n`;

describe('the stages that are built', () => {
  it.each<[string, string, string]>([
    ['Dockerfile', 'compose.yaml', '{context: ., target: dev}'],
    ['Dockerfile', 'compose.yaml', '{target: dev}'],
    [
      'api.Dockerfile',
      'docker-compose.yml',
      '{context: ./, dockerfile: api.Dockerfile, target: dev}',
    ],
    ['backend/Dockerfile', '../compose.yaml', '{context: backend, target: dev}'],
    ['shop/backend/Dockerfile', '../compose.yml', '{context: ./backend/, target: dev}'],
    [
      'docker/Dockerfile',
      '../compose.yaml',
      '{context: ., dockerfile: docker/Dockerfile, target: dev}',
    ],
  ])('of %s are named by %s beside or above it: %s', (path, compose, build) => {
    expect(targets(path, { [compose]: service(build) })).toEqual(['dev', '1']);
  });

  it.each<[string, string, string]>([
    ['Dockerfile', 'compose.yaml', '{context: other, target: dev}'],
    ['Dockerfile', 'compose.yaml', '{dockerfile: other.Dockerfile, target: dev}'],
    ['backend/Dockerfile', '../compose.yaml', '{context: frontend, target: dev}'],
    ['Dockerfile', 'compose.yaml', '.'],
    ['', 'compose.yaml', '{target: dev}'],
  ])('of %j are not named by another build: %s %s', (path, compose, build) => {
    expect(targets(path, { [compose]: service(build) })).toEqual([]);
  });

  it('are asked for only where there is a choice', () => {
    const read = (): never => {
      throw new Error('nothing is to be read');
    };
    expect(targetsOf('FROM a:1\n', 'Dockerfile', { read })).toEqual([]);
  });
});
