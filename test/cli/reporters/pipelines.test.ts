import { describe, expect, it } from 'vitest';
import { githubCommands } from './parse.ts';
import { fileWith, report, samples } from './reports.ts';
import { readXml, type Element } from './xml-reader.ts';

const place = { start: { line: 2, character: 0 }, end: { line: 2, character: 4 } };
const lines = { start: { line: 2, character: 0 }, end: { line: 4, character: 4 } };
const unread = { path: 'x', sentence: 'x could not be read: 100% gone.' };
const broken = fileWith({
  syntaxProblem: { range: place, message: 'It has a tab.' },
  failures: ['A rule broke.'],
  configurationProblems: ['/r/seaworthy.yaml:1:1: no such rule.'],
});

describe('the report for GitHub Actions', () => {
  it('is a command a finding', () => {
    expect(report('github', [fileWith({ path: 'a/Dockerfile', findings: [{}] })])).toBe(
      '::warning file=a/Dockerfile,line=1,endLine=1,col=6,endColumn=11,title=image-no-tag::`redis` has no tag.\n',
    );
  });

  it('escapes what would end a property or the command', () => {
    const file = fileWith({
      path: 'a,b:c%0A\r\nd\u001b.yaml',
      findings: [{ message: '100%: a,b\n::error::c' }],
    });
    const text = report('github', [file]);
    expect(text).toContain('file=a%2Cb%3Ac%250A%0D%0Ad .yaml,line=1');
    expect(text).toContain('::100%25: a,b ::error::c\n');
    expect(githubCommands(text)).toHaveLength(1);
  });

  it('has kinds for severities', () => {
    const findings = (['error', 'warning', 'information', 'hint'] as const).map((severity) => ({
      severity,
    }));
    const told = githubCommands(report('github', [fileWith({ findings })]));
    expect(told.map(({ command }) => command)).toEqual(['error', 'warning', 'notice', 'notice']);
  });

  it('has no columns where a finding is on several lines', () => {
    const [told] = githubCommands(report('github', [fileWith({ findings: [{ range: lines }] })]));
    expect(told?.properties).toEqual({
      file: 'Dockerfile',
      line: '3',
      endLine: '5',
      title: 'image-no-tag',
    });
  });

  it('tells what went wrong', () => {
    const told = githubCommands(report('github', [broken, broken], [unread]));
    expect(
      told.map(({ command, properties, message }) => [command, properties['file'], message]),
    ).toEqual([
      ['error', 'Dockerfile', 'It has a tab.'],
      ['error', 'Dockerfile', 'A rule broke.'],
      ['warning', undefined, '/r/seaworthy.yaml:1:1: no such rule.'],
      ['error', 'Dockerfile', 'It has a tab.'],
      ['error', 'Dockerfile', 'A rule broke.'],
      ['error', undefined, unread.sentence],
    ]);
  });
});

interface Issue {
  readonly check_name: string;
  readonly fingerprint: string;
}

describe('the report for GitLab', () => {
  it('is a list of issues', () => {
    const file = fileWith({ path: 'a/Dockerfile', findings: [{ range: lines }] });
    expect(JSON.parse(report('gitlab', [file]))).toEqual([
      {
        description: '`redis` has no tag.',
        check_name: 'image-no-tag',
        fingerprint: expect.stringMatching(/^[\da-f]{32}$/) as string,
        severity: 'major',
        location: { path: 'a/Dockerfile', lines: { begin: 3, end: 5 } },
      },
    ]);
    expect(JSON.parse(report('gitlab', []))).toEqual([]);
  });

  it('has fingerprints of which each is there once, also for files with the same text', () => {
    const copies = samples.map((file) => ({
      ...file,
      repositoryPath: `copy/${file.repositoryPath}`,
    }));
    const issues = JSON.parse(
      report('gitlab', [...samples, ...copies, broken], [unread]),
    ) as readonly Issue[];
    expect(issues.length).toBeGreaterThan(25);
    expect(new Set(issues.map(({ fingerprint }) => fingerprint)).size).toBe(issues.length);
  });

  it('tells what went wrong', () => {
    expect(JSON.parse(report('gitlab', [broken], [unread]))).toMatchObject([
      { check_name: 'syntax', severity: 'blocker', location: { lines: { begin: 3 } } },
      { check_name: 'rule-failure', severity: 'blocker', location: { lines: { begin: 1 } } },
      { check_name: 'configuration', severity: 'major' },
      { check_name: 'unreadable-file', severity: 'blocker', location: { path: 'x' } },
    ]);
  });
});

describe('the JUnit report', () => {
  it('is a suite a file, with a case a finding', () => {
    const files = [
      fileWith({
        path: 'a/Dockerfile',
        findings: [{}],
        suppressed: [{ reason: 'a sample' }, {}],
        known: [{}],
      }),
      fileWith({ path: 'b/Dockerfile' }),
    ];
    expect(report('junit', files)).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="seaworthy">
  <testsuite name="a/Dockerfile" tests="4" failures="1" errors="0" skipped="3">
    <testcase classname="a/Dockerfile" name="image-no-tag at 1:6"><failure message="\`redis\` has no tag." type="warning">a/Dockerfile:1:6: \`redis\` has no tag.</failure></testcase>
    <testcase classname="a/Dockerfile" name="image-no-tag at 1:6"><skipped message="silenced by a comment: a sample"/></testcase>
    <testcase classname="a/Dockerfile" name="image-no-tag at 1:6"><skipped message="silenced by a comment"/></testcase>
    <testcase classname="a/Dockerfile" name="image-no-tag at 1:6"><skipped message="known to the baseline"/></testcase>
  </testsuite>
  <testsuite name="b/Dockerfile" tests="1" failures="0" errors="0" skipped="0">
    <testcase classname="b/Dockerfile" name="no findings"/>
  </testsuite>
</testsuites>
`);
  });

  it('counts the cases of each suite', () => {
    const { children: suites } = readXml(report('junit', [...samples, broken], [unread]));
    expect(suites).toHaveLength(samples.length + 2);
    for (const { attributes, children } of suites) {
      const has = (name: string): number =>
        children.filter((each) => each.children.some((child) => child.name === name)).length;
      expect(attributes).toMatchObject({
        tests: String(children.length),
        failures: String(has('failure')),
        errors: String(has('error')),
        skipped: String(has('skipped')),
      });
    }
  });

  it('is XML, whatever a file and its findings are called', () => {
    const nasty = `<&>"'\t\r\n]]>\u0000\u001b\ufffe\ud800 é 😀`;
    const { children } = readXml(
      report('junit', [fileWith({ path: nasty, findings: [{ message: nasty }] })]),
    );
    const shown = `<&>"'\t\r\n]]>\ufffd\ufffd\ufffd\ufffd é 😀`;
    expect(children[0]?.attributes['name']).toBe(shown);
    expect(children[0]?.children[0]?.children[0]).toMatchObject({
      attributes: { message: shown },
      text: `${shown}:1:6: ${shown}`,
    });
  });

  it('tells what went wrong', () => {
    const { children } = readXml(report('junit', [broken, broken], [unread]));
    expect(children.flatMap(errorsOf)).toEqual([
      'It has a tab.',
      'A rule broke.',
      '/r/seaworthy.yaml:1:1: no such rule.',
      'It has a tab.',
      'A rule broke.',
      unread.sentence,
    ]);
  });
});

function errorsOf({ children }: Element): readonly unknown[] {
  return children
    .flatMap((testCase) => testCase.children)
    .map(({ attributes }) => attributes['message']);
}

describe('the reader of XML that these tests use', () => {
  const head = '<?xml version="1.0" encoding="UTF-8"?>\n';
  it.each([
    '<a>',
    '<a></b>',
    '<a/><b/>',
    '<a x="<"/>',
    '<a x="1" x="2"/>',
    '<a>&</a>',
    '<a>&nothing;</a>',
    '<a>&#0;</a>',
    '<a>\u0007</a>',
    '<a x=1/>',
    '',
  ])('refuses %j', (text) => {
    expect(() => readXml(head + text)).toThrow();
  });
});
