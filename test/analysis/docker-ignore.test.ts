import { describe, expect, it } from 'vitest';
import { readDockerIgnore } from '../../server/src/analysis/docker-ignore.ts';

describe('a .dockerignore', () => {
  it.each<[string, string, boolean]>([
    ['.env', '.env', true],
    ['.env', 'app/.env', false],
    ['**/.env', 'app/.env', true],
    ['/app/', 'app/.env', true],
    ['app', 'app/a/b', true],
    ['*', 'app/.env', true],
    ['*\n!.env', '.env', false],
    ['*\n!app\napp/.env', 'app/.env', true],
    ['# .env', '.env', false],
    ['  .env  ', '.env', true],
    ['.env*\r\n', '.env.local', true],
    ['', '.env', false],
  ])('%j keeps %s out: %s', (text, path, expected) => {
    expect(readDockerIgnore(text)(path)).toBe(expected);
  });
});
