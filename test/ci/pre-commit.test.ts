import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { languageOfName } from '../../server/src/analysis/languages.ts';
import { parseCommand } from '../../server/src/cli/parse.ts';
import { readRepositoryFile, yamlDocuments } from './documents.ts';

interface Hook {
  readonly id: string;
  readonly entry: string;
  readonly files: string;
  readonly exclude: string;
  readonly stages?: readonly string[];
}

const [hooks = []] = yamlDocuments(
  readRepositoryFile('.pre-commit-hooks.yaml'),
) as readonly (readonly Hook[])[];

/** pre-commit searches paths with `/` by regular expressions of Python, which write the flag `i` as `(?i)`. */
function isPassed({ files, exclude }: Hook, path: string): boolean {
  return expression(files).test(path) && !expression(exclude).test(path);
}

function expression(python: string): RegExp {
  expect(python.startsWith('(?i)')).toBe(true);
  return new RegExp(python.slice('(?i)'.length), 'i');
}

const names = [
  'Dockerfile',
  'dockerfile',
  'Containerfile',
  'Dockerfile.dev',
  'Dockerfile-alpine3.20',
  'Dockerfile_test',
  'app.dockerfile',
  'app.Containerfile',
  'Dockerfile.dockerfile',
  'Dockerfile.dockerignore',
  'Dockerfile.md',
  'dockerfile.ts',
  'Dockerfile.j2',
  'MyDockerfile',
  'compose.yaml',
  'compose.yml',
  'compose.prod.yaml',
  'compose-dev.yml',
  'docker-compose.yml',
  'docker-compose.override.yaml',
  'my-docker-compose-test.yml',
  'dockercompose.yaml',
  'docker_compose.yml',
  'Compose.YAML',
  'composer.yaml',
  'compose.json',
  'recompose.yml',
  'values.yaml',
  'dockerfile-docker-compose.yml',
];

describe.each(hooks.map((hook) => [hook.id, hook] as const))('the hook %s', (_, hook) => {
  it.each(names)('is given %s exactly when a search would find it', (name) => {
    const isOurs = languageOfName(name) !== undefined;
    expect(isPassed(hook, name)).toBe(isOurs);
    expect(isPassed(hook, `services/dockerfile.d/${name}`)).toBe(isOurs);
  });

  it('is given what a search would find, whatever the name', () => {
    const part = fc.constantFrom(
      'docker',
      'container',
      'file',
      'compose',
      '.',
      '-',
      '_',
      'yml',
      'yaml',
      'md',
      'x',
      'C',
    );
    const name = fc.array(part, { minLength: 1, maxLength: 8 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(name, (path) => {
        expect(isPassed(hook, path)).toBe(languageOfName(path) !== undefined);
      }),
      { numRuns: 2_000 },
    );
  });

  it('runs a command that there is', () => {
    const [, command = ''] = hook.entry.split(' -- seaworthy ');
    expect(parseCommand([...command.split(' '), 'Dockerfile'])).toMatchObject({ ok: true });
  });
});

it('asks registries only when somebody says so', () => {
  const asking = hooks.filter(({ entry }) => entry.includes(' pin '));
  expect(asking.map(({ stages }) => stages)).toEqual([['manual']]);
});
