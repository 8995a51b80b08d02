import { describe, expect, it } from 'vitest';
import {
  certificateFolders,
  readHostCertificates,
} from '../../server/src/registry/network/host-certificates.ts';

describe('the folders for certificates of single registries', () => {
  const homeDirectory = '/home/me';

  it('are those of podman and Docker, a person’s own in front', () => {
    expect(certificateFolders({ environment: {}, homeDirectory, platform: 'linux' })).toEqual([
      '/home/me/.config/containers/certs.d',
      '/home/me/.config/docker/certs.d',
      '/home/me/.docker/certs.d',
      '/etc/containers/certs.d',
      '/etc/docker/certs.d',
    ]);
    const environment = { XDG_CONFIG_HOME: '/elsewhere' };
    expect(certificateFolders({ environment, homeDirectory, platform: 'darwin' })[0]).toBe(
      '/elsewhere/containers/certs.d',
    );
  });

  it('are not where a relative path leads', () => {
    const environment = { XDG_CONFIG_HOME: 'conf', ProgramData: 'data' };
    expect(certificateFolders({ environment, homeDirectory, platform: 'linux' })[0]).toBe(
      '/home/me/.config/containers/certs.d',
    );
    expect(certificateFolders({ environment, homeDirectory, platform: 'win32' }).at(-1)).toBe(
      'C:\\ProgramData\\docker\\certs.d',
    );
  });

  it('on Windows are in its own places', () => {
    const environment = { ProgramData: 'D:\\Data' };
    expect(
      certificateFolders({ environment, homeDirectory: 'C:\\Users\\me', platform: 'win32' }).slice(
        -2,
      ),
    ).toEqual(['C:\\Users\\me\\.docker\\certs.d', 'D:\\Data\\docker\\certs.d']);
  });

  it.each([
    ['linux', 'host.example:5000', ['host.example:5000']],
    ['linux', 'host.example', ['host.example', 'host.example:443']],
    ['linux', '[::1]:5000', ['[::1]:5000']],
    ['linux', '..', []],
    ['linux', '.', []],
    ['win32', 'host.example:5000', ['host.example5000']],
  ] as const)('on %s for %s are %j', async (platform, host, expected) => {
    const asked: string[] = [];
    const files = {
      read: () => Promise.reject(new Error()),
      list: (folder: string) => {
        asked.push(folder);
        return Promise.resolve([]);
      },
    };
    await readHostCertificates(host, ['certs.d'], { files, platform });
    const separator = platform === 'win32' ? '\\' : '/';
    expect(asked).toEqual(expected.map((name) => `certs.d${separator}${name}`));
  });
});
