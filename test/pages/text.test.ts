import { describe, expect, it } from 'vitest';
import { plainLook, reportText } from '../../server/src/pages/text.ts';
import { report } from './report.ts';

describe('a report in a terminal', () => {
  it('is short: the first facts, how they are known, and what else there is', () => {
    expect(reportText(report, plainLook)).toBe(`team/app:1
registry.example.com/team/app:1@sha256:abc
Asked 2026-11-23 08:05 UTC.

Who made this?  Needs attention
  Nobody looks after it any more, so take another one.
  Official image  no  (the list, 2026-08-21)
  Source code     https://example.com/a?b=1&c=2  (the publisher's claim)
  Not known: Licence
  With --all: Layers (23)
`);
  });

  it('has all facts and tables where that is wanted', () => {
    const text = reportText(report, { ...plainLook, isWhole: true });
    expect(text).toContain('  Licence         not told');
    expect(text).toContain(`  Layers (registry.example.com)
  Compressed size  Made by
  0 MB             RUN 0 < 1 | 2
`);
    expect(text).toContain('\n  … and 3 more rows\n');
  });

  it('breaks sentences where the terminal ends', () => {
    const text = reportText(report, { ...plainLook, columns: 30 });
    expect(text).toContain('\n  Nobody looks after it any\n  more, so take another one.\n');
  });

  it('is coloured where that is wanted', () => {
    const tagged = (name: string) => (text: string) => `<${name}>${text}</${name}>`;
    const text = reportText(report, {
      ...plainLook,
      bold: tagged('b'),
      dim: tagged('d'),
      verdicts: { ...plainLook.verdicts, bad: tagged('bad') },
    });
    expect(text).toContain('<b>Who made this?</b>  <bad>Needs attention</bad>\n');
    expect(text).toContain(
      "<bad>https://example.com/a?b=1&c=2</bad>  <d>(the publisher's claim)</d>",
    );
  });
});
