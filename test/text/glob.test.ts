import { describe, expect, it } from 'vitest';
import { matchesGlob } from '../../server/src/text/glob.ts';
import { nearestName } from '../../server/src/text/nearest-name.ts';

describe('a glob', () => {
  it.each([
    ['*.yaml', 'compose.yaml'],
    ['*.{yml,yaml}', 'compose.yml'],
    ['**/Dockerfile', 'Dockerfile'],
    ['**/Dockerfile', 'a/b/Dockerfile'],
    ['a/**/b', 'a/b'],
    ['a/**/b', 'a/x/y/b'],
    ['**/*dev*/**', 'services/dev-tools/Dockerfile'],
    ['docker.io/library/*', 'docker.io/library/redis'],
    ['{a,b{c,d}}', 'bd'],
    ['?x', 'ax'],
    ['[a]', '[a]'],
    ['a.b', 'a.b'],
  ])('%s matches %s', (pattern, path) => {
    expect(matchesGlob(pattern, path)).toBe(true);
  });

  it.each([
    ['*.yaml', 'a/compose.yaml'],
    ['**/Dockerfile', 'Dockerfile.dev'],
    ['a/*/b', 'a/b'],
    ['docker.io/library/*', 'docker.io/library/a/b'],
    ['a.b', 'axb'],
    ['', 'a'],
  ])('%s does not match %s', (pattern, path) => {
    expect(matchesGlob(pattern, path)).toBe(false);
  });

  it.each([
    `${'*a'.repeat(2000)}b`,
    `${'**/'.repeat(2000)}b`,
    '{a,b}'.repeat(200),
    '{'.repeat(5000),
  ])('that is meant to take forever does not: %#', (pattern) => {
    expect(matchesGlob(pattern, `${'a/'.repeat(500)}${'a'.repeat(2000)}`)).toBe(false);
  });
});

describe('the nearest name', () => {
  const names = ['image-no-tag', 'image-latest-tag', 'user-root'];

  it.each([
    ['image-notag', 'image-no-tag'],
    ['Image-Latest-Tag', 'image-latest-tag'],
    ['user-rot', 'user-root'],
  ])('to %s is %s', (typed, expected) => {
    expect(nearestName(typed, names)).toBe(expected);
  });

  it('is none when nothing is near', () => {
    expect(nearestName('privileged', names)).toBeUndefined();
  });
});
