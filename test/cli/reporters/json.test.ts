import { readFile } from 'node:fs/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { version } from '../../../server/src/version.ts';
import { checkText, fileWith, report, samples } from './reports.ts';
import { validator } from './schemas.ts';

const schemaFile = new URL('../../../schemas/check-report.schema.json', import.meta.url);
const exampleFile = new URL('../../../docs/json-report.md', import.meta.url);
const place = { start: { line: 2, character: 0 }, end: { line: 2, character: 4 } };

const full = fileWith({
  findings: [
    {
      rules: ['image-no-tag', 'user-root'],
      hasSafeFix: true,
      related: [{ range: place, message: 'Here.' }],
      fixes: [
        {
          title: 'Ignore it',
          isSafe: true,
          edits: [{ range: place, newText: 'x' }],
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
const unread = { path: 'x/Dockerfile', sentence: 'x/Dockerfile could not be read.' };

interface Schema {
  readonly $ref?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly allOf?: readonly Schema[];
  readonly $defs?: Readonly<Record<string, Schema>>;
}

describe('the JSON report', () => {
  it('is as its schema says', async () => {
    const validate = await validator(schemaFile);
    for (const files of [[], samples, [full]])
      expect(validate(report('json', files, [unread]))).toEqual([]);
  });

  it('is not as its schema says when a member is missing', async () => {
    const validate = await validator(schemaFile);
    expect(validate(report('json', [full]).replace('"rule":', '"role":'))).not.toEqual([]);
    expect(validate(report('json', []).replace('"version": 1', '"version": 2'))).not.toEqual([]);
  });

  it('has an example that is as the schema says', async () => {
    const validate = await validator(schemaFile);
    const [, example = ''] = /```json\n(.*?)```/s.exec(await readFile(exampleFile, 'utf8')) ?? [];
    expect(validate(example)).toEqual([]);
  });

  it('has no member that the schema does not describe', async () => {
    const schema = JSON.parse(await readFile(schemaFile, 'utf8')) as Schema;
    const report1 = JSON.parse(report('json', [full, ...samples], [unread])) as unknown;
    const unknown = [...undescribed(report1, schema, schema, '')];
    expect(unknown).toEqual([]);
    expect([...undescribed({ ...Object(report1), extra: 1 }, schema, schema, '')]).toEqual([
      '/extra',
    ]);
  });

  it('keeps what the first one had, and adds to it', () => {
    const parsed = JSON.parse(report('json', [checkText('a/Dockerfile', 'FROM redis\n')])) as {
      readonly version: number;
      readonly findings: readonly unknown[];
    };
    expect(parsed.version).toBe(1);
    expect(parsed.findings[0]).toMatchObject({
      file: 'a/Dockerfile',
      rule: 'image-no-tag',
      severity: 'warning',
      message: expect.stringMatching(/^`redis` has no tag/) as string,
      range: { start: { line: 0, character: 5 }, end: { line: 0, character: 10 } },
    });
  });

  it('has a finding a line', () => {
    const lines = report('json', [full, full]).split('\n');
    expect(lines.filter((line) => line.startsWith('    {"file":"Dockerfile","rule"'))).toHaveLength(
      8,
    );
  });

  it('tells what is silenced, what is known, and what went wrong', () => {
    const parsed = JSON.parse(report('json', [full, full], [unread])) as unknown;
    expect(parsed).toMatchObject({
      tool: { name: 'seaworthy', version },
      suppressed: [
        { by: 'comment', reason: 'a sample' },
        { by: 'comment' },
        { by: 'baseline', rule: 'user-root' },
        {},
        {},
        {},
      ],
      problems: [
        { file: 'Dockerfile', code: 'syntax', message: 'It has a tab.', range: place },
        { file: 'Dockerfile', code: 'rule-failure', message: 'A rule broke.' },
        { code: 'configuration', message: 'seaworthy.yaml:1:1: no such rule.' },
        // The configuration is told once.
        { code: 'syntax' },
        { code: 'rule-failure' },
        { file: 'x/Dockerfile', code: 'unreadable-file', message: unread.sentence },
      ],
      summary: {
        files: 2,
        problems: 1,
        findings: { warning: 2 },
        known: 2,
        suppressed: 4,
        fixable: 2,
      },
    });
  });
});

it('has a schema that is one', async () => {
  const schema = JSON.parse(await readFile(schemaFile, 'utf8')) as object;
  expect(new Ajv2020({ strict: false }).validateSchema(schema)).toBe(true);
});

/** The members of a value that no description is there for. */
function* undescribed(
  value: unknown,
  schema: Schema,
  root: Schema,
  path: string,
): Generator<string> {
  const parts = [schema, ...(schema.allOf ?? [])].map((part) => resolved(part, root));
  if (Array.isArray(value)) {
    for (const item of value)
      for (const { items } of parts) if (items) yield* undescribed(item, items, root, path);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    const found = parts.map(({ properties }) => properties?.[name]).find((each) => each);
    if (found?.description === undefined) yield `${path}/${name}`;
    else yield* undescribed(member, found, root, `${path}/${name}`);
  }
}

function resolved(schema: Schema, root: Schema): Schema {
  const name = schema.$ref?.replace('#/$defs/', '');
  return name === undefined ? schema : (root.$defs?.[name] ?? {});
}
