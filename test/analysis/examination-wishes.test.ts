import { describe, expect, it } from 'vitest';
import {
  imageQuestions,
  needsAnything,
  withNeeds,
  type ImageNeeds,
  type ImageQuestion,
} from '../../server/src/analysis/examination-wishes.ts';
import { analyze, defaultOptions } from '../../server/src/analysis/report.ts';
import { rules } from '../../server/src/rules/index.ts';
import { defaultPolicy, type Policy } from '../../server/src/settings/policy.ts';
import { today } from '../support/rule-examples.ts';

function questionsOf(text: string, changes: Partial<Policy> = {}): readonly ImageQuestion[] {
  const policy: Policy = { ...defaultPolicy, ...changes };
  const report = analyze(
    { text, language: 'dockerfile', path: 'Dockerfile' },
    { ...defaultOptions(rules, today), policy },
  );
  return imageQuestions(report, rules, policy);
}

/** What is needed of each image, in words. */
function needsOf(text: string, changes: Partial<Policy> = {}): Readonly<Record<string, string>> {
  return Object.fromEntries(
    questionsOf(text, changes).map(({ reference, needs }) => [
      reference.written,
      Object.entries(needs)
        .filter(([, isNeeded]) => isNeeded === true)
        .map(([name]) => name)
        .join(', '),
    ]),
  );
}

const off = { level: 'off', options: {} } as const;
const warning = { level: 'warning', options: {} } as const;
const quiet = { rules: new Map([['image-stale', off]]) };

describe('what the rules need to know of an image', () => {
  it('is nothing by default, as a look at an image may count as a pull', () => {
    expect(needsOf('FROM python:3\n')).toEqual({ 'python:3': '' });
    expect(needsOf('FROM python:3\n', { profile: 'strict' })).toEqual({ 'python:3': '' });
  });

  it('is its age where the configuration names the rule about old images', () => {
    const named = { rules: new Map([['image-stale', { level: undefined, options: {} }]]) };
    expect(needsOf('FROM python:3\n', named)).toEqual({ 'python:3': 'origin' });
  });

  it('is nothing when the rules that need something are off', () => {
    const [question] = questionsOf('FROM python:3\n', quiet);
    expect(question && needsAnything(question.needs)).toBe(false);
    expect(needsOf('FROM python:3\n', { profile: 'minimal' })).toEqual({ 'python:3': '' });
  });

  it('is its publisher only where Docker Hub alone can tell', () => {
    const trusting = { ...quiet, trustedPublishers: ['official', 'verified', 'ghcr.io/team/**'] };
    const text =
      'FROM python:3\nFROM grafana/grafana:12\nFROM ghcr.io/team/a:1\nFROM quay.io/b/c:1\n';
    expect(needsOf(text, trusting)).toEqual({
      'python:3': '',
      'grafana/grafana:12': 'publisher',
      'ghcr.io/team/a:1': '',
      'quay.io/b/c:1': '',
    });
  });

  it('is what the configuration requires of it, and not of others', () => {
    const requiring: Partial<Policy> = {
      ...quiet,
      require: [
        { images: ['ghcr.io/team/**'], measures: ['signature'], signers: [] },
        { images: ['quay.io'], measures: ['attestation', 'digest'], signers: [] },
      ],
    };
    const text = 'FROM ghcr.io/team/a:1\nFROM quay.io/b/c:1\nFROM python:3\n';
    expect(needsOf(text, requiring)).toEqual({
      'ghcr.io/team/a:1': 'signatures',
      'quay.io/b/c:1': 'attestations',
      'python:3': '',
    });
  });

  it('is where its source is, where the configuration names that rule', () => {
    const named = { rules: new Map([['image-source-unknown', warning]]) };
    expect(needsOf('FROM python:3\n', named)).toEqual({ 'python:3': 'origin, attestations' });
  });

  it('is needed when an override turns the rule on for one service', () => {
    const override = {
      files: [],
      services: ['db'],
      rules: new Map([['image-stale', { level: 'error', options: {} } as const]]),
      reason: 'is on the internet',
    };
    expect(needsOf('FROM python:3\n', { ...quiet, overrides: [override] })).toEqual({
      'python:3': 'origin',
    });
  });

  it('is nothing of files that are left out, and of images that are not known', () => {
    expect(questionsOf('FROM python:3\n', { exclude: ['Dockerfile'] })).toEqual([]);
    expect(questionsOf('ARG NAME\nFROM ${NAME}\nFROM scratch\n')).toEqual([]);
  });
});

describe('a question', () => {
  it('is the same however an image is written, and once for a file', () => {
    const [question, ...others] = questionsOf(
      'FROM python\nFROM docker.io/library/python:latest\n',
    );
    expect(question?.key).toContain('docker.io/library/python:latest');
    expect(others).toEqual([]);
  });

  it('is another one where others are expected to sign', () => {
    const requiring = (identity: string): Partial<Policy> => ({
      require: [
        {
          images: ['**'],
          measures: ['signature'],
          signers: [{ images: ['**'], identity, issuer: 'https://issuer.example.com' }],
        },
      ],
    });
    const [one] = questionsOf('FROM python\n', requiring('one@example.com'));
    const [other] = questionsOf('FROM python\n', requiring('other@example.com'));
    expect(one?.key).not.toBe(other?.key);
  });

  it('of several files is about all that any of them needs', () => {
    const nothing: ImageNeeds = {
      origin: false,
      publisher: false,
      signatures: false,
      attestations: false,
    };
    expect(withNeeds({ ...nothing, origin: true }, { ...nothing, signatures: true })).toEqual({
      ...nothing,
      origin: true,
      signatures: true,
    });
  });
});
