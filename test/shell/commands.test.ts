import { describe, expect, it } from 'vitest';
import {
  allCommands,
  commandLayers,
  commandName,
  unwrapped,
} from '../../server/src/shell/commands.ts';
import { execScript, readScript } from '../../server/src/shell/read-script.ts';
import type { Command, Dialect } from '../../server/src/shell/script.ts';
import { verbatim } from '../../server/src/text/mapped-text.ts';

function commands(text: string, dialect: Dialect = 'posix'): readonly Command[] {
  const source = verbatim(text, { start: 0, end: text.length });
  return [...allCommands(readScript(source, dialect))].map(({ command }) => command);
}

function firstCommand(text: string): Command {
  const [command] = commands(text);
  if (command === undefined) throw new Error(`No command in ${text}`);
  return command;
}

function textOf({ assignments, words }: Command): string {
  return [...assignments, ...words].map(({ text }) => text).join(' ');
}

describe('the name of a command', () => {
  it.each<[string, string | undefined]>([
    ['curl -f a', 'curl'],
    ['/usr/bin/curl', 'curl'],
    ['\\curl', 'curl'],
    ['"curl" a', 'curl'],
    ['A=b curl', 'curl'],
    ['$CURL a', undefined],
    ['$(which curl) a', undefined],
    ['$JAVA_HOME/bin/keytool', 'keytool'],
    ['${A:-/bin/b}', undefined],
    ['A=b', undefined],
    ['(curl)', undefined],
    ['for a in b; do c; done', 'for'],
  ])('%s', (text, name) => {
    expect(commandName(firstCommand(text))).toBe(name);
  });

  it.each<[string, Dialect, string]>([
    ['C:\\Windows\\System32\\CURL.EXE -f a', 'cmd', 'curl'],
    ['Invoke-WebRequest a', 'powershell', 'invoke-webrequest'],
  ])('on Windows: %s', (text, dialect, name) => {
    expect(commands(text, dialect).map(commandName)).toEqual([name]);
  });
});

describe('what a command runs', () => {
  it.each([
    ['sudo make', 'make'],
    ['sudo -E -u app A=b make all', 'A=b make all'],
    ['sudo --user app -- make', 'make'],
    ['sudo --user=app make', 'make'],
    ['doas -u app make', 'make'],
    ['gosu app make', 'make'],
    ['su-exec app:app make', 'make'],
    ['setpriv --reuid 1 --clear-groups make', 'make'],
    ['chroot --userspec=a /b make', 'make'],
    ['env -i -u A B=c make', 'B=c make'],
    ['A=b env C=d make', 'A=b C=d make'],
    ['exec -a name make', 'make'],
    ['command make', 'make'],
    ['nohup make', 'make'],
    ['time -p make', 'make'],
    ['nice -n 5 make', 'make'],
    ['nice -10 make', 'make'],
    ['timeout -k 5 10 make', 'make'],
    ['xargs -0 -n1 -I {} make {}', 'make {}'],
    ['busybox wget a', 'wget a'],
    ['tini -g -- make', 'make'],
    ['conda run -n a make', 'make'],
    ['/usr/bin/env make', 'make'],
    ['sudo env A=b nice make', 'A=b make'],
    ['! sudo make', 'make'],
    ['if sudo make; then a; fi', ''],
  ])('%s', (text, inner) => {
    expect(textOf(unwrapped(firstCommand(text)))).toBe(inner);
  });

  it.each([
    'make sudo',
    'command -v sudo',
    'env',
    'sudo -v',
    'conda install make',
    'env -S "a b"',
    '$SUDO make',
  ])('%s runs nothing that can be told', (text) => {
    const command = firstCommand(text);
    expect(unwrapped(command)).toBe(command);
  });

  it('is found layer by layer', () => {
    expect([...commandLayers(firstCommand('sudo -E env A=b make all'))].map(textOf)).toEqual([
      'sudo -E env A=b make all',
      'env A=b make all',
      'A=b make all',
    ]);
  });

  it('has the span of its own words and the redirections', () => {
    const text = 'sudo -E A=b make all > log';
    const { span, redirections } = unwrapped(firstCommand(text));
    expect(text.slice(span.start, span.end)).toBe('A=b make all > log');
    expect(redirections).toHaveLength(1);
  });
});

describe('the commands of a script', () => {
  it('come in order, those of nested scripts behind the one that holds them', () => {
    const text = 'if a "$(b)"; then sudo c | d; fi; sh -c "e; (f)" && g';
    expect(commands(text).map(textOf)).toEqual([
      '',
      'a $(b)',
      'b',
      'sudo c',
      'd',
      'sh -c e; (f)',
      'e',
      '',
      'f',
      'g',
    ]);
  });
});

describe('the exec form', () => {
  function execCommands(...words: readonly string[]): readonly string[] {
    const text = words.join('|');
    let start = 0;
    const mapped = words.map((word) => {
      const span = { start, end: start + word.length };
      start = span.end + 1;
      return verbatim(text, span);
    });
    return [...allCommands(execScript(mapped))].map(({ command }) => textOf(command));
  }

  it('is one command of literal words', () => {
    expect(execCommands('echo', '$A; b')).toEqual(['echo $A; b']);
  });

  it.each<[string, string[], string[]]>([
    ['sh', ['/bin/sh', '-c', 'a && b'], ['/bin/sh -c a && b', 'a', 'b']],
    ['bash', ['bash', '-o', 'pipefail', '-lc', 'a'], ['bash -o pipefail -lc a', 'a']],
    ['PowerShell', ['powershell', '-Command', 'a;', 'b'], ['powershell -Command a; b', 'a', 'b']],
    ['cmd', ['cmd', '/S', '/C', 'a & b'], ['cmd /S /C a & b', 'a', 'b']],
    ['tini', ['tini', '--', 'sh', '-c', 'a'], ['tini -- sh -c a', 'a']],
  ])('has the script for %s', (_, words, expected) => {
    expect(execCommands(...words)).toEqual(expected);
  });

  it('may be empty', () => {
    expect(execCommands()).toEqual([]);
  });
});
