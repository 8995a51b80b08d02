import { describe, expect, it } from 'vitest';
import { cacheFolder } from '../../server/src/registry/cache/cache-folder.ts';

describe('the cache folder', () => {
  it.each([
    ['linux', {}, '/home/a/.cache/seaworthy'],
    ['linux', { XDG_CACHE_HOME: '/mnt/cache' }, '/mnt/cache/seaworthy'],
    ['linux', { XDG_CACHE_HOME: 'relative' }, '/home/a/.cache/seaworthy'],
    ['linux', { XDG_CACHE_HOME: '' }, '/home/a/.cache/seaworthy'],
    ['freebsd', {}, '/home/a/.cache/seaworthy'],
    ['darwin', { XDG_CACHE_HOME: '/mnt/cache' }, '/home/a/Library/Caches/seaworthy'],
  ] as const)('on %s with %j is %s', (platform, environment, folder) => {
    expect(cacheFolder({ platform, environment, homeDirectory: '/home/a' })).toBe(folder);
  });

  it.each([
    [{ LOCALAPPDATA: 'D:\\Local' }, 'D:\\Local\\seaworthy\\Cache'],
    [{ LOCALAPPDATA: 'Local' }, 'C:\\Users\\a\\AppData\\Local\\seaworthy\\Cache'],
    [{}, 'C:\\Users\\a\\AppData\\Local\\seaworthy\\Cache'],
  ] as const)('on Windows with %j is %s', (environment, folder) => {
    const homeDirectory = 'C:\\Users\\a';
    expect(cacheFolder({ platform: 'win32', environment, homeDirectory })).toBe(folder);
  });
});
