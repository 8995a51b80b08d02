import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseReference } from '../../server/src/reference/reference.ts';
import { userKeychain } from '../../server/src/registry/credentials/user-keychain.ts';
import { never } from './setup.ts';

describe('the name of an image', () => {
  it.each([
    'evil.example.test/../../token',
    'evil.example.test/team/../secret:1',
    'evil.example.test/./app',
    'evil.example.test/team/app:../../token',
    'evil.example.test/team%2f..%2fsecret:1',
    'evil.example.test/team/app:1%0d%0aX-Injected',
    'evil.example.test/team/app:1?x=1',
    'evil.example.test/team/app:1#x',
    'evil.example.test//app:1',
    '2852039166.:443/app:1',
    'alice:pw@evil.example.test/app:1',
    'https://evil.example.test/app:1',
    'evil.example.test\\@other.example.test/app:1',
  ])('%s is none, so nothing is asked', (name) => {
    expect(parseReference(name).ok).toBe(false);
  });
});

describe('the name of a credential helper', () => {
  it.each(['../../evil', '../evil', '/evil', 'evil; touch ran', '$(touch ran)', 'evil\nevil', ''])(
    '%j runs nothing',
    async (suffix) => {
      const folder = await mkdtemp(join(tmpdir(), 'helper-'));
      onTestFinished(() => rm(folder, { recursive: true }));
      await mkdir(join(folder, 'bin/docker-credential-..'), { recursive: true });
      for (const name of ['evil', 'bin/evil', 'bin/docker-credential-'])
        await writeProgram(join(folder, name), `#!/bin/sh\n: > "${folder}/ran"\n`);
      const keychain = userKeychain({
        environment: { PATH: join(folder, 'bin') },
        homeDirectory: folder,
        platform: process.platform,
        readFile: () =>
          Promise.resolve(JSON.stringify({ credHelpers: { 'evil.example.test': suffix } })),
        now: () => 0,
      });
      const target = {
        registry: 'evil.example.test',
        repository: 'team/app',
        credentialsKey: 'evil.example.test',
      };
      expect((await keychain.find(target, never)).found).toBeUndefined();
      expect(await readdir(folder)).not.toContain('ran');
    },
  );
});

describe('a workspace', () => {
  it('cannot set how registries are reached, nor that they are asked', () => {
    const manifest = JSON.parse(
      readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
    ) as Manifest;
    const { properties } = manifest.contributes.configuration;
    const names = Object.keys(properties).filter((name) => name.startsWith('seaworthy.registr'));
    expect(names.length).toBeGreaterThanOrEqual(3);
    for (const name of names) expect([name, properties[name]?.scope]).toEqual([name, 'machine']);
    expect(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations).toEqual(
      expect.arrayContaining(names),
    );
  });
});

interface Manifest {
  readonly contributes: {
    readonly configuration: {
      readonly properties: Readonly<Record<string, { readonly scope?: string }>>;
    };
  };
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] };
  };
}

async function writeProgram(path: string, text: string): Promise<void> {
  await writeFile(path, text);
  await chmod(path, 0o755);
}
