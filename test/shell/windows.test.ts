import { describe, expect, it } from 'vitest';
import { readScript } from '../../server/src/shell/read-script.ts';
import type { Dialect } from '../../server/src/shell/script.ts';
import { verbatim } from '../../server/src/text/mapped-text.ts';
import { renderScript } from '../support/scripts.ts';

function pipelines(text: string, dialect: Dialect): readonly string[] {
  return renderScript(readScript(verbatim(text, { start: 0, end: text.length }), dialect));
}

describe('PowerShell', () => {
  it.each<[string, string, string[]]>([
    ['statements', 'a; b\nc && d || e', ['a', '; b', '; c', '&& d', '|| e']],
    ['pipes', 'iwr -Uri https://a | iex', ['iwr -Uri https://a | iex']],
    ['single quotes', `a 'b ''c'' $d'`, [`a ‹b 'c' $d›`]],
    ['double quotes', 'a "b `"c`" ""d"" $e"', ['a ~‹b "c" "d" $e›']],
    ['a continued line', 'a `\n b', ['a b']],
    ['comments', 'a # b\n<# c\n#> d', ['a', '; d']],
    ['paths', 'C:\\a\\b.exe /c', ['C:\\a\\b.exe /c']],
    ['the call operator', `& 'a b' c; . ./d.ps1`, ['‹a b› c', '; ./d.ps1']],
    ['environment', `$env:A = 'b'; c`, ['(A=b)', '; c']],
    ['a result', '$a = iwr b', ['(~$a=) iwr b']],
    ['redirections', 'a > b 2>&1 *> $null', ['a {> b} {2>& 1} {> ~$null}']],
    ['a here-string', `a @'\nb; c\n'@ d`, ['a ‹b; c› d']],
    ['an expression', `'a' | iex`, ['~a | iex']],
    [
      'parentheses',
      `iex ((New-Object Net.WebClient).DownloadString('https://a'))`,
      [
        `iex ~‹((New-Object Net.WebClient).DownloadString('https://a'))›`,
        `  substitution: ~‹(New-Object Net.WebClient).DownloadString('https://a')›`,
        '    substitution: New-Object Net.WebClient',
        '    substitution: ~https://a',
      ],
    ],
    [
      'blocks',
      'if ($a) { b } else { c }',
      ['if ~($a) ~‹{ b }› else ~‹{ c }›', '  substitution: ~$a', '  subshell: b', '  subshell: c'],
    ],
    [
      'a block that is read once',
      'pwsh -c { a }',
      ['pwsh -c ~‹{ a }›', '  subshell: a', '  shell-argument: ~‹{ a }›'],
    ],
    [
      'members',
      '[Net.ServicePointManager]::ServerCertificateValidationCallback = {$true}',
      [
        '[Net.ServicePointManager]::ServerCertificateValidationCallback = ~{$true}',
        '  subshell: ~$true',
      ],
    ],
  ])('%s', (_, text, expected) => {
    expect(pipelines(text, 'powershell')).toEqual(expected);
  });
});

describe('cmd', () => {
  it.each<[string, string, string[]]>([
    ['operators', 'a & b && c || d | e', ['a', '; b', '&& c', '|| d | e']],
    ['quotes', 'a "b & c" d"e f"', ['a ‹b & c› ‹de f›']],
    ['escapes', 'a ^& b ^\n c', ['a & b c']],
    ['comments', 'rem a & b\n:: c\n@a', ['a']],
    ['variables', 'a %B% !C! %~dp0', ['a ~%B% ~!C! ~%~dp0']],
    ['redirections', 'a > b 2>&1', ['a {> b} {2>& 1}']],
    ['groups', 'if exist a (b & c)', ['if exist a', '  subshell: b', '  subshell: ; c']],
    ['if', 'if not "%A%"=="b" c d', ['if not ~%A%==b', '; c d']],
    ['for', 'for %i in (1 2) do a %i', ['for ~%i in (1 2) do', '; a ~%i']],
    [
      'PowerShell',
      'powershell -Command "a | b"',
      ['powershell -Command ‹a | b›', '  shell-argument: a | b'],
    ],
    [
      'itself',
      'cmd /s /c "a & b"',
      ['cmd /s /c ‹a & b›', '  shell-argument: a', '  shell-argument: ; b'],
    ],
  ])('%s', (_, text, expected) => {
    expect(pipelines(text, 'cmd')).toEqual(expected);
  });
});
