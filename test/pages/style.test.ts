import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { editorStyle, standaloneStyle } from '../../server/src/pages/style.ts';

describe('the style sheets of pages', () => {
  it.each([
    ['standalone', standaloneStyle],
    ['editor', editorStyle],
  ])('%s has the hash that its content security policy names', (_, { text, hash }) => {
    expect(hash).toBe(`sha256-${createHash('sha256').update(text).digest('base64')}`);
  });

  it('fetch nothing, and end no element', () => {
    for (const { text } of [editorStyle, standaloneStyle])
      expect(text).not.toMatch(/url\(|@import|</);
  });
});

describe('the colours of a page in a browser', () => {
  const [light = '', dark = ''] = standaloneStyle.text.split('@media (prefers-color-scheme:dark)');

  it.each([
    ['light', light],
    ['dark', dark],
  ])('%s: text can be read, by WCAG 2.2, 1.4.3', (_, css) => {
    const paper = colourOf(css, 'paper');
    for (const name of ['ink', 'quiet', 'link'])
      expect(contrast(colourOf(css, name), paper), name).toBeGreaterThanOrEqual(4.5);
    expect(contrast(colourOf(css, 'button-ink'), colourOf(css, 'button'))).toBeGreaterThanOrEqual(
      4.5,
    );
  });

  it.each([
    ['light', light],
    ['dark', dark],
  ])('%s: marks and bars can be seen, by WCAG 2.2, 1.4.11', (_, css) => {
    const paper = colourOf(css, 'paper');
    for (const name of ['good', 'note', 'bad', 'bar', 'critical', 'high', 'medium', 'low', 'focus'])
      expect(contrast(colourOf(css, name), paper), name).toBeGreaterThanOrEqual(3);
  });
});

function colourOf(css: string, name: string): readonly number[] {
  const hex = new RegExp(`--${name}:#([0-9a-f]{3,6})`).exec(css)?.[1] ?? '';
  const digits = hex.length === 3 ? [...hex].map((digit) => digit + digit).join('') : hex;
  return [0, 2, 4].map((start) => Number.parseInt(digits.slice(start, start + 2), 16));
}

/** WCAG 2.2, "contrast ratio" and "relative luminance". */
function contrast(one: readonly number[], other: readonly number[]): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: readonly number[]): number {
  const [red = 0, green = 0, blue = 0] = colour.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
