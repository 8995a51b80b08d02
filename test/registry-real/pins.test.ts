import fetch from 'node-fetch';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { makeFolder, type Folder } from '../support/command-line.ts';
import { requirePackaged, seaworthy, type Ending } from '../support/packaged.ts';
import { startRealRegistry, type RealRegistry } from '../support/real-registry.ts';
import { pushRelease, releaseOf, type Release } from '../support/releases.ts';
import { createUser } from '../support/user-home.ts';
import { isSkipped, titled } from './tools.ts';

interface Person {
  readonly folder: Folder;
  readonly pin: (...words: readonly string[]) => Promise<Ending>;
}

/** A release that is older than any cooldown. */
function release(version: string, attempt = 1): Release {
  const layers = [`layer of ${version}`];
  return releaseOf({ version, created: '2020-01-01T00:00:00Z', layers, attempt });
}

describe.skipIf(isSkipped)(titled('the life of a pin'), { timeout: 60_000 }, () => {
  let registry: RealRegistry;
  const repository = 'team/app';
  const first = release('1.0');
  const second = release('1.1');
  const third = release('1.2');

  beforeAll(async () => {
    requirePackaged();
    registry = await startRealRegistry({ allowsDeletion: true });
  });

  afterAll(() => registry.close());

  const moveTag = (to: Release): Promise<void> => pushRelease(to, repository, ['1'], registry);

  /** A person with these files and a cache of their own. */
  async function person(files: Readonly<Record<string, string>>): Promise<Person> {
    const user = await createUser();
    onTestFinished(() => user.close());
    const folder = await makeFolder(files);
    return {
      folder,
      pin: (...words) => seaworthy(folder.path, ['pin', ...words], user.environment),
    };
  }

  it('is what pin, update, check and unpin say and do', async () => {
    const image = `${registry.host}/${repository}`;
    const files = {
      Dockerfile: `\ufeffARG B=${image}:1\r\nFROM $B\r\n`,
      'compose.yaml': 'services:\n  app:\n    image: "${I}" # it',
      '.env': `I=${image}:1\n`,
    };
    await moveTag(first);
    const { folder, pin } = await person(files);
    const complaints = async (): Promise<readonly [number, readonly string[]]> => {
      const { code, output } = await pin('--check');
      return [code, output.split('\n').slice(0, -1)];
    };
    const expectPins = async ({ index }: Release): Promise<void> => {
      for (const [name, text] of Object.entries(files))
        expect(await folder.read(name)).toBe(text.replace('app:1', `app:1@${index.digest}`));
    };

    const unpinned = `${image}:1: it is not pinned, so another image can come under its name; pin it with \`seaworthy pin --write\`.`;
    expect(await complaints()).toEqual([
      1,
      [`Dockerfile:1:7: ${unpinned}`, `compose.yaml:3:12: ${unpinned}`],
    ]);

    const before = registry.requests().length;
    expect(await pin('--write')).toEqual({
      code: 0,
      output: '',
      errors: 'Dockerfile: 1 image pinned\n.env: 1 image pinned\nPinned 2 images.\n',
    });
    await expect.poll(() => registry.requests().slice(before)).toHaveLength(1);
    await expectPins(first);
    expect(await complaints()).toEqual([0, []]);

    await moveTag(release('1.0', 2));
    expect(await complaints()).toEqual([0, []]);
    const same = await pin('--update', '--write');
    expect([same.code, same.errors]).toEqual([
      0,
      expect.stringContaining('only attestations or annotations changed'),
    ]);

    await moveTag(second);
    const moved = `${image}:1: its tag stands for another image now, \`${second.index.digest.slice(7, 19)}\`; move the pin with \`seaworthy pin --update --write\`.`;
    expect(await complaints()).toEqual([
      1,
      [`Dockerfile:1:7: ${moved}`, `compose.yaml:3:12: ${moved}`],
    ]);
    const update = await pin('--update', '--write');
    expect([update.code, update.errors.split('\n').at(-2)]).toEqual([0, 'Updated 2 images.']);
    await expectPins(second);
    expect(await complaints()).toEqual([0, []]);

    await moveTag(third);
    const url = `${registry.url}/v2/${repository}/manifests/${second.index.digest}`;
    expect((await fetch(url, { method: 'DELETE' })).status).toBe(202);
    const gone = `${image}:1: the registry no longer has the pinned image, so it cannot be pulled; move the pin with \`seaworthy pin --update --write\`.`;
    expect(await complaints()).toEqual([
      1,
      [`Dockerfile:1:7: ${gone}`, `compose.yaml:3:12: ${gone}`],
    ]);
    expect((await pin('--update', '--write')).code).toBe(0);
    expect(await complaints()).toEqual([0, []]);

    expect((await pin('--unpin', '--write')).code).toBe(0);
    for (const [name, text] of Object.entries(files)) expect(await folder.read(name)).toBe(text);
  });

  it('is followed no sooner than the cooldown allows', async () => {
    const image = `${registry.host}/${repository}`;
    const young = releaseOf({
      version: '1.3',
      created: new Date().toISOString(),
      layers: ['young'],
    });
    await moveTag(third);
    const content = `FROM ${image}:1@${third.index.digest}\n`;
    const { folder, pin } = await person({ Dockerfile: content });
    await moveTag(young);
    expect((await pin('--check', '--cooldown', '7')).code).toBe(0);
    expect((await pin('--check')).code).toBe(1);
    const { code, errors } = await pin('--update', '--write', '--cooldown', '7');
    expect([code, errors]).toEqual([
      0,
      expect.stringContaining('the new image is less than a day old, younger than `--cooldown`'),
    ]);
    expect(await folder.read('Dockerfile')).toBe(content);
  });
});
