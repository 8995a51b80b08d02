import { describe, expect, it } from 'vitest';
import type { RunStep } from '../../server/src/model/document-model.ts';
import type { Script, Word } from '../../server/src/shell/script.ts';
import { at, lowered } from './lowered.ts';

function runs(text: string): readonly RunStep[] {
  return lowered(text).containers.flatMap((container) => container.runs);
}

/** The commands of a script that no other command holds, as words in brackets. */
function commands({ pipelines }: Script): readonly string[] {
  return pipelines
    .filter(({ holder }) => holder === undefined)
    .flatMap((pipeline) =>
      pipeline.commands.map(({ words }) => words.map(({ text }) => text).join(' ')),
    );
}

function words({ pipelines }: Script): readonly Word[] {
  return pipelines.flatMap((pipeline) => pipeline.commands.flatMap((command) => command.words));
}

describe('what RUN runs', () => {
  it.each([
    ['the shell form', 'RUN a b && c', ['a b', 'c']],
    ['behind flags', 'RUN --mount=type=cache,target=/c --network=none a b', ['a b']],
    ['over lines', 'RUN a \\\n  # why\n\n  b && \\\n  c', ['a b', 'c']],
    ['the exec form', 'RUN ["a", "b c"]', ['a b c']],
    ['the exec form with escapes', 'RUN ["a\\u0062c", "d\\"e"]', ['abc d"e']],
    ['a test in brackets', 'RUN [ -d x ] && [ "a" = "b" ]', ['[ -d x ]', '[ a = b ]']],
    ['in ONBUILD', 'ONBUILD RUN a && b', ['a', 'b']],
    ['a script', 'RUN <<EOF\na\nb c\nEOF', ['a', 'b c']],
    ['a script without its tabs', 'RUN <<-EOF\n\ta\n\t\tb c\n\tEOF', ['a', 'b c']],
    ['a script with CRLF', 'RUN <<EOF\r\na\r\nb c\r\nEOF\r', ['a', 'b c']],
    ['a script of a shell', 'RUN <<EOF\n#!/usr/bin/env bash\na\nEOF', ['a']],
    ['no script of another language', 'RUN <<EOF\n#!/usr/bin/env python3\nimport os\nEOF', []],
    ['no input of a command', 'RUN python3 <<EOF\nimport os\nEOF', ['python3']],
    ['a command behind a heredoc', 'RUN <<EOF cat > x && b\ntext\nEOF', ['cat', 'b']],
    ['an open heredoc', 'RUN a && cat <<EOF', ['a', 'cat']],
    ['nothing', 'RUN', []],
  ])('%s', (_, line, expected) => {
    const [run] = runs(`FROM a:1\n${line}\n`);
    expect(run && commands(run.script)).toEqual(expected);
  });

  it.each([
    [
      'over lines',
      'FROM a:1\nRUN one \\\n  # why\n  two && thr\\\nee\n',
      ['one', 'two', 'thr\\\nee'],
    ],
    ['in the exec form', 'FROM a:1\nRUN ["one", "tw\\u006f"]\n', ['one', 'tw\\u006f']],
    ['in a script', 'FROM a:1\nRUN <<-E\n\tone \\\n\ttwo\n\tthree\n\tE\n', ['one', 'two', 'three']],
    ['with CRLF', 'FROM a:1\r\nRUN one \\\r\n  two\r\n', ['one', 'two']],
    [
      'behind another escape',
      '# escape=`\nFROM a:1\nSHELL ["sh"]\nRUN one `\n two\n',
      ['one', 'two'],
    ],
  ])('where its words stand %s', (_, text, expected) => {
    const spans = runs(text).flatMap(({ script }) => words(script).map(({ span }) => span));
    expect(spans.map((span) => at(text, span))).toEqual(expected);
  });

  it('a here-document goes to the command that reads it', () => {
    const text = 'FROM a:1\nRUN cat <<E > f\none\nE\nRUN b\n';
    const [run] = runs(text);
    const redirections = run?.script.pipelines[0]?.commands[0]?.redirections ?? [];
    expect(redirections.map(({ operator, target }) => [operator, target.text])).toEqual([
      ['<<', 'one\n'],
      ['>', 'f'],
    ]);
    expect(at(text, redirections[0]?.target.span)).toBe('one\n');
  });

  it('the step is marked without its here-document', () => {
    const text = 'FROM a:1\nRUN <<E\none\nE\nONBUILD RUN two \\\n  three\n';
    expect(runs(text).map(({ span, isDeferred }) => [at(text, span), isDeferred])).toEqual([
      ['RUN <<E', false],
      ['ONBUILD RUN two \\\n  three', true],
    ]);
  });
});

describe('the shell', () => {
  it.each([
    ['by default', 'FROM a:1\nRUN x\n', ['posix']],
    [
      'by SHELL',
      'FROM a:1\nSHELL ["pwsh", "-c"]\nRUN x\nSHELL ["cmd", "/S", "/C"]\nRUN x\n',
      ['powershell', 'cmd'],
    ],
    ['by a path', 'FROM a:1\nSHELL ["C:\\\\Windows\\\\PowerShell.exe"]\nRUN x\n', ['powershell']],
    [
      'behind another program',
      'FROM a:1\nSHELL ["conda", "run", "-n", "e", "/bin/bash", "-c"]\nRUN x\n',
      ['posix'],
    ],
    ['is none', 'FROM a:1\nSHELL ["/usr/bin/python3", "-c"]\nRUN x\n', ['none']],
    ['for Windows images', 'FROM mcr.microsoft.com/windows/servercore:ltsc2022\nRUN x\n', ['cmd']],
    ['for images named so', 'ARG B=team/app:1-nanoserver\nFROM $B\nRUN x\n', ['cmd']],
    ['for images of unknown tag', 'FROM mcr.microsoft.com/windows/nanoserver:$T\nRUN x\n', ['cmd']],
    ['for the platform', 'FROM --platform=windows/amd64 a:1\nRUN x\n', ['cmd']],
    ['with a backtick for escape', '# escape=`\nFROM a:1\nRUN x\n', ['cmd']],
    [
      'of the stage below',
      'FROM a:1 AS b\nSHELL ["pwsh"]\nFROM b\nRUN x\nFROM a:1\nRUN x\n',
      ['powershell', 'posix'],
    ],
    ['does not matter to the exec form', 'FROM a:1\nSHELL ["pwsh"]\nRUN ["x"]\n', ['none']],
    [
      'of a script with #!',
      'FROM a:1\nRUN <<E\n#!/usr/bin/env -S pwsh -NoLogo\nx\nE\n',
      ['powershell'],
    ],
  ])('%s', (_, text, dialects) => {
    expect(runs(text).map(({ script }) => script.dialect)).toEqual(dialects);
  });
});

describe('mounts', () => {
  it.each([
    ['--mount=target=/m', { type: 'bind', target: '/m', id: undefined, environment: undefined }],
    ['--mount=type=secret,id=k,env=KEY', { type: 'secret', id: 'k', environment: 'KEY' }],
    ['--mount=type=cache,"dst=/a,b"', { type: 'cache', target: '/a,b' }],
    ['--mount=Type=ssh,destination=/s', { type: 'ssh', target: '/s' }],
    ['--mount=type=cache,target=$DIR', { target: '/d' }],
    ['--mount=type=cache,target=$OTHER', { target: '$OTHER' }],
  ])('%s', (flag, mount) => {
    const text = `FROM a:1\nENV DIR=/d\nRUN --network=none ${flag} x\n`;
    const mounts = runs(text)[0]?.mounts ?? [];
    expect(mounts).toMatchObject([mount]);
    expect(at(text, mounts[0]?.span)).toBe(flag);
  });
});

describe('what the container starts', () => {
  const startup = (lines: string): readonly unknown[] =>
    lowered(`FROM a:1\n${lines}\n`).containers.flatMap((container) =>
      container.startup.map(({ role, script }) => [role, script.dialect, ...commands(script)]),
    );

  it.each([
    [
      'ENTRYPOINT ["a", "b"]\nCMD c d',
      [
        ['entrypoint', 'none', 'a b'],
        ['command', 'posix', 'c d'],
      ],
    ],
    [
      'CMD a\nCMD b',
      [
        ['command', 'posix', 'a'],
        ['command', 'posix', 'b'],
      ],
    ],
    ['HEALTHCHECK --interval=5s --retries=3 CMD a || b', [['health-check', 'posix', 'a', 'b']]],
    ['HEALTHCHECK cmd ["a"]', [['health-check', 'none', 'a']]],
    ['HEALTHCHECK NONE', []],
    ['SHELL ["pwsh"]\nCMD a', [['command', 'powershell', 'a']]],
  ])('%s', (lines, expected) => {
    expect(startup(lines)).toEqual(expected);
  });
});
