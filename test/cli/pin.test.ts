import { describe, expect, it } from 'vitest';
import { command, makeFolder, noPrompts, noTerminal } from '../support/command-line.ts';
import { recordingRegistry } from '../support/digests.ts';
import { asking, readable } from '../support/pin-command.ts';
import { anyImage } from '../support/pinning.ts';

describe('seaworthy pin', () => {
  it('shows the change as a unified diff, and makes none', async () => {
    const before = 'FROM redis AS a\nRUN 1\nFROM a:1@sha256:0\nFROM b:2\n';
    const folder = await makeFolder({ Dockerfile: before });
    const { code, output, errors } = await command(['pin', folder.path], asking(anyImage));
    const name = folder.file('Dockerfile').slice(1);
    expect(readable(output).split('\n')).toEqual([
      `--- a/${name}`,
      `+++ b/${name}`,
      '@@ -1,4 +1,4 @@',
      '-FROM redis AS a',
      '+FROM redis@… AS a',
      ' RUN 1',
      ' FROM a:1@sha256:0',
      '-FROM b:2',
      '+FROM b:2@…',
      '',
    ]);
    expect([code, errors]).toEqual([
      0,
      '2 images can be pinned. Nothing was changed; --write makes the change.\n',
    ]);
    expect(await folder.read('Dockerfile')).toBe(before);
  });

  it('shows the diff in colours on a terminal that has them', async () => {
    const folder = await makeFolder({ Dockerfile: 'FROM redis\n' });
    const { output } = await command(['pin', folder.path], {
      ...asking(anyImage),
      terminal: { ...noTerminal, isOutput: true, hasColours: true },
    });
    expect(output).toContain('\n\x1b[31m-FROM redis\x1b[39m\n\x1b[32m+FROM redis@sha256:');
  });

  it('shows of a file with secrets no more than what changes', async () => {
    const folder = await makeFolder({
      Dockerfile: 'ENV API_TOKEN=hunter2-hunter2\nFROM redis\nENV DB_PASSWORD=correct-horse\n',
      'compose.yaml': 'services: {app: {image: "${I}"}}\n',
      '.env': 'ANYTHING=horse\nI=python:3.8\nMORE=battery\n',
    });
    const { output } = await command(['pin', folder.path], asking(anyImage));
    const lines = readable(output).split('\n');
    expect(lines.filter((line) => !/^(?:---|\+\+\+) /.test(line))).toEqual([
      ...['@@ -2,1 +2,1 @@', '-FROM redis', '+FROM redis@…'],
      ...['@@ -2,1 +2,1 @@', '-I=python:3.8', '+I=python:3.8@…'],
      '',
    ]);
  });

  it('shows no line beside a change where something only looks like a secret', async () => {
    const folder = await makeFolder({ Dockerfile: '# DB_PASSWORD=correct-horse\nFROM redis\n' });
    const { output } = await command(['pin', folder.path], asking(anyImage));
    expect(output).toContain('\n-FROM redis\n');
    expect(output).not.toContain('correct-horse');
  });

  it('asks for each distinct image of all files once', async () => {
    const folder = await makeFolder({
      'a/Dockerfile': 'FROM redis\nFROM docker.io/library/redis:latest\n',
      'b/Dockerfile': 'FROM python:3.8\nFROM redis\n',
      'compose.yaml': 'services: {cache: {image: redis}}\n',
    });
    const registry = recordingRegistry();
    await command(['pin', folder.path], asking(registry));
    expect(registry.asked).toEqual(['redis', 'python:3.8']);
  });

  it('says when there is nothing to pin', async () => {
    const folder = await makeFolder({ Dockerfile: 'FROM scratch\n' });
    expect(await command(['pin', folder.path], asking(anyImage))).toEqual({
      code: 0,
      output: '',
      errors: 'There is nothing to pin.\n',
    });
  });

  it('has nothing against what is built here', async () => {
    const folder = await makeFolder({
      'compose.yaml': 'services:\n  app: {build: ., image: app}\n  job: {image: app}\n',
    });
    const { code, errors } = await command(['pin', folder.path], asking(anyImage));
    expect([code, errors]).toEqual([0, 'There is nothing to pin.\n']);
  });

  it('leaves files alone that the configuration excludes', async () => {
    const folder = await makeFolder({
      'seaworthy.yaml': 'exclude: [old/**]\n',
      'old/Dockerfile': 'FROM redis\n',
    });
    const { errors } = await command(['pin', folder.path], asking(anyImage));
    expect(errors).toBe('There is nothing to pin.\n');
  });
});

describe('how far the registries have been asked', () => {
  it.each([
    ['on a terminal', [], true, ['Asking registries: 2', '0 redis', '0 gone', 'end']],
    ['nowhere else', [], false, []],
    ['not where each request is told', ['--verbose'], true, []],
  ])('is shown %s', async (_, words, isErrors, expected) => {
    const folder = await makeFolder({ Dockerfile: 'FROM redis\nFROM gone\nFROM redis\n' });
    const told: string[] = [];
    await command(['pin', ...words, folder.path], {
      ...asking(recordingRegistry({ gone: 'not-found' })),
      terminal: { ...noTerminal, isErrors },
      prompts: {
        ...noPrompts,
        progress(title, total) {
          told.push(`${title}: ${String(total)}`);
          return {
            update: (done, label) => told.push(`${String(done)} ${label}`),
            end: () => told.push('end'),
          };
        },
      },
    });
    expect(told).toEqual(expected);
  });
});

describe('seaworthy pin --verbose', () => {
  it('tells each request', async () => {
    const folder = await makeFolder({ Dockerfile: 'FROM redis\n' });
    const { errors } = await command(['pin', '--verbose', folder.path], {
      createRegistry: ({ log }) => {
        log('HEAD redis');
        return anyImage;
      },
    });
    expect(errors).toMatch(/^HEAD redis\n1 image can be pinned/);
  });
});

describe('seaworthy pin --drop-tag', () => {
  it('writes the digest in the place of the tag', async () => {
    const folder = await makeFolder({ Dockerfile: 'FROM redis:7 AS a\nFROM python\n' });
    await command(['pin', '--write', '--drop-tag', folder.path], asking(anyImage));
    expect(readable(await folder.read('Dockerfile'))).toBe('FROM redis@… AS a\nFROM python@…\n');
  });
});

describe('what cannot be pinned', () => {
  it('keeps its text and is named with its file and the reason; the others are pinned', async () => {
    const folder = await makeFolder({
      Dockerfile: 'FROM redis\nFROM gone\nFROM gone\nARG V\nFROM a:$V\n',
    });
    const { code, errors } = await command(
      ['pin', '--write', folder.path],
      asking(recordingRegistry({ gone: 'not-found' })),
    );
    const path = folder.file('Dockerfile');
    expect(errors.split('\n')).toEqual([
      `${path}: Could not pin \`gone\`: docker.io has no tag \`latest\` of \`docker.io/library/gone\`. Check the name and the tag.`,
      `${path}: Can't pin \`a:$V\`: \`V\` has no default here, so the image is not known. Pin it where the variable is set.`,
      `${path}: 1 image pinned`,
      'Pinned 1 image. 3 images could not be pinned.',
      '',
    ]);
    expect(code).toBe(1);
    expect(readable(await folder.read('Dockerfile'))).toBe(
      'FROM redis@…\nFROM gone\nFROM gone\nARG V\nFROM a:$V\n',
    );
  });

  it.each([
    ['not-found', 'is not there', 1],
    ['timeout', 'cannot be asked for', 2],
  ] as const)('can be everything: with %s, what %s ends with %i', async (error, _, exit) => {
    const folder = await makeFolder({ Dockerfile: 'FROM redis\n' });
    const { code, output, errors } = await command(
      ['pin', '--write', folder.path],
      asking(recordingRegistry({ redis: error })),
    );
    expect([code, output]).toEqual([exit, '']);
    expect(errors).toMatch(/\nNothing was changed\. 1 image could not be pinned\.\n$/);
    expect(await folder.read('Dockerfile')).toBe('FROM redis\n');
  });

  it.each([
    ['is no text', Buffer.from([0xff]), / could not be read: it is not UTF-8 text\.\n/],
    [
      'is no YAML, as its images may be misread',
      'services:\n  app:\n    image: redis\n   bad: [\n',
      /:4:\d+: This is not valid YAML: .+\n/,
    ],
  ])('is a file that %s: it is named, and the others are pinned', async (_, content, sentence) => {
    const folder = await makeFolder({ 'a/compose.yaml': content, Dockerfile: 'FROM redis\n' });
    const { code, errors } = await command(['pin', '--write', folder.path], asking(anyImage));
    expect([code, errors]).toEqual([2, expect.stringMatching(sentence)]);
    expect(errors).toContain(folder.file('a/compose.yaml'));
    expect(await folder.read('a/compose.yaml')).toBe(content.toString());
    expect(readable(await folder.read('Dockerfile'))).toBe('FROM redis@…\n');
  });

  it('is a file whose configuration nobody can read, as it may exclude the file', async () => {
    const folder = await makeFolder({
      'a/Dockerfile': 'FROM redis\n',
      'a/seaworthy.yaml': 'exclude: [\n',
    });
    const { code, errors } = await command(['pin', '--write', folder.path], asking(anyImage));
    expect(code).toBe(2);
    expect(errors).toContain(`${folder.file('a/seaworthy.yaml')}:`);
    expect(errors).toContain(
      `${folder.file('a/Dockerfile')} is left alone, because its configuration cannot be read as a whole.`,
    );
    expect(await folder.read('a/Dockerfile')).toBe('FROM redis\n');
  });
});
