import { describe, expect, it } from 'vitest';
import { complaintsOf, readRepositoryFile, yamlDocuments, type SchemaName } from './documents.ts';

const files: readonly (readonly [path: string, schema: SchemaName])[] = [
  ['action.yml', 'github-action'],
  ['.github/workflows/ci.yml', 'github-workflow'],
  ['.github/workflows/release.yml', 'github-workflow'],
  ['templates/gitlab-ci.yml', 'gitlab-ci'],
];

describe.each(files)('%s', (path, schema) => {
  it('is what its system reads', () => {
    expect(complaintsOf(schema, readRepositoryFile(path))).toEqual([]);
  });

  it('uses nothing that somebody can exchange: actions by their commit, images by their digest', () => {
    const text = readRepositoryFile(path);
    const used = [...text.matchAll(/^\s*(?:- )?(?:uses|image|container): (.*)$/gm)];
    expect(used).not.toEqual([]);
    const movable = used
      .map(([, value = '']) => value)
      .filter((value) => !/^\S+@[0-9a-f]{40} # v\d|^\S+@sha256:[0-9a-f]{64}$/.test(value));
    expect(movable).toEqual([]);
  });
});

describe('the schemas', () => {
  it('see what is wrong', () => {
    expect(complaintsOf('github-action', 'name: x\nruns: { using: composite }\n')).not.toEqual([]);
    expect(complaintsOf('github-workflow', 'on: push\njobs: { a: { steps: [] } }\n')).not.toEqual(
      [],
    );
    expect(
      complaintsOf('gitlab-ci', 'job: { script: [a], artifacts: { when: never } }\n'),
    ).not.toEqual([]);
  });
});

interface Workflow {
  readonly permissions?: unknown;
  readonly jobs: Readonly<Record<string, { readonly permissions?: unknown }>>;
}

describe('our own workflows', () => {
  it.each(['.github/workflows/ci.yml', '.github/workflows/release.yml'])(
    '%s has no more rights than it says',
    (path) => {
      const [workflow] = yamlDocuments(readRepositoryFile(path)) as readonly Workflow[];
      expect(workflow?.permissions).toBeDefined();
      const writing = Object.entries(workflow?.jobs ?? {}).flatMap(([job, { permissions }]) =>
        Object.entries(permissions ?? {})
          .filter(([, right]) => right === 'write')
          .map(([subject]) => `${job}: ${subject}`),
      );
      const allowed = { 'ci.yml': [], 'release.yml': ['npm: id-token', 'github: contents'] };
      expect(writing).toEqual(allowed[path.split('/').at(-1) as keyof typeof allowed]);
    },
  );

  it.each(['action.yml', '.github/workflows/ci.yml', '.github/workflows/release.yml'])(
    '%s puts no expression into a script, where it could become a command',
    (path) => {
      const scripts = [
        ...readRepositoryFile(path).matchAll(/run: (?:\|\n((?: {8}.*\n|\n)*)|(.*))/g),
      ];
      expect(scripts).not.toEqual([]);
      expect(scripts.filter(([script]) => script.includes('${{'))).toEqual([]);
    },
  );
});
