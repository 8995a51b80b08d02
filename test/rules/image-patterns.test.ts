import { describe, expect, it } from 'vitest';
import { parseReference } from '../../server/src/reference/reference.ts';
import { isCovered, mayBeCovered } from '../../server/src/rules/image-patterns.ts';

function covers(pattern: string, written: string, how = isCovered): boolean {
  const parsed = parseReference(written);
  if (!parsed.ok) throw new Error(`${written} is no reference`);
  return how([pattern], parsed.value);
}

it.each([
  ['docker.io', 'redis'],
  ['docker.io', 'team/app'],
  ['docker.io/library/*', 'redis:8'],
  ['docker.io/*', 'redis'],
  ['docker.io/library', 'redis:8'],
  ['library', 'redis:8'],
  ['https://registry.example.com', 'registry.example.com/a/b'],
  ['https://registry.example.com/base/', 'registry.example.com/base/node'],
  ['index.docker.io/team/*', 'team/app'],
  ['redis', 'docker.io/library/redis:8'],
  ['redis:8', 'redis:8'],
  ['redis:8.2', 'redis:8.2'],
  ['team/*', 'team/app:1'],
  ['team/', 'team/app/deep'],
  ['{team,example}/*', 'example/app'],
  ['registry.example.com', 'registry.example.com/a/b/c:1'],
  ['Registry.Example.com/base/*', 'registry.example.com/base/node'],
  ['registry.example.com:5000', 'registry.example.com:5000/app'],
  ['localhost:5000', 'localhost:5000/app'],
  ['registry:5000/**', 'registry:5000/a/b'],
  ['*.example.com', 'registry.example.com/app'],
  ['*.example.com/base/**', 'registry.example.com/base/deep/node'],
  ['*/library/*', 'redis'],
  ['**', 'ghcr.io/anyone/app'],
  ['registry.example.com', 'registry.example.com:443/app'],
  ['registry.example.com:443/base/*', 'registry.example.com/base/node'],
  ['docker.io/library/*', 'registry-1.docker.io/library/redis'],
  ['registry-1.docker.io/library/*', 'redis'],
])('%s covers %s', (pattern, written) => {
  expect(covers(pattern, written)).toBe(true);
});

it.each([
  ['docker.io', 'ghcr.io/docker.io/app'],
  ['docker.io/library/*', 'team/app'],
  ['docker.io/library', 'team/library'],
  ['redis', 'team/redis'],
  ['redis:8', 'redis:7'],
  ['redis:latest', 'redis:8'],
  ['team/*', 'team/app/deep'],
  ['team/*', 'ghcr.io/team/app'],
  ['registry.example.com', 'registry.example.com:5000/app'],
  ['registry.example.com', 'registry.example.com.evil.org/app'],
  ['*.example.com', 'evil.org/registry.example.com'],
  ['ghcr.io/team', 'ghcr.io/teammate/app'],
  ['', 'redis'],
])('%s does not cover %s', (pattern, written) => {
  expect(covers(pattern, written)).toBe(false);
});

describe('a demand on images with a tag', () => {
  const digest = `@sha256:${'1'.repeat(64)}`;

  it.each([
    ['team/app:prod', 'team/app'],
    ['registry:5000/app:{prod,test}', 'registry:5000/app'],
    ['registry.example.com/{app:1,deep/app:2}', 'registry.example.com/deep/app'],
    ['redis:8*', 'redis'],
  ])('%s is one on %s with a digest alone, which may be that tag', (pattern, name) => {
    expect(covers(pattern, `${name}${digest}`, mayBeCovered)).toBe(true);
    expect(covers(pattern, `${name}${digest}`)).toBe(false);
  });

  it.each(['team/app:test', `team/app:test${digest}`, 'team/app', `team/other${digest}`])(
    'team/app:prod is none on %s',
    (written) => {
      expect(covers('team/app:prod', written, mayBeCovered)).toBe(false);
    },
  );
});
