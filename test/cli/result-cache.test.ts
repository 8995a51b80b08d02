import { chmod, readdir, readFile, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CheckSettings, DocumentToCheck } from '../../server/src/cli/check/checked-file.ts';
import { openResultCache, type ResultCache } from '../../server/src/cli/check/result-cache.ts';
import { thisThread } from '../../server/src/cli/check/this-thread.ts';
import { readSource } from '../../server/src/cli/files.ts';
import { promptNodeFiles as files } from '../../server/src/files/node-files.ts';
import { rules } from '../../server/src/rules/index.ts';
import { makeFolder, type Folder } from '../support/command-line.ts';
import { today } from '../support/rule-examples.ts';

const day = 86_400_000;
const start = Date.parse('2026-01-01');

/** A folder with files to check, and another one for results. */
interface Place {
  readonly work: Folder;
  readonly results: Folder;
}

async function makePlace(content: Readonly<Record<string, string>>): Promise<Place> {
  return { work: await makeFolder(content), results: await makeFolder({ 'kept/.keep': '' }) };
}

function settingsOf({ work }: Place, others: Partial<CheckSettings> = {}): CheckSettings {
  const base = { folder: work.path, root: work.path, today, withFixes: false };
  return { ...base, profile: undefined, configuration: undefined, ...others };
}

interface Circumstances {
  readonly settings?: Partial<CheckSettings>;
  readonly program?: string;
  /** Where results are kept. */
  readonly folder?: string;
  readonly now?: number;
}

function open(
  place: Place,
  { settings, program = '1', folder = place.results.file('kept'), now = start }: Circumstances = {},
): ResultCache {
  const ports = { results: { folder, program }, files, now: () => now };
  return openResultCache(ports, settingsOf(place, settings));
}

async function documentAt({ work }: Place, name: string): Promise<DocumentToCheck> {
  const read = await readSource(work.file(name));
  return read.ok ? { ...read.value, path: name } : expect.fail(read.error.sentence);
}

/** Checks a file as the command does; tells whether the result was known, and what it is. */
async function check(place: Place, name: string, circumstances: Circumstances = {}) {
  const cache = open(place, circumstances);
  const document = await documentAt(place, name);
  const known = await cache.find(document);
  const settings = settingsOf(place, circumstances.settings);
  const [fresh] = await thisThread(settings, { rules, files }).check([document]);
  if (fresh === undefined) return expect.fail('nothing was checked');
  if (known === undefined) cache.keep(document, fresh);
  cache.close();
  return { isKnown: known !== undefined, result: known ?? fresh, fresh };
}

async function isKnown(
  place: Place,
  name: string,
  circumstances?: Circumstances,
): Promise<boolean> {
  return (await check(place, name, circumstances)).isKnown;
}

/** The one file of results. */
async function resultPath({ results }: Place): Promise<string> {
  const [name = ''] = (await readdir(results.file('kept'))).filter((name) => name !== '.keep');
  return join(results.file('kept'), name);
}

const dockerfile = 'FROM alpine\nRUN sudo true\n';

describe('a result that is kept', () => {
  it('is found again, and is the same', async () => {
    const place = await makePlace({ Dockerfile: `# ü\n${dockerfile}` });
    expect((await check(place, 'Dockerfile')).isKnown).toBe(false);
    const { isKnown, result, fresh } = await check(place, 'Dockerfile');
    expect(isKnown).toBe(true);
    expect(result).toEqual(fresh);
    expect(result.checked.findings).not.toEqual([]);
  });

  it('is told by the path that is asked for now', async () => {
    const place = await makePlace({ 'sub/Dockerfile': dockerfile });
    await check(place, 'sub/Dockerfile');
    const cache = open(place, { settings: { folder: place.work.file('sub') } });
    const document = { ...(await documentAt(place, 'sub/Dockerfile')), path: 'Dockerfile' };
    expect((await cache.find(document))?.checked.path).toBe('Dockerfile');
  });

  it('is for the eyes of its user alone', async () => {
    const place = await makePlace({ Dockerfile: dockerfile });
    const folder = place.results.file('kept/deeper/down');
    await check(place, 'Dockerfile', { folder });
    const [name = ''] = await readdir(folder);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
  });
});

describe('a result that may be another one by now', () => {
  const before = { 'sub/Dockerfile': dockerfile };
  const compose = 'services:\n  web:\n    image: alpine:${TAG}\n';

  it.each<[string, Record<string, string>, string, string, string]>([
    ['its text changed', before, 'sub/Dockerfile', 'sub/Dockerfile', 'FROM scratch\n'],
    ['it has a configuration now', before, 'sub/Dockerfile', 'seaworthy.yaml', 'profile: strict\n'],
    [
      '.env changed',
      { 'compose.yaml': compose, '.env': 'TAG=1\n' },
      'compose.yaml',
      '.env',
      'TAG=2\n',
    ],
    ['.env is there now', { 'compose.yaml': compose }, 'compose.yaml', '.env', 'TAG=2\n'],
    [
      'an override is there now',
      { 'compose.yaml': compose },
      'compose.yaml',
      'compose.override.yaml',
      'services: {}\n',
    ],
    [
      'a secret lies beside it',
      { Dockerfile: 'FROM alpine\nCOPY . .\n' },
      'Dockerfile',
      'id_rsa',
      '',
    ],
  ])('is not taken: %s', async (_, content, name, changed, text) => {
    const place = await makePlace(content);
    await check(place, name);
    expect(await isKnown(place, name)).toBe(true);
    await writeFile(place.work.file(changed), text);
    expect(await isKnown(place, name)).toBe(false);
    expect(await isKnown(place, name)).toBe(true);
  });

  it.each<[string, Circumstances]>([
    ['another program', { program: '2' }],
    ['another profile', { settings: { profile: 'strict' } }],
    [
      'another configuration',
      { settings: { configuration: { path: '/c.yaml', text: 'profile: strict' } } },
    ],
  ])('is not taken by %s', async (_, circumstances) => {
    const place = await makePlace(before);
    await check(place, 'sub/Dockerfile');
    expect(await isKnown(place, 'sub/Dockerfile', circumstances)).toBe(false);
    expect(await isKnown(place, 'sub/Dockerfile')).toBe(true);
  });

  it('is not taken for the same text elsewhere', async () => {
    const place = await makePlace({ ...before, 'other/Dockerfile': dockerfile });
    await check(place, 'sub/Dockerfile');
    expect(await isKnown(place, 'other/Dockerfile')).toBe(false);
  });

  it('is not taken on another day when a comment ends on a day', async () => {
    const ending = `# seaworthy: ignore[sudo-used] until 2026-06-01\n`;
    const place = await makePlace({
      Dockerfile: dockerfile,
      'Dockerfile.b': `${ending}${dockerfile}`,
    });
    const first = { settings: { today: '2026-06-01' } };
    const second = { settings: { today: '2026-06-02' } };
    for (const name of ['Dockerfile', 'Dockerfile.b']) await check(place, name, first);
    expect(await isKnown(place, 'Dockerfile.b', first)).toBe(true);
    expect(await isKnown(place, 'Dockerfile', second)).toBe(true);
    expect(await isKnown(place, 'Dockerfile.b', second)).toBe(false);
  });

  it('is not taken for fixes when it has none, unless there is nothing to fix', async () => {
    const place = await makePlace({ Dockerfile: dockerfile, 'Dockerfile.b': 'FROM scratch\n' });
    const withFixes = { settings: { withFixes: true } };
    for (const name of ['Dockerfile', 'Dockerfile.b']) await check(place, name);
    expect(await isKnown(place, 'Dockerfile', withFixes)).toBe(false);
    expect(await isKnown(place, 'Dockerfile.b', withFixes)).toBe(true);
  });

  it('has its fixes once they were made, for those who ask for them', async () => {
    const place = await makePlace({ Dockerfile: dockerfile });
    const withFixes = { settings: { withFixes: true } };
    const { result: made } = await check(place, 'Dockerfile', withFixes);
    const { isKnown: isKnownNow, result } = await check(place, 'Dockerfile', withFixes);
    expect(isKnownNow).toBe(true);
    expect(result).toEqual(made);
    expect((await check(place, 'Dockerfile')).result.checked.findings[0]?.fixes).toBeUndefined();
  });

  it('has nothing of a secret in it, also not in a fix', async () => {
    const secret = 'correct-horse-battery';
    const place = await makePlace({
      Dockerfile: `FROM app:1\nENV DB_PASSWORD=${secret} A=1\n`,
      'compose.yaml': `services:\n  a:\n    image: app:1\n    environment:\n      - DB_PASSWORD=${secret}\n`,
    });
    for (const name of ['Dockerfile', 'compose.yaml'])
      await check(place, name, { settings: { withFixes: true, profile: 'strict' } });
    const [file = ''] = (await readdir(place.results.file('kept'))).filter((name) =>
      name.startsWith('results-'),
    );
    const written = await place.results.read(join('kept', file));
    expect(written).toContain('secret-in-env');
    expect(written).not.toContain(secret);
  });
});

describe('a file of results that is not what it was', () => {
  it.each<[string, (whole: Buffer) => Buffer | string]>([
    ['empty', () => ''],
    ['something else', () => 'nothing of ours\n'],
    ['cut off', (whole) => whole.subarray(0, whole.length - 20)],
    [
      'altered in one place',
      (whole) => Buffer.from(whole.toString('utf8').replace('sudo', 'sodu')),
    ],
    ['full of zeros', (whole) => Buffer.alloc(whole.length)],
    ['one with other lines', (whole) => whole.toString('utf8').replaceAll(/^[\w-]{32} /gm, 'x')],
  ])('has no results, and is replaced: %s', async (_, damage) => {
    const place = await makePlace({ Dockerfile: dockerfile });
    await check(place, 'Dockerfile');
    const path = await resultPath(place);
    await writeFile(path, damage(await readFile(path)));
    expect(await isKnown(place, 'Dockerfile')).toBe(false);
    expect(await isKnown(place, 'Dockerfile')).toBe(true);
  });

  it('is not believed when others may write it, or when it is a link', async () => {
    const place = await makePlace({ Dockerfile: dockerfile });
    await check(place, 'Dockerfile');
    const path = await resultPath(place);
    await chmod(path, 0o666);
    expect(await isKnown(place, 'Dockerfile')).toBe(false);
    const content = await readFile(path);
    const elsewhere = place.work.file('elsewhere');
    await writeFile(elsewhere, content, { mode: 0o600 });
    const other = await makePlace({});
    await symlink(elsewhere, other.results.file(`kept/${path.split('/').at(-1) ?? ''}`));
    expect(await isKnown({ ...place, results: other.results }, 'Dockerfile')).toBe(false);
  });

  it('may be missing and impossible to write: then nothing is kept', async () => {
    const place = await makePlace({ Dockerfile: dockerfile });
    const folder = place.work.file('Dockerfile');
    for (let run = 0; run < 2; run++)
      expect(await isKnown(place, 'Dockerfile', { folder })).toBe(false);
    expect(await place.work.read('Dockerfile')).toBe(dockerfile);
  });
});

describe('what is kept for long', () => {
  it('goes when nobody has needed it for thirty days, and stays when somebody has', async () => {
    const place = await makePlace({ Dockerfile: dockerfile, 'Dockerfile.b': 'FROM scratch\n' });
    for (const name of ['Dockerfile', 'Dockerfile.b']) await check(place, name);
    expect(await isKnown(place, 'Dockerfile', { now: start + 20 * day })).toBe(true);
    expect(await isKnown(place, 'Dockerfile', { now: start + 40 * day })).toBe(true);
    expect(await isKnown(place, 'Dockerfile', { now: start + 40 * day })).toBe(true);
    expect(await isKnown(place, 'Dockerfile.b', { now: start + 40 * day })).toBe(false);
  });

  it('stays as it was when a check is broken off', async () => {
    const place = await makePlace({ Dockerfile: dockerfile });
    const document = await documentAt(place, 'Dockerfile');
    const [fresh] = await thisThread(settingsOf(place), { rules, files }).check([document]);
    if (fresh === undefined) expect.fail('nothing was checked');
    const cache = open(place);
    cache.keep(document, fresh);
    cache.discard();
    expect(await readdir(place.results.file('kept'))).toEqual(['.keep']);
  });

  it('is not written anew when there is nothing to say', async () => {
    const place = await makePlace({ Dockerfile: dockerfile });
    await check(place, 'Dockerfile');
    const { ino } = await stat(await resultPath(place));
    await check(place, 'Dockerfile');
    expect((await stat(await resultPath(place))).ino).toBe(ino);
  });

  it('leaves with what others have left behind, and touches nothing that is not its own', async () => {
    const place = await makePlace({ Dockerfile: dockerfile });
    const id = '00000000-0000-4000-8000-000000000000';
    const old = ['results-old', `results-x.${id}.tmp`, 'facts-old'];
    for (const name of old) {
      await writeFile(place.results.file(`kept/${name}`), '');
      await utimes(place.results.file(`kept/${name}`), start / 1000, start / 1000);
    }
    await check(place, 'Dockerfile', { now: start + 60 * day });
    const left = await readdir(place.results.file('kept'));
    expect(left.filter((name) => old.includes(name))).toEqual(['facts-old']);
    expect(left.filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('is nothing without a folder for it', async () => {
    const place = await makePlace({ Dockerfile: dockerfile });
    const ports = { results: undefined, files, now: () => start };
    const cache = openResultCache(ports, settingsOf(place));
    cache.close();
    expect(await cache.find(await documentAt(place, 'Dockerfile'))).toBeUndefined();
  });
});
