import { describe, expect, it } from 'vitest';
import { command, makeFolder } from '../support/command-line.ts';
import { imageShelf, indexNamed, push, type ImageShelf } from '../support/image-shelf.ts';
import { asking } from '../support/pin-command.ts';
import { today } from '../support/rule-examples.ts';

const day = 24 * 60 * 60_000;
const old = indexNamed('old', { 'linux/amd64': 'old amd64' });
const next = indexNamed('next', { 'linux/amd64': 'next amd64' });
/** The old image once more, with something else attached. */
const resigned = indexNamed('resigned', { 'linux/amd64': 'old amd64' });

/** A registry where the tag `1` has moved, to an image of the given age in days. */
function movedShelf(to = next, age: number | 'unknown' = 100): ImageShelf {
  const shelf = imageShelf();
  push(shelf, '1', old);
  push(shelf, '1', to);
  if (age !== 'unknown') shelf.created.set(to.digest, Date.parse(today) - age * day);
  return shelf;
}

const pinned = `FROM app:1@${old.digest}\n`;

describe('seaworthy pin --update', () => {
  it('moves pins to what their tags stand for now, once asked for each image', async () => {
    const folder = await makeFolder({
      'a/Dockerfile': `${pinned}FROM redis\n`,
      'b/Dockerfile': `FROM docker.io/library/app:1@${old.digest}\nRUN 1\n`,
    });
    const shelf = movedShelf();
    const { code, errors } = await command(
      ['pin', '--update', '--write', folder.path],
      asking(shelf),
    );
    expect([code, errors.split('\n').at(-2)]).toEqual([0, 'Updated 2 images.']);
    expect(await folder.read('a/Dockerfile')).toBe(`FROM app:1@${next.digest}\nFROM redis\n`);
    expect(await folder.read('b/Dockerfile')).toBe(
      `FROM docker.io/library/app:1@${next.digest}\nRUN 1\n`,
    );
    expect(shelf.asked).toEqual([
      'HEAD docker.io/library/app:1',
      `GET ${old.digest}`,
      `GET ${next.digest}`,
    ]);
  });

  it('shows the change, and makes none', async () => {
    const folder = await makeFolder({ Dockerfile: pinned });
    const { code, output, errors } = await command(
      ['pin', '--update', folder.path],
      asking(movedShelf()),
    );
    expect(output).toContain(`\n-${pinned}+FROM app:1@${next.digest}\n`);
    expect([code, errors]).toEqual([
      0,
      '1 image can be updated. Nothing was changed; --write makes the change.\n',
    ]);
    expect(await folder.read('Dockerfile')).toBe(pinned);
  });

  it.each([
    [
      'is the same, with other attestations',
      movedShelf(resigned),
      '0',
      'only attestations or annotations changed and every image is the same',
    ],
    [
      'is too young',
      movedShelf(next, 3),
      '7',
      'the new image is 3 days old, younger than `--cooldown` allows',
    ],
    [
      'does not tell its age',
      movedShelf(next, 'unknown'),
      '7',
      'the new image does not say when it was built and `--cooldown` asks for an age',
    ],
  ])('says why a pin stays whose new image %s', async (_, shelf, cooldown, reason) => {
    const folder = await makeFolder({ Dockerfile: pinned });
    const { code, errors } = await command(
      ['pin', '--update', '--write', '--cooldown', cooldown, folder.path],
      asking(shelf),
    );
    expect([code, errors.split('\n')]).toEqual([
      0,
      [
        `${folder.file('Dockerfile')}: Left alone, because ${reason}: \`app:1\`.`,
        'There is nothing to update.',
        '',
      ],
    ]);
    expect(await folder.read('Dockerfile')).toBe(pinned);
  });

  it('says of each image without a tag that there is nothing to follow', async () => {
    const folder = await makeFolder({
      Dockerfile: `FROM app@${old.digest}\nFROM other@${old.digest}\n`,
    });
    const { code, errors } = await command(['pin', '--update', folder.path], asking(movedShelf()));
    const path = folder.file('Dockerfile');
    const reason = 'Left alone, because there is no tag beside the digest that could be followed';
    expect([code, errors.split('\n').slice(0, 2)]).toEqual([
      0,
      [`${path}: ${reason}: \`app\`.`, `${path}: ${reason}: \`other\`.`],
    ]);
  });

  it('names what could not be asked for or be written, and fails', async () => {
    const folder = await makeFolder({
      Dockerfile: `ARG R=x\nFROM app:2@${old.digest}\nFROM $R/a:1@${old.digest}\n${pinned}`,
    });
    const { code, errors } = await command(
      ['pin', '--update', '--write', folder.path],
      asking(movedShelf()),
    );
    const path = folder.file('Dockerfile');
    expect([code, errors.split('\n')]).toEqual([
      1,
      [
        `${path}: Could not update \`app:2\`: docker.io has no tag \`2\` of \`docker.io/library/app\`. Check the name and the tag.`,
        `${path}: Can't update \`$R/a:1\`: \`R\` holds only a part of it. Put the whole reference, with its tag, into one variable or into this line.`,
        `${path}: 1 image updated`,
        'Updated 1 image. 2 images could not be updated.',
        '',
      ],
    ]);
  });
});
