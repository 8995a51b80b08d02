import { expect, it } from 'vitest';
import { parseReference } from '../../server/src/reference/reference.ts';
import { isCovered } from '../../server/src/rules/image-patterns.ts';

function covers(pattern: string, written: string): boolean {
  const parsed = parseReference(written);
  if (!parsed.ok) throw new Error(`${written} is no reference`);
  return isCovered([pattern], parsed.value);
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
