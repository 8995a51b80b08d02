import { modelOf } from '../../server/src/analysis/model.ts';
import { describe, expect, it } from 'vitest';
import type { VariableSetting } from '../../server/src/model/document-model.ts';
import { readMarks, withMarks } from '../support/markers.ts';
import { at, lowered, without } from './lowered.ts';

function variables(text: string): readonly VariableSetting[] {
  return lowered(text).containers.flatMap((container) => container.variables);
}

describe('each variable has its own place', () => {
  it.each([
    ['ENV', 'FROM a:1\nENV «A=1» «B="2 3"»\n'],
    ['ENV in its old form', 'FROM a:1\nENV «A one two»\n'],
    ['ENV over lines', 'FROM a:1\nENV «A=1» \\\n  # why\n    «B=2» \\\n\n    «C=3»\n'],
    ['ENV with CRLF', 'FROM a:1\r\nENV «A=1» \\\r\n    «B=2»\r\n'],
    ['ENV with another escape character', '# escape=`\nFROM a:1\nENV «A=1» `\n «B=C:\\x»\n'],
    ['ARG', 'FROM a:1\nARG «A» «B=2»\narg «C=3»\n'],
    ['a global ARG', 'ARG «A=1»\nFROM a:1\nARG «A»\n'],
    ['a value across lines', 'FROM a:1\nENV «A="1 \\\n 2"» «B=3»\n'],
    ['a value that stays open', 'FROM a:1\nENV «A="1 B=2»\n'],
  ])('%s', (_, marked) => {
    const { text } = readMarks(marked);
    const spans = variables(text).map(({ span }) => span);
    expect(withMarks(text, spans)).toBe(marked);
  });

  it('and so has its value, quotes included', () => {
    const text = 'FROM a:1\nENV A="1 2" B=x C=\nARG D\n';
    expect(variables(text).map(({ valueSpan }) => at(text, valueSpan))).toEqual([
      '"1 2"',
      'x',
      '',
      undefined,
    ]);
  });

  it('ENV without a value sets nothing', () => {
    expect(variables('FROM a:1\nENV A\nENV B=1 C\nENV\n').map(({ name }) => name)).toEqual(['B']);
  });
});

describe('what a value is', () => {
  const unset = undefined;
  it.each([
    ['plain', 'ENV V=x', { written: 'x', literal: 'x', known: 'x' }],
    ['empty', 'ENV V=', { written: '', literal: '', known: '' }],
    ['none', 'ARG V', { written: unset, literal: unset, known: unset }],
    ['in double quotes', 'ENV V="a b"', { written: 'a b', literal: 'a b', known: 'a b' }],
    ['in single quotes', "ENV V='$a'", { written: '$a', literal: '$a', known: '$a' }],
    ['with an escape', 'ENV V=a\\ b', { written: 'a b', literal: 'a b', known: 'a b' }],
    ['no escape', "ENV V='a\\$b'", { written: 'a\\$b', literal: 'a\\$b', known: 'a\\$b' }],
    ['an escaped dollar', 'ENV V=\\$a', { written: '$a', literal: '$a', known: '$a' }],
    ['in the old form', 'ENV V a "b"', { written: 'a b', literal: 'a b', known: 'a b' }],
    ['a variable', 'ENV V=$X', { written: '$X', literal: unset, known: unset }],
    ['a known variable', 'ARG K=k\nENV V=$K', { written: '$K', literal: unset, known: 'k' }],
    ['a default', 'ENV V=${X:-d}', { written: '${X:-d}', literal: 'd', known: 'd' }],
    ['a default in quotes', 'ENV V="${X-d}"', { written: '${X-d}', literal: 'd', known: 'd' }],
    ['nested defaults', 'ENV V=${X:-${Y:-d}}', { written: '${X:-${Y:-d}}', literal: 'd' }],
    [
      'a default for a part',
      'ENV V=a${X:-d}',
      { written: 'a${X:-d}', literal: unset, known: 'ad' },
    ],
    ['a hidden default', 'ARG X=x\nENV V=${X:-d}', { literal: 'd', known: 'x' }],
    ['required', 'ENV V=${X:?}', { literal: unset, known: unset }],
  ])('%s: %s', (_, line, value) => {
    expect(variables(`FROM a:1\n${line}\n`).at(-1)).toMatchObject({ name: 'V', ...value });
  });
});

describe('global ARGs', () => {
  const owners = (text: string): readonly (readonly string[])[] =>
    lowered(text).containers.map((container) =>
      container.variables.map(({ name, known }) => `${name}=${known ?? '?'}`),
    );

  it('are given to the first stage that takes them in', () => {
    expect(owners('ARG A=1\nFROM x:1\nFROM y:1\nARG A\nFROM z:1\nARG A\n')).toEqual([
      [],
      ['A=1', 'A=1'],
      ['A=1'],
    ]);
  });

  it('are given to the first stage when none does', () => {
    expect(owners('ARG A=1\nFROM x:1\nFROM y:1\nENV A=2\n')).toEqual([['A=1'], ['A=2']]);
  });

  it('come before the variables of the stage', () => {
    expect(owners('ARG A=1\nARG B\nFROM x:1\nENV C=3\n')).toEqual([['A=1', 'B=?', 'C=3']]);
  });

  it('need a stage', () => {
    expect(lowered('ARG A=1\n').containers).toEqual([]);
  });
});

describe('removing one variable', () => {
  it.each([
    ['takes a line of its own', 'ENV V=1\nCMD x', 'CMD x'],
    ['takes all lines of the instruction', 'ENV \\\n  # why\n  V=1\nCMD x', 'CMD x'],
    ['takes the instruction in its old form', 'ENV V a b\nCMD x', 'CMD x'],
    ['leaves those behind it', 'ENV V=1 B=2', 'ENV B=2'],
    ['leaves those before it', 'ENV A=1 V=2', 'ENV A=1'],
    ['leaves those around it', 'ENV A=1  V=2  B=3', 'ENV A=1  B=3'],
    ['joins the next line', 'ENV V=1 \\\n    B=2', 'ENV B=2'],
    ['keeps a comment on the next line', 'ENV V=1 \\\n  # b\n  B=2', 'ENV \\\n  # b\n  B=2'],
    ['takes its continuation line', 'ENV A=1 \\\n    V=2 \\\n    B=3', 'ENV A=1 \\\n    B=3'],
    ['takes the last line', 'ENV A=1 \\\n    V=2\nCMD x', 'ENV A=1\nCMD x'],
    ['ends a line before its escape', 'ENV A=1 V=2 \\\n B=3', 'ENV A=1 \\\n B=3'],
    [
      'keeps the comments below it',
      'ENV A=1 \\\n  V=2 \\\n  # b\n  B=3',
      'ENV A=1 \\\n  # b\n  B=3',
    ],
    ['in ARG', 'ARG A V=2 B', 'ARG A B'],
    ['with CRLF', 'ENV A=1 \\\r\n  V=2 \\\r\n  B=3\r\n', 'ENV A=1 \\\r\n  B=3\r\n'],
    ['of a value across lines', 'ENV A=1 \\\n  V="2 \\\n 3" \\\n  B=3', 'ENV A=1 \\\n  B=3'],
  ])('%s', (_, before, after) => {
    const text = `FROM a:1\n${before}`;
    const variable = variables(text).find(({ name }) => name === 'V');
    expect(without(text, variable?.removal)).toBe(`FROM a:1\n${after}`);
  });
});

describe('what ONBUILD defers', () => {
  it('is found in the stage, and changes nothing of it', () => {
    const { containers } = modelOf(
      'FROM a:1\nONBUILD ENV A=b\nONBUILD EXPOSE 22\nEXPOSE $A\n',
      'dockerfile',
    );
    expect(containers[0]?.variables).toMatchObject([
      { name: 'A', literal: 'b', removal: undefined },
    ]);
    expect(containers[0]?.exposed).toMatchObject([{ first: 22, removal: undefined }]);
  });
});
