import { describe, expect, it } from 'vitest';
import type { CheckedFix } from '../../../server/src/cli/check/checked-file.ts';
import { formats, type Format } from '../../../server/src/cli/command.ts';
import { plainLine } from '../../../server/src/text/plain-line.ts';
import { asToldBy, parseReport, type ToldFinding } from './parse.ts';
import { checkText, fileWith, report, samples, token } from './reports.ts';

/** What the files have to say, as an editor shows it. */
function expected(format: Format): readonly ToldFinding[] {
  return samples.flatMap(({ checked, repositoryPath }) =>
    checked.findings.map(({ rule, severity, message, range: { start, end } }) =>
      asToldBy(
        format,
        {
          path: format === 'text' ? plainLine(checked.path) : repositoryPath,
          line: start.line + 1,
          column: start.character + 1,
          rule,
          severity,
          message,
        },
        start.line === end.line,
      ),
    ),
  );
}

describe.each(formats)('the format %s', (format) => {
  it('tells every finding, whatever its file is called and wherever it stands', () => {
    const told = parseReport(format, report(format, samples));
    expect(told.length).toBeGreaterThan(12);
    expect(told).toEqual(expected(format));
  });

  it('tells a finding of an empty file', () => {
    const start = { line: 0, character: 0 };
    const file = fileWith({ text: '', findings: [{ range: { start, end: start } }] });
    expect(parseReport(format, report(format, [file]))).toEqual([
      expect.objectContaining({ path: 'Dockerfile', line: 1, rule: 'image-no-tag' }),
    ]);
  });

  it('has no control character of a file in it', () => {
    const nasty = 'a\u001b[31m\u202e\u009b\u2028\ud800b';
    const file = fileWith({
      path: nasty,
      text: `FROM redis${nasty}\n`,
      findings: [
        {
          message: nasty,
          related: [
            {
              range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } },
              message: nasty,
            },
          ],
          fixes: [
            {
              title: nasty,
              isSafe: true,
              edits: [
                {
                  range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } },
                  newText: nasty,
                },
              ],
              append: undefined,
            },
          ],
        },
      ],
      suppressed: [{ message: nasty, reason: nasty }],
      failures: [nasty],
      configurationProblems: [nasty],
      syntaxProblem: {
        range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } },
        message: nasty,
      },
    });
    const text = report(format, [file], [{ path: nasty, sentence: nasty }]);
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  });

  it('has no secret of a file in it', () => {
    const secret = 'kT7vRw2qZx9LmN4p';
    const texts = [
      `FROM alpine:3.22\nENV DB_PASSWORD=${secret} API_TOKEN="${token}"\nARG NPM_TOKEN=${secret}\n`,
      `FROM alpine:3.22\nRUN echo "root:${secret}" | chpasswd && useradd -p ${secret} app\n`,
      `FROM alpine:3.22\nRUN git clone https://user:${secret}@example.org/a.git && sudo curl -u a:${secret} -k https://example.org\n`,
      `FROM alpine:3.22\nRUN sudo mysql -p${secret} && chmod 777 /x\nUSER root\n`,
      `services:\n  db:\n    image: postgres:17\n    environment:\n      POSTGRES_PASSWORD: ${secret}\n      URL: postgres://app:${secret}@db/app\n      T: ${token}\n`,
      `services:\n  db:\n    image: postgres\n    environment: ["PASSWORD=${secret}", "TOKEN=\${TOKEN:-${secret}}"]\n    command: ["--url", "redis://:${secret}@cache"]\n`,
      `services:\n  db:\n    build:\n      context: .\n      args: { NPM_TOKEN: ${secret} }\n      dockerfile_inline: |\n        FROM redis\n        ENV A_SECRET=${secret}\n`,
      `# seaworthy: ignore-file[secret-in-env] -- a sample\nFROM redis\nENV DB_PASSWORD=${secret}\n`,
    ];
    const files = texts.map((text, index) =>
      checkText(
        `file-${String(index)}`,
        text,
        text.startsWith('services') ? 'compose' : 'dockerfile',
      ),
    );
    expect(files.every(({ checked }) => checked.findings.length > 0)).toBe(true);
    const text = report(format, files);
    expect(text).not.toContain(secret);
    expect(text).not.toContain(token);
  });

  it('ends with the end of a line', () => {
    expect(report(format, samples)).toMatch(/[^\n]\n$/);
  });
});

it('leaves out a fix that would move a secret', () => {
  const file = fileWith({
    text: 'ENV DB_PASSWORD=hunter22\n',
    findings: [{ fixes: [fix('Move it', 'x: hunter22'), fix('Remove it', '')] }],
  });
  for (const format of ['json', 'sarif'] as const) {
    const text = report(format, [file]);
    expect(text).toContain('Remove it');
    expect(text).not.toContain('Move it');
  }
});

function fix(title: string, newText: string): CheckedFix {
  const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 3 } };
  return { title, isSafe: false, edits: [{ range, newText }], append: undefined };
}
