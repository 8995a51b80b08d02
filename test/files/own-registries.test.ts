import { homedir } from 'node:os';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ownRegistriesPath, readOwnRegistries } from '../../server/src/files/own-registries.ts';
import { makeFolder } from '../support/command-line.ts';

/** A folder for configurations with a file of its own in each place that variables can lead to. */
async function configurations() {
  const { path } = await makeFolder({
    'named.yaml': 'named.example: { skip: true }',
    'xdg/seaworthy/registries.yaml': 'xdg.example: { skip: true }',
    'roaming/seaworthy/registries.yaml': 'roaming.example: { skip: true }',
  });
  return { path, fromHere: relative(process.cwd(), path) };
}

describe('a person’s own registries', () => {
  it('are in the file that a variable names, else in the folder that one names', async () => {
    const { path } = await configurations();
    const roaming = { APPDATA: `${path}/roaming` };
    const xdg = { ...roaming, XDG_CONFIG_HOME: `${path}/xdg` };
    const named = { ...xdg, SEAWORTHY_REGISTRIES: `${path}/named.yaml` };
    const found = await Promise.all([named, xdg, roaming].map(readOwnRegistries));
    expect(found.map(({ registries }) => Object.keys(registries))).toEqual([
      ['named.example'],
      ['xdg.example'],
      ['roaming.example'],
    ]);
    expect(found.flatMap(({ problems }) => problems)).toEqual([]);
  });

  it('are not in a file that a relative path leads to, which says so', async () => {
    const { path, fromHere } = await configurations();
    const environment = { APPDATA: `${path}/roaming`, XDG_CONFIG_HOME: `${fromHere}/xdg` };
    const roaming = { 'roaming.example': { skip: true } };
    expect(await readOwnRegistries(environment)).toMatchObject({
      registries: roaming,
      problems: [],
    });
    const named = { ...environment, SEAWORTHY_REGISTRIES: `${fromHere}/named.yaml` };
    expect(await readOwnRegistries(named)).toMatchObject({
      registries: roaming,
      problems: ['SEAWORTHY_REGISTRIES must be an absolute path; it is ignored.'],
    });
    expect(ownRegistriesPath({ APPDATA: `${fromHere}/roaming` })).toBe(
      join(homedir(), '.config', 'seaworthy', 'registries.yaml'),
    );
  });

  it('are none without the file, which is wrong only where a variable names it', async () => {
    const { path } = await configurations();
    const XDG_CONFIG_HOME = `${path}/none`;
    expect(await readOwnRegistries({ XDG_CONFIG_HOME })).toMatchObject({ problems: [] });
    const SEAWORTHY_REGISTRIES = `${path}/none.yaml`;
    expect(await readOwnRegistries({ SEAWORTHY_REGISTRIES })).toMatchObject({
      registries: {},
      problems: [`${path}/none.yaml cannot be read (ENOENT).`],
    });
  });
});
