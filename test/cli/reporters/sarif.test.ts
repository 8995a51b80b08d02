import { describe, expect, it } from 'vitest';
import { rules } from '../../../server/src/rules/index.ts';
import { ruleUrl } from '../../../server/src/rules/rule.ts';
import { fileWith, report, samples, type FileProblem } from './reports.ts';
import type { ReportedFile } from '../../../server/src/cli/reporters/reporter.ts';
import { validator } from './schemas.ts';

const schemaFile = new URL('../../support/schemas/sarif-2.1.0.json', import.meta.url);
const place = { start: { line: 2, character: 0 }, end: { line: 2, character: 4 } };
const region = { startLine: 3, startColumn: 1, endLine: 3, endColumn: 5 };

interface Run {
  readonly tool: {
    readonly driver: { readonly rules: readonly Readonly<Record<string, unknown>>[] };
  };
  readonly results: readonly Readonly<Record<string, unknown>>[];
  readonly invocations: readonly unknown[];
}

function runOf(files: readonly ReportedFile[], problems: readonly FileProblem[] = []): Run {
  const { runs } = JSON.parse(report('sarif', files, problems)) as {
    readonly runs: readonly Run[];
  };
  const [run] = runs;
  if (run === undefined || runs.length > 1) throw new Error('one run');
  return run;
}

const full = fileWith({
  findings: [
    {
      rules: ['image-no-tag', 'user-root'],
      message: 'See [x](1) and `${A:?}`.',
      related: [{ range: place, message: 'Here.' }],
      fixes: [
        {
          title: 'Remove it',
          isSafe: true,
          edits: [{ range: place, newText: '' }],
          append: undefined,
        },
        {
          title: 'Ignore it',
          isSafe: true,
          edits: [],
          append: { path: '/repository/.dockerignore', line: '.env' },
        },
      ],
    },
  ],
  suppressed: [{ reason: 'a sample' }, {}],
  known: [{ rule: 'user-root' }],
  syntaxProblem: { range: place, message: 'It has a tab.' },
  failures: ['A rule broke.'],
  configurationProblems: ['seaworthy.yaml:1:1: no such rule.'],
});
const unread = { path: 'x', sentence: 'x could not be read.' };

describe('the SARIF report', () => {
  it('is as the schema of OASIS says', async () => {
    const validate = await validator(schemaFile);
    for (const files of [[], samples, [full, full]])
      expect(validate(report('sarif', files, [unread]))).toEqual([]);
    expect(validate(report('sarif', [full]).replace('"ruleId"', '"rule-id"'))).not.toEqual([]);
  });

  it('describes all rules, whether they found something or not', () => {
    const { rules: descriptors } = runOf([]).tool.driver;
    expect(descriptors.map(({ id, helpUri }) => [id, helpUri])).toEqual(
      rules.map(({ id }) => [id, ruleUrl(id)]),
    );
    expect(descriptors.find(({ id }) => id === 'image-not-pinned')).toMatchObject({
      name: 'ImageNotPinned',
      defaultConfiguration: { enabled: false, level: 'warning' },
      properties: {
        tags: ['security', 'dockerfile', 'compose', 'strict'],
        'problem.severity': 'warning',
        'security-severity': '5.5',
      },
    });
    expect(
      descriptors.find(({ id }) => id === 'unused-suppression')?.['properties'],
    ).not.toHaveProperty('security-severity');
  });

  it('has what is known of a finding', () => {
    const [first] = runOf([full]).results;
    expect(first).toEqual({
      ruleId: 'image-no-tag',
      ruleIndex: rules.findIndex(({ id }) => id === 'image-no-tag'),
      level: 'warning',
      // No link, as the message means none; braces as programs show them.
      message: { text: 'See [x\\](1) and `${A:?}`.' },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'Dockerfile', uriBaseId: '%SRCROOT%' },
            region: { startLine: 1, startColumn: 6, endLine: 1, endColumn: 11 },
          },
        },
      ],
      relatedLocations: [
        {
          id: 1,
          physicalLocation: {
            artifactLocation: { uri: 'Dockerfile', uriBaseId: '%SRCROOT%' },
            region,
          },
          message: { text: 'Here.' },
        },
      ],
      partialFingerprints: { 'seaworthy/v1': '0123456789abcdef-image-no-tag' },
      suppressions: [],
      fixes: [
        {
          description: { text: 'Remove it.' },
          artifactChanges: [
            {
              artifactLocation: { uri: 'Dockerfile', uriBaseId: '%SRCROOT%' },
              replacements: [{ deletedRegion: region, insertedContent: { text: '' } }],
            },
          ],
          properties: { isSafe: true },
        },
      ],
      properties: { severity: 'warning', rules: ['image-no-tag', 'user-root'] },
    });
  });

  it('has what is silenced, with who silences it', () => {
    expect(runOf([full]).results.map(({ suppressions }) => suppressions)).toEqual([
      [],
      [{ kind: 'inSource', justification: 'a sample' }],
      [{ kind: 'inSource' }],
      [{ kind: 'external', justification: 'Known to the baseline.' }],
    ]);
  });

  it('says what went wrong', () => {
    const { invocations } = runOf([full, full], [unread]);
    expect(invocations).toMatchObject([
      {
        executionSuccessful: false,
        toolExecutionNotifications: [
          {
            descriptor: { id: 'syntax' },
            level: 'error',
            locations: [{ physicalLocation: { region } }],
          },
          {
            descriptor: { id: 'rule-failure' },
            level: 'error',
            message: { text: 'A rule broke.' },
          },
          { descriptor: { id: 'syntax' } },
          { descriptor: { id: 'rule-failure' } },
          { descriptor: { id: 'unreadable-file' }, message: { text: unread.sentence } },
        ],
        toolConfigurationNotifications: [
          { level: 'warning', message: { text: 'seaworthy.yaml:1:1: no such rule.' } },
        ],
      },
    ]);
    expect(runOf(samples).invocations).toEqual([
      {
        executionSuccessful: true,
        toolExecutionNotifications: [],
        toolConfigurationNotifications: [],
      },
    ]);
  });

  it.each([
    ['a b/ü%.yaml', 'a%20b/%C3%BC%25.yaml'],
    ['a:b', 'a%3Ab'],
    ['a\\b\nc?#"', 'a%5Cb%0Ac%3F%23%22'],
    ['../other/x', '../other/x'],
    ['a\ud800b', 'a%EF%BF%BDb'],
  ])('has the path %j as a URI', (repositoryPath, uri) => {
    const [first] = runOf([fileWith({ repositoryPath, findings: [{}] })]).results;
    expect(first).toMatchObject({
      locations: [{ physicalLocation: { artifactLocation: { uri, uriBaseId: '%SRCROOT%' } } }],
    });
  });

  it('has a file outside of the repository by its own URI', () => {
    const [first] = runOf([fileWith({ repositoryPath: '/tmp/a b', findings: [{}] })]).results;
    expect(first).toMatchObject({
      locations: [{ physicalLocation: { artifactLocation: { uri: 'file:///tmp/a%20b' } } }],
    });
  });
});
