import { describe, expect, it } from 'vitest';
import { readOwnRegistries } from '../../server/src/files/own-registries.ts';
import { readRegistriesFile } from '../../server/src/settings/registries-file.ts';
import { makeFolder } from '../support/command-line.ts';

const path = '/home/me/.config/seaworthy/registries.yaml';

describe('a person’s own registries.yaml', () => {
  it('says of registries what an editor does', () => {
    expect(readRegistriesFile('docker.io: { skip: true }\nhost.example:5000:', path)).toEqual({
      registries: { 'docker.io': { skip: true }, 'host.example:5000': {} },
      problems: [],
      isBroken: false,
    });
  });

  it('may be empty', () => {
    expect(readRegistriesFile('# nothing yet\n', path)).toEqual({
      registries: {},
      problems: [],
      isBroken: false,
    });
  });

  it.each([
    ['docker.io: { skip: true', 'no YAML'],
    ['docker.io: { skip: true }\ndocker.io: {}', 'YAML that says a thing twice'],
    ['- docker.io', 'a list'],
    ['docker.io', 'a word'],
    ['['.repeat(10_000), 'a pit'],
  ])('that is %j is broken, as %s', (text) => {
    expect(readRegistriesFile(text, path)).toEqual({
      registries: {},
      problems: [expect.stringContaining(`${path} is not a valid table of registries, so none is`)],
      isBroken: true,
    });
  });

  it('is broken when it is there and cannot be read, or is named and not there', async () => {
    const { path: folder } = await makeFolder({ 'seaworthy/registries.yaml/x': '', y: '' });
    const read = (environment: Readonly<Record<string, string>>) => readOwnRegistries(environment);
    expect(await read({ XDG_CONFIG_HOME: folder })).toMatchObject({ isBroken: true });
    expect(await read({ SEAWORTHY_REGISTRIES: `${folder}/none` })).toMatchObject({
      isBroken: true,
    });
    expect(await read({ XDG_CONFIG_HOME: `${folder}/none` })).toMatchObject({ isBroken: false });
    expect(await read({ XDG_CONFIG_HOME: `${folder}/y` })).toMatchObject({ isBroken: false });
  });

  it('with one entry that cannot be used is sound', () => {
    const text = 'docker.io: { mirror: mirror.example }\nold.example: { skip: true }';
    expect(readRegistriesFile(text, path)).toMatchObject({
      registries: { 'docker.io': { skip: true }, 'old.example': { skip: true } },
      isBroken: false,
    });
  });
});
