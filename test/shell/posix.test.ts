import { describe, expect, it } from 'vitest';
import { readScript } from '../../server/src/shell/read-script.ts';
import { verbatim } from '../../server/src/text/mapped-text.ts';
import { renderScript } from '../support/scripts.ts';

function expectPipelines(text: string, expected: readonly string[]): void {
  const source = verbatim(text, { start: 0, end: text.length });
  expect(renderScript(readScript(source, 'posix'))).toEqual(expected);
}

describe('words', () => {
  it.each<[string, string, string]>([
    ['plain', 'echo a-b /c:d e=f %g @h ~/i', 'echo a-b /c:d e=f %g @h ~/i'],
    ['braces and globs stay', 'ls {a,b}/*.[ch] ?x', 'ls {a,b}/*.[ch] ?x'],
    ['single quotes', "echo 'a  $b' ''", 'echo ‹a  $b› ‹›'],
    ['double quotes', 'echo "a \\" \\\\ \\n"', 'echo ‹a " \\ \\n›'],
    ['escapes', 'echo a\\ b \\$c', 'echo ‹a b› $c'],
    ['quotes inside a word', `echo --a='b'"c"d`, 'echo --a=bcd'],
    ['an apostrophe between quotes', `echo 'it'\\''s'`, "echo it's"],
    ['$ with quotes', `echo $'a\\tb\\x41\\101\\d' $"c"`, 'echo ‹a⇥bAA\\d› c'],
    ['variables', 'echo $A "${B}" $1 $@ $$', 'echo ~$A ~${B} ~$1 ~$@ ~$$'],
    ['a lone $', 'echo $ "a$" $%', 'echo $ a$ $%'],
    ['braces in braces', 'echo ${A:-${B}} ${#A} ${A%"}"}', 'echo ~${A:-${B}} ~${#A} ~${A%"}"}'],
    ['arithmetic', 'echo $((1 + (2))) b', 'echo ~‹$((1 + (2)))› b'],
    ['a quote that is never closed', "echo 'a b; c", 'echo ‹a b; c›'],
    ['a continued line', 'echo a\\\nb \\\n  c', 'echo ab c'],
    ['a comment', 'echo a#b #c; d', 'echo a#b'],
    ['an array', 'A=(b "c d") e', '(‹A=(b "c d")›) e'],
    ['an extended pattern', 'rm !(a|b) +(c)', 'rm !(a|b) +(c)'],
    ['a test', '[[ a == b && ( c < d ) ]]', '[[ a == b c d ]]'],
    ['assignments', 'A=1 B+="$c" D[0]=e f G=h', '(A=1) (~B+=$c) (D[0]=e) f G=h'],
    ['an assignment alone', 'A=1', '(A=1)'],
  ])('%s', (_, text, expected) => {
    expectPipelines(text, [expected]);
  });
});

describe('redirections', () => {
  it.each<[string, string, string]>([
    ['files', 'a >b >>c <d >|e', 'a {> b} {>> c} {< d} {>| e}'],
    ['descriptors', 'a 2>&1 3<b >&2', 'a {2>& 1} {3< b} {>& 2}'],
    ['both outputs', 'a &>b &>> c', 'a {&> b} {&>> c}'],
    ['a number that is a word', 'a 2 > b', 'a 2 {> b}'],
    ['before the command', '>a b c', 'b c {> a}'],
    ['a here-string', 'a <<< "b $c"', 'a {<<< ~‹b $c›}'],
    ['a here-document', 'a <<EOF b\nc $d\nEOF\n', 'a b {<< ~‹c $d⏎›}'],
    ['a quoted here-document', "a <<'E F'\nc $d\nE F\n", 'a {<< ‹c $d⏎›}'],
    ['without tabs', 'a <<-E\n\t\tb\n\tE\n', 'a {<<- ‹b⏎›}'],
    ['without an end', 'a <<E\nb\n', 'a {<< ‹b⏎›}'],
    ['without a text', 'a <<E', 'a {<< ‹›}'],
    ['several', 'a <<E <<F\nb\nE\nc\nF\n', 'a {<< ‹b⏎›} {<< ‹c⏎›}'],
    ['escapes in a here-document', 'a <<E\n\\$b \\\nc\nE\n', 'a {<< ‹$b c⏎›}'],
  ])('%s', (_, text, expected) => {
    expectPipelines(text, [expected]);
  });
});

describe('pipelines', () => {
  it.each<[string, string, string[]]>([
    ['and, or', 'a && b || c', ['a', '&& b', '|| c']],
    ['one after the other', 'a; b\nc', ['a', '; b', '; c']],
    ['in the background', 'a & b &\nc', ['a', '& b', '& c']],
    ['pipes', 'a | b |& c', ['a | b | c']],
    ['operators at the end of a line', 'a &&\n\n b |\n# d\n c', ['a', '&& b | c']],
    ['a negated one', '! a | b', ['a | b']],
    ['commands behind a here-document', 'a <<E && b\nc\nE\nd', ['a {<< ‹c⏎›}', '&& b', '; d']],
    ['what closes nothing', 'a; fi; } ; ) b ;; c', ['a', '; fi', '; }', '; b', '; c']],
  ])('%s', (_, text, expected) => {
    expectPipelines(text, expected);
  });
});

describe('compound commands', () => {
  it.each<[string, string, string[]]>([
    [
      'a subshell in a pipeline',
      '(a && b) 2>c | d',
      ['… {2> c} | d', '  subshell: a', '  subshell: && b'],
    ],
    ['a group', '{ a; b; } >c', ['… {> c}', '  subshell: a', '  subshell: ; b']],
    [
      'if',
      'if ! a; then b; elif c; then d; else e; fi && f',
      ['…', ...['a', '; b', '; c', '; d', '; e'].map((line) => `  subshell: ${line}`), '&& f'],
    ],
    [
      'while',
      'a | while read b; do c "$b"; done',
      ['a | …', '  subshell: read b', '  subshell: ; c ~$b'],
    ],
    ['for', 'for a in b $c; do\nd\ndone', ['for a in b ~$c', '  subshell: d']],
    [
      'for with arithmetic',
      'for ((i=0; i<3; i++)); do a; done',
      ['for ~‹((i=0; i<3; i++))›', '  subshell: a'],
    ],
    [
      'case',
      'case $a in\n b|"c d") e ;;\n (f*) g;;& *) h\nesac; i',
      ['case ~$a in', '  subshell: e', '  subshell: g', '  subshell: h', '; i'],
    ],
    ['a function', 'f() { a; }; f', ['…', '  subshell: a', '; f']],
    ['a function of bash', 'function f {\n a\n}\nf', ['…', '  subshell: a', '; f']],
    ['arithmetic', '((a > 1)) && b', ['~‹((a > 1))›', '&& b']],
    ['reserved words as arguments', 'echo if then { done }', ['echo if then { done }']],
    [
      'one in another',
      '(if a; then (b); fi)',
      ['…', '  subshell: …', '    subshell: a', '    subshell: ; …', '      subshell: b'],
    ],
  ])('%s', (_, text, expected) => {
    expectPipelines(text, expected);
  });
});

describe('scripts in words', () => {
  it.each<[string, string, string[]]>([
    [
      'substitution',
      'a $(b | c) "d$(e)"',
      ['a ~‹$(b | c)› ~d$(e)', '  substitution: b | c', '  substitution: e'],
    ],
    ['in an assignment', 'A=$(b) c', ['(~A=$(b)) c', '  substitution: b']],
    [
      'backquotes in backquotes',
      'a `b \\`c\\``',
      ['a ~‹`b \\`c\\``›', '  substitution: b ~`c`', '    substitution: c'],
    ],
    ['in a default', 'a ${B:-$(c)}', ['a ~${B:-$(c)}', '  substitution: c']],
    ['in arithmetic', 'a $((1 + $(b)))', ['a ~‹$((1 + $(b)))›', '  substitution: b']],
    [
      'process substitution',
      'a <(b) > >(c)',
      ['a ~<(b) {> ~>(c)}', '  process-substitution: b', '  process-substitution: c'],
    ],
    [
      'case in a substitution',
      'a $(case b in b) c;; esac) d',
      ['a ~‹$(case b in b) c;; esac)› d', '  substitution: case b in', '    subshell: c'],
    ],
    ['in a here-document', 'a <<E\n$(b)\nE\n', ['a {<< ~‹$(b)⏎›}', '  substitution: b']],
    ['not in a quoted one', "a <<'E'\n$(b)\nE\n", ['a {<< ‹$(b)⏎›}']],
  ])('%s', (_, text, expected) => {
    expectPipelines(text, expected);
  });
});

describe('scripts for another shell', () => {
  it.each<[string, string, string[]]>([
    ['sh -c', `sh -c 'a; b'`, ['sh -c ‹a; b›', '  shell-argument: a', '  shell-argument: ; b']],
    [
      'options in clusters',
      'bash -euo pipefail -lc "a b"',
      ['bash -euo pipefail -lc ‹a b›', '  shell-argument: a b'],
    ],
    [
      'escapes undone',
      'sh -c "a \\"b c\\" \\$(d)"',
      ['sh -c ‹a "b c" $(d)›', '  shell-argument: a ‹b c› ~$(d)', '    substitution: d'],
    ],
    [
      'a substitution is that of the outer shell',
      'sh -c "$(a)"',
      ['sh -c ~$(a)', '  substitution: a', '  shell-argument: ~$(a)'],
    ],
    [
      'behind others',
      'sudo -u a env B=c timeout 5 sh -c d',
      ['sudo -u a env B=c timeout 5 sh -c d', '  shell-argument: d'],
    ],
    ['su', 'su - a -c "b c"', ['su - a -c ‹b c›', '  shell-argument: b c']],
    ['eval', 'eval a "b; c"', ['eval a ‹b; c›', '  shell-argument: a b', '  shell-argument: ; c']],
    ['trap', "trap 'a b' EXIT", ['trap ‹a b› EXIT', '  shell-argument: a b']],
    ['env -S', 'env -S "a b"', ['env -S ‹a b›', '  shell-argument: a b']],
    ['xargs', 'xargs -I{} sh -c "a {}"', ['xargs -I{} sh -c ‹a {}›', '  shell-argument: a {}']],
    [
      'find',
      `find . -exec sh -c 'a' \\; -execdir bash -c b {} +`,
      [
        'find . -exec sh -c a ; -execdir bash -c b {} +',
        '  shell-argument: a',
        '  shell-argument: b',
      ],
    ],
    [
      'a here-document',
      'bash -s a <<E\nb\nc\nE\n',
      ['bash -s a {<< ‹b⏎c⏎›}', '  here-document: b', '  here-document: ; c'],
    ],
    ['sudo -i', 'sudo -i <<E\nb\nE\n', ['sudo -i {<< ‹b⏎›}', '  here-document: b']],
    ['a here-string', 'sh <<< "a b"', ['sh {<<< ‹a b›}', '  here-document: a b']],
    ['a here-document for a script', 'bash a.sh <<E\nb\nE\n', ['bash a.sh {<< ‹b⏎›}']],
    ['a here-document for another program', 'cat <<E\nb\nE\n', ['cat {<< ‹b⏎›}']],
    [
      'PowerShell',
      `pwsh -NoProfile -Command 'iwr a | iex'`,
      ['pwsh -NoProfile -Command ‹iwr a | iex›', '  shell-argument: iwr a | iex'],
    ],
    ['a script file', 'sh -e a.sh -c b', ['sh -e a.sh -c b']],
  ])('%s', (_, text, expected) => {
    expectPipelines(text, expected);
  });
});
