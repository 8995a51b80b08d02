import { describe, expect, it } from 'vitest';
import { fileURLToPath } from 'node:url';
import { command } from '../support/command-line.ts';
import { readRepositoryFile } from './documents.ts';

const folder = fileURLToPath(new URL('../../', import.meta.url));

describe('by our own strict profile', () => {
  it.each(['Dockerfile', 'examples/ci/Dockerfile', 'examples/ci/compose.yaml'])(
    '%s has no finding at all',
    async (path) => {
      const words = ['check', '--profile', 'strict', '--fail-on', 'hint', '--format', 'json', path];
      const { output, errors, code } = await command(words, { folder });
      const { findings } = JSON.parse(output) as { readonly findings: readonly unknown[] };
      expect({ findings, errors, code }).toEqual({ findings: [], errors: '', code: 0 });
    },
  );
});

describe('our own image', () => {
  const text = readRepositoryFile('Dockerfile');
  const images = [...text.matchAll(/^FROM (\S+)/gm)].map(([, image]) => image);

  it('is built on one image, by its tag and its digest', () => {
    expect(images).toHaveLength(2);
    expect(new Set(images).size).toBe(1);
    expect(images[0]).toMatch(/^node:\d+\.\d+\.\d+-alpine@sha256:[0-9a-f]{64}$/);
  });

  it('is the one that pipelines get', () => {
    const [, digest = ''] = images[0]?.split('@') ?? [];
    expect(readRepositoryFile('templates/gitlab-ci.yml')).toContain(digest);
    expect(readRepositoryFile('examples/ci/Dockerfile')).toContain(digest);
    expect(readRepositoryFile('docs/ci.md')).toContain(digest);
  });

  it('gets from its context only what it is built from', () => {
    const [everything, ...kept] = readRepositoryFile('.dockerignore')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(everything).toBe('*');
    expect(kept.filter((line) => !line.startsWith('!'))).toEqual([]);
  });
});
