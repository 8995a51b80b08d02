import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { applyPatch } from 'diff';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shownDiff, unifiedDiff } from '../../server/src/cli/diff.ts';
import { makeFolder } from '../support/command-line.ts';
import { extraMark, missingTools } from '../support/tools.ts';

const diffOf = (before: string, after: string): readonly string[] =>
  unifiedDiff('Dockerfile', before, after).split('\n');

describe('a unified diff', () => {
  it('is empty when nothing changes', () => {
    expect(unifiedDiff('Dockerfile', 'FROM a\n', 'FROM a\n')).toBe('');
  });

  it('shows three lines around a change, and changes that are near each other as one', () => {
    const before = 'FROM a\n1\n2\n3\n4\n5\n6\nFROM b\n1\n2\n3\n4\n5\n6\n7\nFROM c\n';
    expect(diffOf(before, before.replace(/FROM/g, 'from'))).toEqual([
      '--- a/Dockerfile',
      '+++ b/Dockerfile',
      '@@ -1,11 +1,11 @@',
      '-FROM a',
      '+from a',
      ...[' 1', ' 2', ' 3', ' 4', ' 5', ' 6'],
      '-FROM b',
      '+from b',
      ...[' 1', ' 2', ' 3'],
      '@@ -13,4 +13,4 @@',
      ...[' 5', ' 6', ' 7'],
      '-FROM c',
      '+from c',
      '',
    ]);
  });

  it('knows lines that come, lines that go and a last line without an end', () => {
    expect(diffOf('1\n2\n3', '0\n1\n3').slice(2)).toEqual([
      '@@ -1,3 +1,3 @@',
      '+0',
      ' 1',
      '-2',
      ' 3',
      '\\ No newline at end of file',
      '',
    ]);
    expect(diffOf('1', '1\n').slice(3)).toEqual(['-1', '\\ No newline at end of file', '+1', '']);
  });

  it('keeps the line ends of Windows, and sees where only they differ', () => {
    expect(diffOf('a\r\nb\r\n', 'a\r\nb\n').slice(2)).toEqual([
      '@@ -1,2 +1,2 @@',
      ' a\r',
      '-b\r',
      '+b',
      '',
    ]);
  });

  it('can show nothing but what changes', () => {
    const diff = unifiedDiff('.env', 'A=1\nI=redis\nB=2\n', 'A=1\nI=redis:7\nB=2\n', 0);
    expect(diff.split('\n').slice(2)).toEqual(['@@ -2,1 +2,1 @@', '-I=redis', '+I=redis:7', '']);
  });

  it.each([
    ['./services/../Dockerfile', '--- a/Dockerfile'],
    ['/srv/app/Dockerfile', '--- a/srv/app/Dockerfile'],
    ['my app/Dockerfile', '--- a/my app/Dockerfile\t'],
    ['a\tb"/Dockerfile', '--- "a/a\\tb\\"/Dockerfile"'],
    ['é/Dockerfile', '--- "a/\\303\\251/Dockerfile"'],
  ])('names %j as programs that apply diffs read it', (path, header) => {
    expect(unifiedDiff(path, '1\n', '2\n').split('\n', 1)).toEqual([header]);
  });

  it('makes of the old text the new one, whatever both are', () => {
    const line = fc.constantFrom('', ' ', '-', '--- a/x', '+', '@@ -1 +1 @@', '\\ No', 'é\r', 'x');
    const text = fc
      .tuple(fc.array(line, { maxLength: 12 }), fc.constantFrom('', '\n'))
      .map(([lines, end]) => lines.join('\n') + end);
    fc.assert(
      fc.property(text, text, fc.integer({ min: 0, max: 4 }), (before, after, context) => {
        fc.pre(before !== after);
        const diff = unifiedDiff('Dockerfile', before, after, context);
        const applied = applyPatch(before, diff, { autoConvertLineEndings: false });
        expect(applied).toBe(after);
      }),
    );
  });
});

const missing = missingTools(['patch']);
const title = missing.length === 0 ? '' : ` ${extraMark}${missing.join(', ')})`;

describe.skipIf(missing.length > 0)(`patch -p1${title}`, () => {
  const many = Array.from({ length: 40 }, (_, index) => `RUN ${String(index)}`).join('\n');

  it.each([
    ['a changed line', 'Dockerfile', 'FROM a\nRUN 1\n', 'FROM a@1\nRUN 1\n', undefined],
    ['line ends of Windows', 'Dockerfile', 'A\r\nFROM a\r\n', 'A\r\nFROM b\r\n', undefined],
    ['no end of the last line', 'Dockerfile', 'A\nFROM a', 'A\nFROM b', undefined],
    ['an end that comes', 'Dockerfile', 'FROM a', 'FROM a\n', undefined],
    ['a byte order mark', 'Dockerfile', '\ufeffFROM a\n', '\ufeffFROM b\n', undefined],
    ['lines that come and go', 'Dockerfile', `${many}\n`, `0\n${many.slice(40)}\n1\n`, undefined],
    ['a name with a space', 'my app/Dockerfile', 'FROM a\n', 'FROM b\n', undefined],
    ['a name of all kinds', 'é"\\/Dockerfile', 'FROM a\n', 'FROM b\n', undefined],
    ['nothing around', '.env', `${many}\nA=1\n${many}`, `${many}\nA=2\n${many}`, 0],
    ['a file that was empty', '.dockerignore', '', '.env\n', undefined],
  ])('makes the change: %s', async (_, path, before, after, context) => {
    const folder = await makeFolder({ [path]: before });
    const input = unifiedDiff(path, before, after, context);
    const words = ['-p1', '--binary', '--silent', '--no-backup-if-mismatch'];
    const { status, stdout } = spawnSync('patch', words, { cwd: folder.path, input });
    expect([status, stdout.toString()]).toEqual([0, '']);
    expect(readFileSync(folder.file(path), 'utf8')).toBe(after);
  });

  it('makes a file that was not there', async () => {
    const folder = await makeFolder({});
    const input = unifiedDiff('.dockerignore', '', '.env\n');
    expect(spawnSync('patch', ['-p1'], { cwd: folder.path, input }).status).toBe(0);
    expect(await folder.read('.dockerignore')).toBe('.env\n');
  });
});

describe('what is written of a diff', () => {
  const diff = unifiedDiff('Dockerfile', '1\tx\x1b[2J\r\n', '2\tx\x1b[2J\r\n');

  it('is the diff itself where a program reads it', () => {
    expect(shownDiff(diff, { isOutput: false, hasColours: false })).toBe(diff);
  });

  it('has nothing in it that a terminal obeys', () => {
    const shown = shownDiff(diff, { isOutput: true, hasColours: false });
    expect(shown.split('\n').slice(3)).toEqual(['-1\tx [2J ', '+2\tx [2J ', '']);
  });

  it('has colours for those who see them', () => {
    const shown = shownDiff(diff, { isOutput: true, hasColours: true });
    expect(shown.split('\n')).toEqual([
      '\x1b[1m--- a/Dockerfile\x1b[22m',
      '\x1b[1m+++ b/Dockerfile\x1b[22m',
      '\x1b[36m@@ -1,1 +1,1 @@\x1b[39m',
      '\x1b[31m-1\tx [2J \x1b[39m',
      '\x1b[32m+2\tx [2J \x1b[39m',
      '',
    ]);
  });
});
