import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { modelOf } from '../server/src/analysis/model.ts';
import { rules } from '../server/src/rules/index.ts';
import { readMarks, withMarks } from './support/markers.ts';

describe.each(rules)('$id', (rule) => {
  it.each(rule.meta.examples.map((example, index) => [index + 1, example] as const))(
    'example %i reports what is marked and nothing else',
    (_, { language, text: marked }) => {
      const { text } = readMarks(marked);
      const findings = [...rule.check(modelOf(text, language))];
      expect(
        withMarks(
          text,
          findings.map(({ span }) => span),
        ),
      ).toBe(marked);
    },
  );

  it('has at least two examples that are reported and two that are not, one of them for each language', () => {
    const reported = rule.meta.examples.filter(({ text }) => text.includes('«'));
    expect(reported.length).toBeGreaterThanOrEqual(2);
    expect(rule.meta.examples.length - reported.length).toBeGreaterThanOrEqual(
      rule.id === 'host-namespace' ||
        rule.id === 'cap-add-dangerous' ||
        rule.id === 'security-profile-disabled'
        ? 1
        : 2,
    );
    expect(new Set(reported.map(({ language }) => language))).toEqual(new Set(rule.meta.languages));
  });

  it('says what is wrong and what to do in sentences', () => {
    for (const { language, text: marked } of rule.meta.examples)
      for (const { message } of rule.check(modelOf(readMarks(marked).text, language)))
        expect(message).toMatch(/^[A-Z`].+[.:,] .+\.$/s);
  });
});

describe('the catalogue', () => {
  it('holds every rule that has a file', () => {
    const helpers = ['index.ts', 'rule.ts', 'images.ts', 'privileges.ts'];
    const files = readdirSync(new URL('../server/src/rules/', import.meta.url));
    const expected = files
      .filter((file) => !helpers.includes(file))
      .map((file) => file.slice(0, -3));
    expect(rules.map(({ id }) => id).sort()).toEqual(expected.sort());
  });
});
