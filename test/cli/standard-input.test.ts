import { describe, expect, it } from 'vitest';
import {
  eachSource,
  soundSources,
  sourcesOf,
  type SourceChoice,
} from '../../server/src/cli/sources.ts';
import { readStandardInput } from '../../server/src/cli/standard-input.ts';
import { makeFolder } from '../support/command-line.ts';

const going = new AbortController().signal;

function input(content: string | Uint8Array) {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return { readInput: () => Promise.resolve(bytes), signal: going };
}

describe('a text that comes through standard input', () => {
  it('is what its name says', async () => {
    expect(await readStandardInput(input('\ufeffFROM scratch\n'), 'web/Dockerfile')).toEqual({
      ok: true,
      value: {
        path: 'web/Dockerfile',
        language: 'dockerfile',
        text: 'FROM scratch\n',
        byteOrderMark: '\ufeff',
      },
    });
  });

  it.each([
    ['notes.txt', 'FROM scratch\n', 'its name is not that of a Dockerfile or a Compose file'],
    ['Dockerfile', Uint8Array.of(0xc3, 0x28), 'it is not UTF-8 text'],
    ['Dockerfile', Uint8Array.of(0xff, 0xfe, 0x46, 0), 'it is UTF-16 text; save it as UTF-8'],
    ['Dockerfile', new Uint8Array(10_000_001), 'it is larger than 10 MB'],
  ])('is a problem when it cannot be read as %s', async (name, content, reason) => {
    const sentence = `${name} could not be read: ${reason}.`;
    expect(await readStandardInput(input(content), name)).toEqual({
      ok: false,
      error: { path: name, sentence },
    });
  });

  it('is not waited for when somebody wants to stop', async () => {
    const controller = new AbortController();
    const never = {
      readInput: () => new Promise<never>(() => undefined),
      signal: controller.signal,
    };
    const read = readStandardInput(never, 'Dockerfile');
    controller.abort();
    expect(await read).toMatchObject({ ok: false });
  });

  it('is a problem when the stream breaks', async () => {
    const broken = {
      readInput: () => Promise.reject(new Error('closed\u001b[31m')),
      signal: going,
    };
    expect(await readStandardInput(broken, 'Dockerfile')).toEqual({
      ok: false,
      error: { path: 'Dockerfile', sentence: 'Dockerfile could not be read: closed [31m.' },
    });
  });
});

describe('the files of a command', () => {
  const standardInput = { honoursGitignore: true, stdinFilename: 'Dockerfile' };

  async function pathsOf(choice: SourceChoice, content: string): Promise<readonly string[]> {
    const paths: string[] = [];
    const problem = ({ sentence }: { sentence: string }): void => void paths.push(sentence);
    for await (const { path } of soundSources(sourcesOf(choice, input(content)), problem))
      paths.push(path);
    return paths;
  }

  it('are standard input alone when nothing else is named', async () => {
    expect(await pathsOf({ ...standardInput, paths: [] }, 'FROM scratch\n')).toEqual([
      'Dockerfile',
    ]);
    expect(await pathsOf({ ...standardInput, paths: ['-'] }, 'FROM scratch\n')).toEqual([
      'Dockerfile',
    ]);
  });

  it('have standard input in the place of the file of its name', async () => {
    const folder = await makeFolder({ Dockerfile: 'FROM old\n', 'compose.yaml': '' });
    const stdinFilename = folder.file('Dockerfile');
    const choice = { paths: [folder.path], honoursGitignore: true, stdinFilename };
    const texts: string[] = [];
    for await (const read of sourcesOf(choice, input('FROM new\n')))
      if (read.ok) texts.push(read.value.text);
    expect(texts).toEqual(['FROM new\n', '']);
  });

  it('are handed over one by one, and the others named', async () => {
    const folder = await makeFolder({ 'a/Dockerfile': Uint8Array.of(0xff), 'b/Dockerfile': '' });
    const paths: string[] = [];
    let errors = '';
    const ports = { ...input(''), writeError: (text: string) => (errors += text) };
    const choice = { paths: [folder.path], honoursGitignore: true };
    const hasProblem = await eachSource(choice, ports, ({ path }) => void paths.push(path));
    expect(hasProblem).toBe(true);
    expect(paths).toEqual([folder.file('b/Dockerfile')]);
    expect(errors).toBe(
      `${folder.file('a/Dockerfile')} could not be read: it is not UTF-8 text.\n`,
    );
  });
});
