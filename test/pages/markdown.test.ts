import { describe, expect, it } from 'vitest';
import { codeSpan, inertMarkdown, markdownLink } from '../../server/src/pages/markdown-text.ts';
import { reportMarkdown } from '../../server/src/pages/markdown.ts';
import { report } from './report.ts';

describe('a report as Markdown', () => {
  it('has a section for each question, and tables with how each fact is known', () => {
    const markdown = reportMarkdown(report);
    expect(markdown).toContain(`# Image report: team/app:1

Image: \`registry.example.com/team/app:1@sha256:abc\`

Asked 2026-11-23 08:05 UTC.

## Who made this?

**Needs attention.** Nobody looks after it any more, so take another one.

### Publisher

| Fact | What is known | How it is known |
| --- | --- | --- |
| Official image | no | the list, 2026-08-21 |
| Source code | [\`https://example.com/a?b=1&c=2\`](<https://example.com/a?b=1&c=2>) | the publisher's claim |
`);
    expect(markdown).toContain('| 0 MB | RUN 0 \\< 1 \\| 2 |');
    expect(markdown).toContain('3 more are not shown.');
  });
});

describe("a stranger's text in Markdown", () => {
  it.each([
    ['plain words, 3.14 and a-b', 'plain words, 3.14 and a-b'],
    ['**bold** _em_ [x](y)', '\\*\\*bold\\*\\* \\_em\\_ \\[x\\](y)'],
    ['<b> &amp; `x`', '\\<b\\> \\&amp; \\`x\\`'],
    ['# heading', '`#` heading'],
    ['1. item', '1\\. item'],
    ['- item', '\\- item'],
    ['a | b', 'a \\| b'],
    ['see https://evil.example now', 'see `https://evil.example` now'],
    ['www.evil.example', '`www.evil.example`'],
    ['evil.example/path', '`evil.example/path`'],
    ['mail a@b.example', 'mail `a@b.example`'],
    ['$x$ @octocat #1', '`$x$` `@octocat` `#1`'],
  ])('%s stays what it is', (text, markdown) => {
    expect(inertMarkdown(text)).toBe(markdown);
  });

  it('is code whatever backticks it has', () => {
    expect(codeSpan('a`b')).toBe('``a`b``');
    expect(codeSpan('`a``')).toBe('``` `a`` ```');
    expect(codeSpan('a|b', 'cell')).toBe('`a\\|b`');
  });

  it('is a link to where the program says alone', () => {
    expect(markdownLink('[x](y)', 'https://example.com/')).toBe(
      '[\\[x\\](y)](<https://example.com/>)',
    );
  });
});
