import { describe, expect, it } from 'vitest';
import { analyze, defaultOptions } from '../../server/src/analysis/report.ts';
import type { Language } from '../../server/src/model/document-model.ts';
import { rules } from '../../server/src/rules/index.ts';
import { defaultPolicy, type HonouredTool } from '../../server/src/settings/policy.ts';
import { today } from '../support/rule-examples.ts';

function reportOf(
  language: Language,
  text: string,
  honour: readonly HonouredTool[] = [],
): ReturnType<typeof analyze> {
  const policy = { ...defaultPolicy, honour };
  return analyze({ text, language }, { ...defaultOptions(rules, today), policy });
}

/** What is found, and in brackets what a comment silences. */
function told(
  language: Language,
  text: string,
  honour: readonly HonouredTool[] = [],
): readonly string[] {
  const { findings, suppressed } = reportOf(language, text, honour);
  return [...findings.map(({ rule }) => rule), ...suppressed.map(({ rule }) => `(${rule})`)];
}

describe('a comment in a Dockerfile', () => {
  it.each<[string, string, readonly string[]]>([
    [
      'covers the next instruction',
      '# seaworthy: ignore[image-no-tag] -- x\nFROM redis\n',
      ['(image-no-tag)'],
    ],
    [
      'stacks',
      '# seaworthy: ignore[image-no-tag] -- x\n\n# other\nFROM redis\n',
      ['(image-no-tag)'],
    ],
    [
      'covers only the next',
      '# seaworthy: ignore[image-no-tag] -- x\nFROM a/b\nFROM c/d\n',
      ['image-no-tag', '(image-no-tag)'],
    ],
    [
      'names several rules',
      '# seaworthy: ignore[image-latest-tag, user-root] -- x\nFROM redis:latest\n# seaworthy: ignore[user-root]\nUSER root\n',
      ['unused-suppression', '(image-latest-tag)', '(user-root)'],
    ],
    [
      'covers one line of a continued instruction',
      'FROM scratch\nENV A=1 \\\n  # seaworthy: ignore[secret-in-env] -- sample\n  DB_PASSWORD=hunter22 \\\n  API_TOKEN=hunter22\n',
      ['secret-in-env', '(secret-in-env)'],
    ],
    [
      'covers the file from its top',
      '# syntax=docker/dockerfile:1.7\n# seaworthy: ignore-file[image-no-tag] -- x\nFROM a/b\nFROM c/d\n',
      ['(image-no-tag)', '(image-no-tag)'],
    ],
    [
      'covers the FROM that uses an ARG',
      'ARG BASE=redis\n# seaworthy: ignore[image-no-tag] -- x\nFROM $BASE\n',
      ['(image-no-tag)'],
    ],
    [
      'needs names',
      '# seaworthy: ignore -- x\nFROM redis\n',
      ['unused-suppression', 'image-no-tag'],
    ],
    [
      'expires',
      '# seaworthy: ignore[image-no-tag] -- x (until 2026-11-22)\nFROM redis\n',
      ['unused-suppression', 'image-no-tag'],
    ],
    [
      'holds through its last day',
      '# seaworthy: ignore[image-no-tag] -- x (until 2026-11-23)\nFROM redis\n',
      ['(image-no-tag)'],
    ],
    [
      'for the file does not count further down',
      'FROM redis\n# seaworthy: ignore-file[image-no-tag] -- x\nUSER 1\n',
      ['image-no-tag', 'unused-suppression'],
    ],
  ])('%s', (_, text, expected) => {
    expect(told('dockerfile', text)).toEqual(expected);
  });
});

describe('a comment in a Compose file', () => {
  it.each<[string, string, readonly string[]]>([
    [
      'covers its own line',
      'services:\n  a:\n    image: redis # seaworthy: ignore[image-no-tag] -- x\n',
      ['(image-no-tag)'],
    ],
    [
      'covers the line below',
      'services:\n  a:\n    # seaworthy: ignore[image-no-tag] -- x\n    image: redis\n',
      ['(image-no-tag)'],
    ],
    [
      'covers a service from its key',
      'services:\n  # seaworthy: ignore[image-no-tag, privileged-container] -- x\n  a:\n    image: redis\n    privileged: true\n  b:\n    image: nginx\n',
      ['image-no-tag', '(image-no-tag)', '(privileged-container)'],
    ],
    [
      'covers a list item',
      'services:\n  a:\n    image: team/a:1\n    cap_add:\n      - SYS_ADMIN # seaworthy: ignore[cap-add-dangerous] -- x\n      - ALL\n',
      ['cap-add-dangerous', '(cap-add-dangerous)'],
    ],
    [
      'covers the file',
      '# seaworthy: ignore-file[image-no-tag] -- x\nservices:\n  a: {image: redis}\n  b: {image: nginx}\n',
      ['(image-no-tag)', '(image-no-tag)'],
    ],
    [
      'in a text is no comment',
      'services:\n  a:\n    image: redis\n    command: "# seaworthy: ignore[image-no-tag]"\n',
      ['image-no-tag'],
    ],
    [
      'in an inline Dockerfile belongs to that',
      'services:\n  a:\n    build:\n      dockerfile_inline: |\n        # seaworthy: ignore[image-no-tag] -- x\n        FROM redis\n',
      ['(image-no-tag)'],
    ],
  ])('%s', (_, text, expected) => {
    expect(told('compose', text)).toEqual(expected);
  });
});

describe('a comment that was meant as one', () => {
  it.each([
    '# seaworthy: ignore[image-no-tag] -- lab (until 2026-13-45)',
    '# seaworthy: ignore[image-no-tag] -- lab (until Friday)',
    '# seaworthy: ignore[image-no-tag] -- lab until 2025-01-01',
    '# seaworthy: ignore[image-no-tag] -- lab (Until 2025-01-01)',
    '# seaworthy: ignore-next-line[image-no-tag]',
    '# seaworthy: ignore[image-no-tga]',
  ])('and silences nothing is told: %s', (comment) => {
    expect(told('dockerfile', `${comment}\nFROM redis\nUSER 1\n`)).toEqual([
      'unused-suppression',
      'image-no-tag',
    ]);
  });

  it.each([
    '# seaworthy: ignore[image-no-tag]',
    '# seaworthy: ignore[ image-no-tag , user-not-set ] why not',
    '#seaworthy:ignore[image-no-tag]--until 2027-01-31 it is rebuilt nightly',
    '# Seaworthy: IGNORE[image-no-tag] -- rebuilt until it works',
  ])('is read in every way that has one meaning: %s', (comment) => {
    expect(told('dockerfile', `${comment}\nFROM redis\n`)).toContain('(image-no-tag)');
  });
});

describe('the reason', () => {
  it('is kept with what is silenced', () => {
    const { suppressed } = reportOf(
      'dockerfile',
      '# seaworthy: ignore[image-no-tag] -- rebuilt nightly (until 2027-01-31)\nFROM redis\n',
    );
    expect(suppressed).toMatchObject([{ rule: 'image-no-tag', reason: 'rebuilt nightly' }]);
  });
});

describe('comments of other linters', () => {
  it.each<[HonouredTool, string]>([
    ['hadolint', '# hadolint ignore=DL3006\nFROM redis\n'],
    ['hadolint', '# hadolint global ignore=DL3006\nFROM scratch\nFROM redis\n'],
    ['trivy', '# trivy:ignore:DS-0001\nFROM redis:latest\n'],
    ['checkov', 'FROM redis:latest\n# checkov:skip=CKV_DOCKER_7: internal\n'],
    ['buildkit', '# check=skip=SecretsUsedInArgOrEnv\nFROM redis:8\nENV DB_PASSWORD=hunter22\n'],
  ])('for %s count where they are honoured: %j', (tool, text) => {
    expect(told('dockerfile', text).some((rule) => !rule.startsWith('('))).toBe(true);
    expect(told('dockerfile', text, [tool]).every((rule) => rule.startsWith('('))).toBe(true);
  });

  it('never silence what they do not name exactly', () => {
    expect(told('dockerfile', '# hadolint ignore=DL3008\nFROM redis\n', ['hadolint'])).toEqual([
      'image-no-tag',
    ]);
  });
});
