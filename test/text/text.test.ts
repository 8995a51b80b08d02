import { describe, expect, it } from 'vitest';
import { createLineIndex } from '../../server/src/text/line-index.ts';
import {
  MappedTextBuilder,
  slice,
  sourceEnd,
  sourceSpan,
  verbatim,
} from '../../server/src/text/mapped-text.ts';
import { applyEdits } from '../../server/src/text/text-edit.ts';

describe('a line index', () => {
  const text = 'one\r\ntwo\rthree\n\nfünf 🐳!';
  const lines = createLineIndex(text);

  it('counts lines that end in any way', () => {
    expect(lines.lineCount).toBe(5);
    expect(lines.positionAt(text.indexOf('three'))).toEqual({ line: 2, character: 0 });
  });

  it('counts characters in UTF-16 units', () => {
    expect(lines.positionAt(text.indexOf('!'))).toEqual({ line: 4, character: 7 });
  });

  it('goes from offset to position and back', () => {
    for (const offset of [0, 3, 5, 8, 9, 14, 15, 16, text.length])
      expect(lines.offsetAt(lines.positionAt(offset))).toBe(offset);
  });

  it('moves positions beyond a line or the text to their end', () => {
    expect(lines.offsetAt({ line: 0, character: 99 })).toBe(3);
    expect(lines.offsetAt({ line: 99, character: 0 })).toBe(text.length);
    expect(lines.positionAt(-1)).toEqual({ line: 0, character: 0 });
  });
});

describe('edits', () => {
  it('are made together, in whatever order they come', () => {
    const edits = [
      { span: { start: 4, end: 5 }, newText: 'X' },
      { span: { start: 1, end: 1 }, newText: '+' },
    ];
    expect(applyEdits('abcdef', edits)).toBe('a+bcdXf');
  });
});

describe('a mapped text', () => {
  const document = 'al\\\n  pine:"3"';
  const builder = new MappedTextBuilder(0);
  builder.verbatim('al', 0);
  builder.verbatim('pine:', 6);
  builder.escaped('3', 11, 3);
  const mapped = builder.build();

  it('knows the span of any part of it', () => {
    expect(mapped.text).toBe('alpine:3');
    const span = sourceSpan(mapped, { start: 0, end: 6 });
    expect(document.slice(span.start, span.end)).toBe('al\\\n  pine');
  });

  it('knows where to insert behind a part', () => {
    expect(sourceEnd(mapped, 2)).toBe(2);
    expect(sourceEnd(mapped, mapped.text.length)).toBe(document.length);
  });

  it('keeps its places when cut', () => {
    const cut = slice(mapped, { start: 1, end: 7 });
    expect(cut.text).toBe('lpine:');
    expect(sourceSpan(cut, { start: 0, end: 6 })).toEqual({ start: 1, end: 11 });
  });

  it('has a place even when empty', () => {
    expect(sourceSpan(verbatim('abc', { start: 2, end: 2 }), { start: 0, end: 0 })).toEqual({
      start: 2,
      end: 2,
    });
  });
});
