import { describe, expect, it } from 'vitest';
import { analyze, defaultOptions } from '../../server/src/analysis/report.ts';
import type { RuleLevel } from '../../server/src/model/severity.ts';
import { rules } from '../../server/src/rules/index.ts';
import type { Rule } from '../../server/src/rules/rule.ts';
import { defaultPolicy } from '../../server/src/settings/policy.ts';
import { today } from '../support/rule-examples.ts';

function found(text: string, levels: Readonly<Record<string, RuleLevel>> = {}): readonly string[] {
  const choices = Object.entries(levels).map(
    ([id, level]) => [id, { level, options: {} }] as const,
  );
  const policy = { ...defaultPolicy, rules: new Map(choices) };
  const options = { ...defaultOptions(rules, today), policy };
  return analyze({ text, language: 'compose' }, options).findings.map(
    ({ rule, severity }) => `${severity} ${rule}`,
  );
}

const shared = 'x-base: &base\n  image: app:1\n  userns_mode: host\n';
const text = `${shared}services:\n  a: {<<: *base}\n  b: {<<: *base}\n`;

describe('a report', () => {
  it('says once what several services inherit from one place', () => {
    expect(found(text)).toEqual(['information host-namespace']);
  });

  it.each<[RuleLevel, readonly string[]]>([
    ['off', []],
    ['error', ['error host-namespace']],
    ['warning', ['warning host-namespace']],
    ['hint', ['hint host-namespace']],
  ])('has the level that a person chose: %s', (level, expected) => {
    expect(found(text, { 'host-namespace': level })).toEqual(expected);
  });

  it('marks the text of a block without the line end behind it', () => {
    const block = 'services:\n  app:\n    image: app:1\n    user: |\n      root\n\n    tty: true\n';
    const { findings } = analyze(
      { text: block, language: 'compose' },
      defaultOptions(rules, today),
    );
    expect(findings.map(({ span }) => block.slice(span.start, span.end))).toEqual([
      'user: |\n      root',
    ]);
  });

  it('has what is off by default when a person turns it on', () => {
    expect(found('services: {a: {image: "app:1"}}')).toEqual([]);
    expect(found('services: {a: {image: "app:1"}}', { 'image-not-pinned': 'warning' })).toEqual([
      'warning image-not-pinned',
    ]);
  });
});

describe('a rule that breaks', () => {
  const [first] = rules;
  if (first === undefined) throw new Error('no rules');
  const broken: Rule = {
    ...first,
    id: 'broken',
    *check() {
      yield { span: { start: 0, end: 1 }, message: 'It was fine so far. It breaks next.' };
      throw new Error('no luck');
    },
  };

  it('is named once, and the others go on', () => {
    const { findings, failures } = analyze(
      { text: 'FROM redis\nUSER root\n', language: 'dockerfile' },
      defaultOptions([broken, ...rules], today),
    );
    expect(failures).toEqual([{ rule: 'broken', message: 'Error: no luck' }]);
    expect(findings.map(({ rule }) => rule)).toEqual(['broken', 'image-no-tag', 'user-root']);
  });
});
