import { describe, expect, it } from 'vitest';
import {
  command,
  makeFolder,
  noPrompts,
  noTerminal,
  type Outcome,
} from '../support/command-line.ts';
import { imageShelf, indexNamed, push, type ImageShelf } from '../support/image-shelf.ts';
import { asking } from '../support/pin-command.ts';

const platforms = { 'linux/amd64': 'amd64', 'linux/arm64': 'arm64' };
const old = indexNamed('old', platforms);
const next = indexNamed('next', { 'linux/amd64': 'next amd64', 'linux/arm64': 'next arm64' });

async function check(
  files: Readonly<Record<string, string>>,
  shelf: ImageShelf,
  ...words: readonly string[]
): Promise<Outcome> {
  const folder = await makeFolder(files);
  return command(['check', ...words, folder.path], { ...asking(shelf), folder: folder.path });
}

describe('check --online', () => {
  it('reports what became of pinned images', async () => {
    const shelf = imageShelf();
    push(shelf, '1', old);
    push(shelf, '1', next);
    const files = {
      Dockerfile: `FROM app:1@${old.digest}\nUSER 1000\n`,
      'compose.yaml': `services:\n  a:\n    image: app:1@sha256:${'0'.repeat(64)}\n`,
    };
    const { output, errors } = await check(files, shelf, '--online', '--fail-on', 'information');
    expect(errors).toBe('');
    expect(output).toContain('[image-digest-outdated]');
    expect(output).toMatch(/error .+\[image-digest-missing\]/);
  });

  it('asks for each distinct image once, wherever it stands', async () => {
    const shelf = imageShelf();
    push(shelf, '1', old);
    const dockerfile = `FROM app:1@${old.digest}\nUSER 1000\n`;
    await check({ Dockerfile: dockerfile }, shelf, '--online');
    const once = shelf.asked.length;
    expect(once).toBeGreaterThan(0);
    const more = imageShelf();
    push(more, '1', old);
    await check({ 'a/Dockerfile': dockerfile, 'b/Dockerfile': dockerfile }, more, '--online');
    expect(more.asked).toHaveLength(once);
  });

  it('is not complete when a registry cannot be asked, and says so', async () => {
    const shelf = imageShelf();
    const files = { Dockerfile: `FROM app:1@${old.digest}\nUSER 1000\n` };
    const failing: ImageShelf = {
      ...shelf,
      resolve: ({ registry }) =>
        Promise.resolve({ ok: false, error: { code: 'unreachable', host: registry } as never }),
    };
    const { code, errors } = await check(files, failing, '--online');
    expect(code).toBe(2);
    expect(errors).toContain('Could not check `app:1`');
  });

  it('asks a registry no more that refuses further requests', async () => {
    const shelf = imageShelf();
    shelf.failure = 'rate-limited';
    const lines = Array.from({ length: 30 }, (_, index) => `FROM app${index}:1@${old.digest}\n`);
    const { code } = await check({ Dockerfile: lines.join('') }, shelf, '--online');
    expect(code).toBe(2);
    expect(shelf.asked.length).toBeLessThan(10);
  });

  it('shows how far it is to a person, and each request in place of that when it is to be verbose', async () => {
    const folder = await makeFolder({
      Dockerfile: `FROM app:1@${old.digest}\nUSER 1000\n`,
      'seaworthy.yaml': 'rules: { image-stale: information }\n',
    });
    const shelf = imageShelf();
    push(shelf, '1', old);
    const shown: string[] = [];
    const ports = {
      ...asking(shelf),
      terminal: { ...noTerminal, isErrors: true },
      prompts: {
        ...noPrompts,
        progress: (title: string, total: number) => ({
          update: (done: number) => void shown.push(`${title}: ${done} of ${total}`),
          end: () => void shown.push('end'),
        }),
      },
    };
    await command(['check', '--online', folder.path], ports);
    const bars = ['Asking registries: 0 of 1', 'end', 'Looking at images: 0 of 1', 'end'];
    expect(shown).toEqual(bars);
    await command(['check', '--online', '--verbose', folder.path], ports);
    expect(shown).toEqual(bars);
  });

  it('asks nobody without the word', async () => {
    const shelf = imageShelf();
    push(shelf, '1', next);
    const { code } = await check({ Dockerfile: `FROM app:1@${old.digest}\nUSER 1000\n` }, shelf);
    expect([code, shelf.asked]).toEqual([0, []]);
  });
});
