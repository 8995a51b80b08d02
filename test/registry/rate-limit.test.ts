import { describe, expect, it } from 'vitest';
import { readRateLimit } from '../../server/src/registry/patience/rate-limit.ts';

const source = { 'docker-ratelimit-source': '192.0.2.7' };

describe('readRateLimit', () => {
  it.each<[string, Record<string, string>, object | undefined]>([
    [
      'Docker Hub',
      { 'ratelimit-limit': '100;w=21600', 'ratelimit-remaining': '98;w=21600', ...source },
      { limit: 100, remaining: 98, window: 21_600_000 },
    ],
    [
      'Docker Hub without a window',
      { 'ratelimit-limit': '200', 'ratelimit-remaining': '0', ...source },
      { limit: 200, remaining: 0 },
    ],
    [
      'GitLab',
      { 'ratelimit-limit': '60', 'ratelimit-remaining': '59' },
      { limit: 60, remaining: 59, counts: 'requests' },
    ],
    [
      'GitHub',
      { 'x-ratelimit-limit': '5000', 'x-ratelimit-remaining': '4999', 'x-ratelimit-reset': '1' },
      { limit: 5000, remaining: 4999, counts: 'requests' },
    ],
    [
      'a gateway with several limits',
      { 'x-ratelimit-limit': '10, 10;w=1, 50;w=60', 'x-ratelimit-remaining': '9' },
      { limit: 10, remaining: 9, counts: 'requests' },
    ],
    [
      'a draft with a policy',
      { 'ratelimit-limit': '100;policy="a, b"', 'ratelimit-remaining': '7' },
      { limit: 100, remaining: 7, counts: 'requests' },
    ],
    ['half of it', { 'ratelimit-limit': '100;w=21600' }, undefined],
    ['words', { 'ratelimit-limit': 'many', 'ratelimit-remaining': 'some' }, undefined],
    ['less than nothing', { 'ratelimit-limit': '100', 'ratelimit-remaining': '-1' }, undefined],
    [
      'a number out of reach',
      { 'ratelimit-limit': '9'.repeat(400), 'ratelimit-remaining': '1' },
      undefined,
    ],
    ['nothing', {}, undefined],
  ])('reads %s', (_, headers, expected) => {
    expect(readRateLimit((name) => headers[name])).toEqual(expected);
  });
});
