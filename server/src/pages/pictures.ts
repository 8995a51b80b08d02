import type { Bar } from '../analysis/questions/answer.ts';
import { element, type Markup } from './markup.ts';

const width = 640;
const rowHeight = 22;
const labelWidth = 230;
const wordsWidth = 110;
const maximalBars = 40;
const maximalLabel = 30;

/**
 * Amounts as bars of SVG, one below the other, with label and amount in words beside each. For those who don't see it, the
 * whole is one picture with a text that says the same.
 */
export function barPicture(title: string, bars: readonly Bar[]): Markup | undefined {
  const shown = bars.slice(0, maximalBars);
  const largest = Math.max(0, ...shown.map(({ amount }) => amount));
  if (largest <= 0 || !Number.isFinite(largest)) return undefined;
  return element(
    'svg',
    {
      role: 'img',
      'aria-label': `${title}: ${spoken(bars)}`,
      viewBox: `0 0 ${width} ${shown.length * rowHeight}`,
      focusable: 'false',
    },
    shown.map((bar, index) => row(bar, index, largest)),
  );
}

function row({ label, amount, words, severity }: Bar, index: number, largest: number): Markup {
  const top = index * rowHeight;
  const baseline = top + 15;
  const room = width - labelWidth - wordsWidth;
  // A trace of what is not nothing stays to be seen.
  const length = amount > 0 ? Math.max(1, Math.round((room * amount) / largest)) : 0;
  return element(
    'g',
    {},
    element('text', { x: 0, y: baseline }, shortened(label)),
    element('rect', {
      class: severity,
      x: labelWidth,
      y: top + 4,
      width: length,
      height: rowHeight - 8,
    }),
    element('text', { x: labelWidth + length + 6, y: baseline }, words),
  );
}

function spoken(bars: readonly Bar[]): string {
  const told = bars.slice(0, maximalBars).map(({ label, words }) => `${label} ${words}`);
  const rest = bars.length - told.length;
  return [...told, ...(rest > 0 ? [`${rest} more`] : [])].join(', ');
}

/** Without half of a character at the end. */
function shortened(label: string): string {
  if (label.length <= maximalLabel) return label;
  return `${label.slice(0, maximalLabel - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
