import { describe, expect, it } from 'vitest';
import { command, makeFolder, type Outcome } from '../support/command-line.ts';
import {
  imageShelf,
  indexNamed,
  manifestNamed,
  push,
  type ImageShelf,
} from '../support/image-shelf.ts';
import { matching } from '../support/matching.ts';
import { asking } from '../support/pin-command.ts';
import { today } from '../support/rule-examples.ts';

const day = 24 * 60 * 60_000;
const both = { 'linux/amd64': 'old amd64', 'linux/arm64': 'old arm64' };
const old = indexNamed('old', both);
const next = indexNamed('next', { 'linux/amd64': 'next amd64', 'linux/arm64': 'next arm64' });
const resigned = indexNamed('resigned', both);

/** A registry in which the tag `1` stands for the old image, and `2` for the next. */
function shelfOf(): ImageShelf {
  const shelf = imageShelf();
  push(shelf, '1', old);
  push(shelf, '2', next);
  return shelf;
}

/** Checks one file, `f`, and leaves the folder out of what was written. */
async function check(
  files: Readonly<Record<string, string>>,
  shelf: ImageShelf,
  ...words: readonly string[]
): Promise<Outcome> {
  const folder = await makeFolder(files);
  const { code, output, errors } = await command(
    ['pin', '--check', ...words, folder.path],
    asking(shelf),
  );
  for (const [name, text] of Object.entries(files)) expect(await folder.read(name)).toBe(text);
  const short = (text: string): string => text.replaceAll(`${folder.path}/`, '');
  return { code, output: short(output), errors: short(errors) };
}

describe('seaworthy pin --check', () => {
  it('is content where all is pinned to what the tags stand for', async () => {
    const files = { Dockerfile: `FROM app:1@${old.digest} AS a\nFROM a\nFROM scratch\n` };
    expect(await check(files, shelfOf())).toEqual({
      code: 0,
      output: '',
      errors: '1 image: all pinned, none outdated or gone.\n',
    });
  });

  it('is content where there is nothing that could be pinned, and asks nobody', async () => {
    const files = {
      'compose.yaml': 'services:\n  app: {build: ., image: app}\n  job: {image: app}\n',
    };
    const shelf = shelfOf();
    expect(await check(files, shelf)).toEqual({
      code: 0,
      output: '',
      errors: 'There is no image to check.\n',
    });
    expect(shelf.asked).toEqual([]);
  });

  it('names each image that is not pinned, a line each, and asks nobody', async () => {
    const files = {
      Dockerfile: 'ARG R=x\nFROM redis AS a\nFROM $R/b:1\nARG V\nFROM c:$V\n',
      'compose.yaml': 'services:\n  cache:\n    image: redis:7\n',
    };
    const shelf = shelfOf();
    expect(await check(files, shelf)).toEqual({
      code: 1,
      output: [
        'Dockerfile:2:6: redis: it is not pinned, so another image can come under its name; pin it with `seaworthy pin --write`.',
        'Dockerfile:3:6: $R/b:1: it is not pinned, and cannot be pinned here; `R` holds only a part of it. Put the whole reference, with its tag, into one variable or into this line.',
        'Dockerfile:5:6: c:$V: it is not pinned, and cannot be pinned here; `V` has no default here, so the image is not known. Pin it where the variable is set.',
        'compose.yaml:3:12: redis:7: it is not pinned, so another image can come under its name; pin it with `seaworthy pin --write`.',
        '',
      ].join('\n'),
      errors: '4 images: 4 not pinned.\n',
    });
    expect(shelf.asked).toEqual([]);
  });

  it('writes nothing that a terminal obeys', async () => {
    const { output } = await check({ Dockerfile: 'ARG V\nFROM a:\u001b[2J$V\n' }, shelfOf());
    expect(output).toMatch(/^Dockerfile:2:6: a: \[2J\$V: /);
  });
});

describe('a tag that stands for another image by now', () => {
  const files = { Dockerfile: `FROM app:1@${old.digest}\n` };

  function moved(to = next, age?: number): ImageShelf {
    const shelf = shelfOf();
    push(shelf, '1', to);
    if (age !== undefined) shelf.created.set(to.digest, Date.parse(today) - age * day);
    return shelf;
  }

  it('is told with what it stands for', async () => {
    const short = next.digest.slice(7, 19);
    expect(await check(files, moved())).toEqual({
      code: 1,
      output: `Dockerfile:1:6: app:1: its tag stands for another image now, \`${short}\`; move the pin with \`seaworthy pin --update --write\`.\n`,
      errors: '1 image: 1 outdated.\n',
    });
  });

  it.each<[string, ImageShelf, number]>([
    ['the image is younger than the cooldown', moved(next, 3), 7],
    ['nobody knows how old it is', moved(next), 7],
    ['only attestations differ', moved(resigned), 0],
  ])('is no complaint while %s', async (_, shelf, cooldown) => {
    const outcome = await check(files, shelf, '--cooldown', String(cooldown));
    expect([outcome.code, outcome.output]).toEqual([0, '']);
  });

  it('is a complaint as soon as the image is old enough', async () => {
    const { code } = await check(files, moved(next, 7), '--cooldown', '7');
    expect(code).toBe(1);
  });

  it('is told in other words of a pin to one platform of what it stands for', async () => {
    const platform = old.images[0]?.digest ?? '';
    const { code, output } = await check({ Dockerfile: `FROM app:1@${platform}\n` }, shelfOf());
    expect([code, output]).toEqual([
      1,
      expect.stringContaining('it is pinned to the image of one platform alone'),
    ]);
  });

  it('is no complaint where the tag is gone and the image is there', async () => {
    const shelf = shelfOf();
    shelf.tags.delete('1');
    expect((await check(files, shelf)).code).toBe(0);
  });

  it('is nothing that a pin without a tag could know of', async () => {
    const outcome = await check({ Dockerfile: `FROM app@${old.digest}\n` }, moved());
    expect(outcome.code).toBe(0);
  });
});

describe('an image that the registry no longer has', () => {
  const files = { Dockerfile: `FROM app:1@${old.digest}\n` };

  function without(...digests: readonly string[]): ImageShelf {
    const shelf = shelfOf();
    for (const digest of shelf.entries.keys())
      if (digests.includes(digest)) shelf.entries.delete(digest);
    return shelf;
  }

  it.each<[string, (shelf: ImageShelf) => void, readonly string[], RegExp]>([
    [
      'its tag stands for another one',
      (shelf) => push(shelf, '1', next),
      [],
      /it cannot be pulled; move the pin with `seaworthy pin --update --write`\.\n$/,
    ],
    [
      'its tag stands for one that is too young',
      (shelf) => {
        shelf.created.set(push(shelf, '1', next), Date.parse(today));
      },
      ['--cooldown', '7'],
      /wait, or move the pin with `seaworthy pin --update --cooldown 0 --write`\.\n$/,
    ],
    [
      'its tag is gone too',
      (shelf) => shelf.tags.delete('1'),
      [],
      /it cannot be pulled; choose a tag that is there, and pin that\.\n$/,
    ],
  ])('is told, with what to do where %s', async (_, change, words, sentence) => {
    const shelf = without(old.digest);
    change(shelf);
    expect(await check(files, shelf, ...words)).toEqual({
      code: 1,
      output: matching(sentence),
      errors: '1 image: 1 gone.\n',
    });
  });

  it('is gone too when only that of the wanted platform is', async () => {
    const shelf = without(old.images[1]?.digest ?? '');
    const outcome = await check(
      {
        Dockerfile: `FROM --platform=linux/arm64 app:1@${old.digest} AS a\nFROM --platform=linux/amd64 app:1@${old.digest}\nFROM app:1@${old.digest}\n`,
      },
      shelf,
    );
    expect(outcome).toEqual({
      code: 1,
      output:
        'Dockerfile:1:29: app:1: the registry no longer has the pinned image for linux/arm64, so it cannot be pulled; push it again, or tell those who run the registry.\n',
      errors: '3 images: 1 gone.\n',
    });
  });

  it('is gone when nothing is left of an index', async () => {
    const shelf = without(...old.images.map(({ digest }) => digest));
    const { output } = await check(files, shelf);
    expect(output).toContain('no longer has the pinned image for any platform');
  });
});

describe('what could not be found out', () => {
  it('is named once, and is worse than any complaint', async () => {
    const shelf = shelfOf();
    shelf.failure = 'unreachable';
    const files = {
      Dockerfile: `FROM redis\nFROM app:1@${old.digest}\nFROM app:1@${old.digest}\n`,
    };
    const { code, output, errors } = await check(files, shelf);
    expect(code).toBe(2);
    expect(output).toMatch(/^Dockerfile:1:6: redis: it is not pinned.+\n$/);
    expect(errors.split('\n')).toEqual([
      'Could not check `app:1`: docker.io could not be reached. Check the network and the name of the registry.',
      '3 images: 1 not pinned, 2 could not be checked.',
      '',
    ]);
  });

  it('is asked for no more at a registry that refuses', async () => {
    const shelf = shelfOf();
    shelf.failure = 'rate-limited';
    const files = {
      Dockerfile: Array.from(
        { length: 30 },
        (_, index) => `FROM app${String(index)}:1@${old.digest}\n`,
      ).join(''),
    };
    expect((await check(files, shelf)).code).toBe(2);
    expect(shelf.asked.length).toBeLessThan(10);
  });

  it('is a file that nobody can read', async () => {
    const folder = await makeFolder({ 'compose.yaml': Buffer.from([0xff]) });
    const { code } = await command(['pin', '--check', folder.path], asking(shelfOf()));
    expect(code).toBe(2);
  });
});

describe('the requests of a check', () => {
  it('are one for an image whose tag has not moved, wherever it stands', async () => {
    const single = manifestNamed('single');
    const shelf = shelfOf();
    push(shelf, '3', single);
    const files = {
      'a/Dockerfile': `FROM app:3@${single.digest}\nFROM library/app:3@${single.digest}\n`,
      'b/Dockerfile': `FROM docker.io/library/app:3@${single.digest}\nFROM redis\n`,
    };
    await check(files, shelf);
    expect(shelf.asked.filter((line) => line.startsWith('HEAD'))).toEqual([
      'HEAD docker.io/library/app:3',
    ]);
    expect(shelf.asked.slice(1)).toEqual([`GET ${single.digest}`, `details ${single.digest}`]);
  });
});
