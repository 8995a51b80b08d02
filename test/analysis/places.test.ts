import { describe, expect, it } from 'vitest';
import { distinctEdits, fileEditsOf } from '../../server/src/analysis/places.ts';
import type { TextEdit } from '../../server/src/text/text-edit.ts';

const edit = (start: number, end: number, newText: string): TextEdit => ({
  span: { start, end },
  newText,
});

describe('edits of a text that several files make up', () => {
  // Ten characters, a line end, five characters, a line end, nothing.
  const model = {
    text: '0123456789\nabcde\n',
    parts: [
      { kind: 'environment' as const, path: '.env', start: 11, end: 16 },
      { kind: 'environment' as const, path: 'sub/.env', start: 17, end: 17 },
    ],
  };

  it('are split by file, in the offsets of each', () => {
    const edits = [
      edit(16, 16, 'last'),
      edit(0, 2, 'first'),
      edit(17, 17, 'empty'),
      edit(10, 10, 'end'),
    ];
    expect(fileEditsOf(model, edits)).toEqual([
      { path: undefined, edits: [edit(0, 2, 'first'), edit(10, 10, 'end')] },
      { path: '.env', edits: [edit(5, 5, 'last')] },
      { path: 'sub/.env', edits: [edit(0, 0, 'empty')] },
    ]);
  });

  it('are those of the document when it stands alone', () => {
    expect(fileEditsOf({ text: 'ab', parts: [] }, [edit(2, 2, 'x')])).toEqual([
      { path: undefined, edits: [edit(2, 2, 'x')] },
    ]);
  });

  it('are in no file when they reach across a border', () => {
    expect(fileEditsOf(model, [edit(9, 12, 'x')])).toEqual([]);
  });
});

describe('edits that several documents make in one file', () => {
  it.each<[string, readonly TextEdit[], readonly TextEdit[]]>([
    [
      'are made once',
      [edit(3, 3, 'x'), edit(1, 2, ''), edit(3, 3, 'x')],
      [edit(1, 2, ''), edit(3, 3, 'x')],
    ],
    ['give way to the first at one place', [edit(3, 3, 'x'), edit(3, 3, 'y')], [edit(3, 3, 'x')]],
    [
      'give way to the first where they overlap',
      [edit(1, 5, 'x'), edit(3, 6, 'y')],
      [edit(1, 5, 'x')],
    ],
    ['may touch', [edit(1, 3, 'x'), edit(3, 6, 'y')], [edit(1, 3, 'x'), edit(3, 6, 'y')]],
  ])('%s', (_, edits, distinct) => {
    expect(distinctEdits(edits)).toEqual(distinct);
  });
});
