import { describe, expect, it } from 'vitest';
import { command, makeFolder } from '../support/command-line.ts';
import { asking } from '../support/pin-command.ts';
import { anyImage, sampleDigest } from '../support/pinning.ts';

describe('seaworthy unpin', () => {
  const pinned = `FROM redis:7@${sampleDigest} AS a\nFROM python:3.8\n`;

  it('shows the change as a unified diff, makes none, and asks nobody', async () => {
    const folder = await makeFolder({ Dockerfile: pinned });
    const { code, output, errors } = await command(['unpin', folder.path]);
    expect(output.split('\n').slice(2)).toEqual([
      '@@ -1,2 +1,2 @@',
      `-FROM redis:7@${sampleDigest} AS a`,
      '+FROM redis:7 AS a',
      ' FROM python:3.8',
      '',
    ]);
    expect([code, errors]).toEqual([
      0,
      '1 image can be unpinned. Nothing was changed; --write makes the change.\n',
    ]);
    expect(await folder.read('Dockerfile')).toBe(pinned);
  });

  it('gives back what was pinned, to the byte, in all files', async () => {
    const files = {
      Dockerfile: '\ufeff# syntax=docker/dockerfile:1\r\nARG B="redis:7"\r\nFROM $B\r\n',
      'compose.yaml': 'services: {a: {image: "${IMAGE}"}, b: {image: python}}',
      '.env': "IMAGE='python:3.8'",
    };
    const folder = await makeFolder(files);
    await command(['pin', '--write', folder.path], asking(anyImage));
    expect(await folder.read('.env')).toBe(`IMAGE='python:3.8@${sampleDigest}'`);
    const { code } = await command(['unpin', '--write', folder.path]);
    expect(code).toBe(0);
    for (const [name, content] of Object.entries(files))
      expect(await folder.read(name)).toBe(content);
  });

  it('says which have no tag left, and which keep their digest and why', async () => {
    const folder = await makeFolder({
      Dockerfile: `ARG R=ghcr.io\nFROM redis@${sampleDigest}\nFROM $R/a/b@${sampleDigest}\n`,
    });
    const path = folder.file('Dockerfile');
    const { code, errors } = await command(['unpin', '--write', path]);
    expect(errors.split('\n')).toEqual([
      `${path}: Without a tag these mean \`latest\` now: \`redis\`. Give each the tag that you want.`,
      `${path}: Can't unpin \`$R/a/b\`: \`R\` holds only a part of it. Put the whole reference, with its tag, into one variable or into this line.`,
      `${path}: 1 image unpinned`,
      'Unpinned 1 image. 1 image could not be unpinned.',
      '',
    ]);
    expect(code).toBe(1);
  });

  it('says when there is nothing to unpin', async () => {
    const folder = await makeFolder({ Dockerfile: 'FROM redis\n' });
    expect(await command(['unpin', folder.path])).toEqual({
      code: 0,
      output: '',
      errors: 'There is nothing to unpin.\n',
    });
  });

  it('is the short form of pin --unpin', async () => {
    const folder = await makeFolder({ Dockerfile: pinned });
    const outcome = await command(['pin', '--unpin', folder.path]);
    expect(outcome).toEqual(await command(['unpin', folder.path]));
    expect(outcome.output).toContain('+FROM redis:7 AS a\n');
  });
});
