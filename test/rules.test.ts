import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { analyze, type Finding } from '../server/src/analysis/report.ts';
import { rules } from '../server/src/rules/index.ts';
import type { DocumentedRule, RuleExample } from '../server/src/rules/rule.ts';
import { applyEdits } from '../server/src/text/text-edit.ts';
import { readMarks, withMarks } from './support/markers.ts';
import { exampleOptions } from './support/rule-examples.ts';

describe.each(rules)('$id', (rule) => {
  const examples = rule.meta.examples.map((example, index) => [index + 1, example] as const);

  it.each(examples)('example %i reports what is marked and nothing else', (_, example) => {
    const { text } = readMarks(example.text);
    const spans = exampleFindings(rule, example, text).map(({ span }) => span);
    expect(withMarks(text, spans)).toBe(example.text);
  });

  it.each(examples.filter(([, { fixed }]) => fixed !== undefined))(
    'example %i is fixed as its page shows',
    (_, example) => {
      const { text } = readMarks(example.text);
      const before = exampleFindings(rule, example, text);
      const after = applyEdits(
        text,
        before.flatMap(({ fixes }) => fixes[0]?.edits ?? []),
      );
      expect(after).toBe(example.fixed);
      const unfixable = before.filter(({ fixes }) => fixes.length === 0);
      expect(exampleFindings(rule, example, after)).toHaveLength(unfixable.length);
    },
  );

  it('has two examples that are reported and two that are not, one of them for each language', () => {
    const reported = rule.meta.examples.filter(({ text }) => text.includes('«'));
    expect(reported.length).toBeGreaterThanOrEqual(2);
    expect(rule.meta.examples.length - reported.length).toBeGreaterThanOrEqual(2);
    expect(new Set(reported.map(({ language }) => language))).toEqual(new Set(rule.meta.languages));
  });

  it('shows what its fix does', () => {
    const offersFix = rule.meta.examples.some((example) =>
      exampleFindings(rule, example, readMarks(example.text).text).some(
        ({ fixes }) => fixes.length > 0,
      ),
    );
    expect(offersFix).toBe(rule.meta.fix !== undefined);
  });

  it('has fixes as safe as its page says', () => {
    const fixes = rule.meta.examples.flatMap((example) =>
      exampleFindings(rule, example, readMarks(example.text).text).flatMap(
        (finding) => finding.fixes,
      ),
    );
    if (rule.meta.fix?.safety === 'unsafe') expect(fixes.some(({ isSafe }) => isSafe)).toBe(false);
    else if (rule.meta.fix?.safety === 'safe')
      expect(fixes.some(({ isSafe }) => isSafe)).toBe(true);
  });

  it('says what is wrong and what to do in sentences', () => {
    for (const example of rule.meta.examples)
      for (const { message } of exampleFindings(rule, example, readMarks(example.text).text))
        expect(message).toMatch(/^[A-Z`].+[.:,;] .+[.?]$/s);
  });

  it('has a page whose words are whole sentences', () => {
    const { checks, ignores, why, remedy, suppressWhen, limitations, fix } = rule.meta;
    for (const text of [checks, ...ignores, why, remedy, suppressWhen, ...limitations])
      expect(text).toMatch(/[.?)`]$/);
    for (const text of [fix?.what, fix?.caution])
      if (text !== undefined) expect(text).toMatch(/\.$/);
  });
});

describe('the catalogue', () => {
  it('holds every rule that has a file', () => {
    const folder = new URL('../server/src/rules/', import.meta.url);
    const files = readdirSync(folder)
      .filter((file) =>
        / [a-zA-Z]+: DocumentedRule = \{/.test(readFileSync(new URL(file, folder), 'utf8')),
      )
      .map((file) => file.slice(0, -3));
    expect(rules.map(({ id }) => id).sort()).toEqual(files.sort());
  });

  it('has 57 rules and two that are being tried out', () => {
    const preview = rules.filter(({ meta }) => meta.profile === 'preview');
    expect(rules.length - preview.length).toBe(57);
    expect(preview.map(({ id }) => id)).toEqual(['build-image-may-pull', 'content-trust-obsolete']);
  });
});

function exampleFindings(
  rule: DocumentedRule,
  example: RuleExample,
  text: string,
): readonly Finding[] {
  const { source, options } = exampleOptions(rules, rule, example, text);
  const { findings, failures } = analyze(source, options);
  expect(failures).toEqual([]);
  return findings.filter((finding) => finding.rule === rule.id);
}
