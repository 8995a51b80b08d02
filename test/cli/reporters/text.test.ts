import { describe, expect, it } from 'vitest';
import { checkText, fileWith, report } from './reports.ts';

/** The lines below a finding, of a file with this text. */
function excerptOf(
  text: string,
  start: readonly [line: number, character: number],
  end: readonly [line: number, character: number],
  columns?: number,
): readonly string[] {
  const range = {
    start: { line: start[0], character: start[1] },
    end: { line: end[0], character: end[1] },
  };
  const written = report('text', [fileWith({ text, findings: [{ range }] })], [], { columns });
  return written.split('\n').slice(2, -4);
}

describe('the text', () => {
  it('is a heading a file, a line a finding, the line of the source, and a count', () => {
    const files = [
      checkText('Dockerfile', 'FROM redis\nUSER root\n'),
      fileWith({
        path: 'api/Dockerfile',
        findings: [{ severity: 'error', hasSafeFix: true }],
        known: [{}, {}],
      }),
      fileWith({ path: 'b/Dockerfile', suppressed: [{}] }),
    ];
    expect(report('text', files).split('\n')).toEqual([
      'Dockerfile',
      '  1:6     warning     `redis` has no tag, so every pull takes whatever was pushed last. Write the version you tested, then pin it to its digest. [image-no-tag]',
      '     1 | FROM redis',
      '       |      ^^^^^',
      expect.stringMatching(/^ {2}2:6 {5}warning {5}.* \[user-root\]$/),
      '     2 | USER root',
      '       |      ^^^^',
      '',
      'api/Dockerfile',
      '  1:6     error       `redis` has no tag. [image-no-tag]',
      '     1 | FROM redis',
      '       |      ^^^^^',
      '',
      'More about a rule: seaworthy explain RULE or https://github.com/seaworthy/seaworthy/blob/main/docs/rules/README.md',
      '3 findings (1 error, 2 warnings) in 2 of 3 files, 1 fixable with --fix; 2 known ones hidden by the baseline; 1 silenced by comments.',
      '',
    ]);
  });

  it('is one line when there is nothing to say', () => {
    expect(report('text', [fileWith()])).toBe('No findings in 1 file.\n');
    expect(report('text', [fileWith({ known: [{}] })])).toBe(
      'No findings in 1 file; 1 known one hidden by the baseline.\n',
    );
    expect(report('text', [], [{ path: 'x', sentence: 'x could not be read.' }])).toBe(
      'No findings in 0 files; incomplete because of 1 problem.\n',
    );
  });

  it('tells the places that have to do with a finding', () => {
    const range = { start: { line: 6, character: 2 }, end: { line: 6, character: 4 } };
    const file = fileWith({
      findings: [{ related: [{ range, message: 'The stage begins here.' }] }],
    });
    expect(report('text', [file])).toContain('  7:3     The stage begins here.\n');
  });

  it('has colours and links to the rules where they are wanted', () => {
    const written = report('text', [fileWith({ findings: [{}] })], [], {
      hasColours: true,
      hasLinks: true,
    });
    expect(written).toContain('\u001b[33mwarning\u001b[39m');
    expect(written).toContain('\u001b[33m^^^^^\u001b[39m');
    expect(written).toContain(
      '\u001b]8;;https://github.com/seaworthy/seaworthy/blob/main/docs/rules/image-no-tag.md\u001b\\',
    );
    expect(written).not.toContain('README.md');
  });
});

describe('the text in the log of a pipeline', () => {
  it('can have colours, but no links', () => {
    const written = report('text', [fileWith({ findings: [{}] })], [], { hasColours: true });
    expect(written).toContain('\u001b[33mwarning');
    expect(written).not.toContain('\u001b]8;');
    expect(written).toContain('README.md');
  });
});

describe('the line of the source', () => {
  it('has no indentation', () => {
    expect(excerptOf('a:\n\t  image: redis\n', [1, 10], [1, 15])).toEqual([
      '     2 | image: redis',
      '       |        ^^^^^',
    ]);
  });

  it('has a space for a tab, so that the marks stand where they should', () => {
    expect(excerptOf('FROM\t\tredis\r\n', [0, 6], [0, 11])).toEqual([
      '     1 | FROM  redis',
      '       |       ^^^^^',
    ]);
  });

  it('counts what takes two columns, and what takes none', () => {
    expect(excerptOf('LABEL a="漢字😀e\u0301" b\n', [0, 16], [0, 17])).toEqual([
      '     1 | LABEL a="漢字😀e\u0301" b',
      '       |                  ^',
    ]);
    expect(excerptOf('LABEL 漢字 b\n', [0, 6], [0, 8])).toEqual([
      '     1 | LABEL 漢字 b',
      '       |       ^^^^',
    ]);
  });

  it('is the first one of a place on several lines', () => {
    expect(excerptOf('RUN a \\\n  b\n', [0, 0], [1, 3])).toEqual([
      '     1 | RUN a \\',
      '       | ^^^^^^^',
    ]);
  });

  it('is marked behind its end where something is missing', () => {
    expect(excerptOf('FROM a\n', [0, 6], [0, 6])).toEqual(['     1 | FROM a', '       |       ^']);
  });

  it('is left out when it is empty, or not there', () => {
    expect(excerptOf('', [0, 0], [0, 0])).toEqual([]);
    expect(excerptOf('a\n\nb', [1, 0], [1, 0])).toEqual([]);
    expect(excerptOf('a\n', [9, 0], [9, 4])).toEqual([]);
  });

  it('is cut around the place where it is too long', () => {
    const text = `RUN ${'a'.repeat(50)} redis ${'b'.repeat(50)}\n`;
    expect(excerptOf(text, [0, 55], [0, 60], 42)).toEqual([
      '     1 | …aaaaaaaaaa redis bbbbbbbbbbb…',
      '       |             ^^^^^',
    ]);
    expect(excerptOf(text, [0, 4], [0, 54], 32)).toEqual([
      '     1 | …aaaaaaaaaaaaaaaaaa…',
      '       |  ^^^^^^^^^^^^^^^^^^',
    ]);
    expect(excerptOf(text, [0, 109], [0, 111], 32)).toEqual([
      '     1 | …bbbbbbbbbbbbbbbbbb',
      '       |                  ^^',
    ]);
  });

  it('is looked at around the place alone, however long it is', () => {
    const text = `RUN ${'漢'.repeat(300_000)}`;
    const [line = ''] = excerptOf(text, [0, 200_000], [0, 200_001]);
    expect([...line].length).toBeLessThan(100);
  });

  it('has no secret, whatever rules are on', () => {
    expect(excerptOf('ENV A=1 DB_PASSWORD=hunter2 B=2\n', [0, 0], [0, 3])).toEqual([
      '     1 | ENV A=1 DB_PASSWORD=••• B=2',
      '       | ^^^',
    ]);
    expect(excerptOf('ENV A=1 DB_PASSWORD=hunter2 B=2\n', [0, 8], [0, 27])).toEqual([
      '     1 | ENV A=1 DB_PASSWORD=••• B=2',
      '       |         ^^^^^^^^^^^^^^^',
    ]);
    expect(excerptOf(`ENV DB_PASSWORD="a \\\n  b c" \\\n  D=1\n`, [1, 5], [1, 6])).toEqual([
      '     2 | ••• \\',
      '       | ^^^',
    ]);
  });

  it('has nothing of what the analysis knows to be secret', () => {
    const range = { start: { line: 0, character: 5 }, end: { line: 1, character: 2 } };
    const file = fileWith({
      text: 'RUN x abc\ndef g\n',
      secrets: [range],
      findings: [
        { range: { start: { line: 1, character: 3 }, end: { line: 1, character: 5 } } },
        {},
      ],
    });
    const written = report('text', [file]);
    expect(written).toContain('     2 | •••f g\n');
    expect(written).toContain('     1 | RUN x•••\n');
  });
});
