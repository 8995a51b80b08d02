import { describe, expect, it } from 'vitest';
import { pathVariable } from '../../server/src/text/path-variable.ts';

describe('a variable that names a path', () => {
  it.each([
    ['linux', '/etc/conf', true],
    ['linux', 'conf', false],
    ['linux', './conf', false],
    ['linux', '~/conf', false],
    ['linux', 'C:\\conf', false],
    ['linux', '', false],
    ['darwin', '/etc/conf', true],
    ['win32', 'C:\\conf', true],
    ['win32', 'd:/conf', true],
    ['win32', '\\\\server\\share\\conf', true],
    ['win32', 'C:conf', false],
    ['win32', '\\conf', false],
    ['win32', 'conf', false],
  ] as const)('counts on %s as %j: %s', (platform, path, isSet) => {
    const environment = { FOLDER: path };
    expect(pathVariable({ environment, platform }, 'FOLDER')).toBe(isSet ? path : undefined);
  });

  it('may be left out', () => {
    expect(pathVariable({ environment: {}, platform: 'linux' }, 'FOLDER')).toBeUndefined();
  });
});
