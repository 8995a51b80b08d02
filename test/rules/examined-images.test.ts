import { describe, expect, it } from 'vitest';
import { analyze, defaultOptions, type Finding } from '../../server/src/analysis/report.ts';
import type { ImageFacts } from '../../server/src/reference/image-facts.ts';
import {
  attached,
  examined,
  madeOn,
  publishedBy,
  scan,
  signature,
} from '../../server/src/rules/fact-samples.ts';
import { rules } from '../../server/src/rules/index.ts';
import { publisherTrust } from '../../server/src/rules/trusted-publishers.ts';
import { defaultPolicy, type Policy } from '../../server/src/settings/policy.ts';
import { referenceTo } from '../support/references.ts';
import { today } from '../support/rule-examples.ts';

const factRules = /^(?:required-|image-(?:publisher-unknown|stale|source-unknown|vulnerable)$)/;

/** What the rules about examined images say of one image, when this is known of it. */
function findingsOf(
  image: string,
  policy: Partial<Policy>,
  facts?: Partial<ImageFacts>,
): readonly Finding[] {
  const { findings, failures } = analyze(
    { text: `FROM ${image}\n`, language: 'dockerfile', path: 'Dockerfile' },
    {
      ...defaultOptions(rules, today),
      policy: { ...defaultPolicy, ...policy },
      ...(facts && examined(facts)),
    },
  );
  expect(failures).toEqual([]);
  return findings.filter(({ rule }) => factRules.test(rule));
}

function toldOf(image: string, policy: Partial<Policy>, facts?: Partial<ImageFacts>): string {
  return findingsOf(image, policy, facts)
    .map(({ severity, message }) => `${severity}: ${message}`)
    .join('\n');
}

function requiring(measure: Policy['require'][number]['measures'][number]): Partial<Policy> {
  return { require: [{ images: ['**'], measures: [measure], signers: [] }] };
}

describe('images of which nothing is known', () => {
  it.each(['recommended', 'strict', 'minimal'] as const)(
    'have no finding in the profile %s when the team has decided nothing',
    (profile) => {
      expect(findingsOf('ghcr.io/anyone/app:1', { profile })).toEqual([]);
    },
  );
});

describe('a required signature', () => {
  const name = 'registry.example.com/app:1';
  const told = (facts?: Partial<ImageFacts>) => toldOf(name, requiring('signature'), facts);

  it('that nobody has looked for is information, which says how to look', () => {
    expect(told()).toBe(
      `information: Nobody has checked the signature of \`${name}\`, which the configuration requires. Run \`seaworthy check --online\`, or open the image report.`,
    );
  });

  it.each<[string, ReturnType<typeof signature>, RegExp]>([
    ['is absent', signature('none'), /^error: .* is not signed/],
    [
      'may be where nobody could look',
      signature('none', { isComplete: false }),
      /^warning: .* not every place/,
    ],
    ['could not be checked', signature('present'), /^error: .* could not be checked/],
    ['fails', signature('failed'), /^error: .* does not hold what it promises/],
    [
      'is of a stranger',
      signature('failed', { signers: ['mallory@example.com'], isExpected: false }),
      /^error: .* signed by `mallory@example\.com`, whom nobody expects/,
    ],
    [
      'is of one platform alone, so that another may be anything',
      signature('verified', { isExpected: true, isWhole: false }),
      /^error: Only the image of one platform of .* is signed/,
    ],
    [
      'is of somebody of whom nobody has said anything: anybody can sign',
      signature('verified', { signers: ['mallory@example.com'] }),
      /^warning: .* signed by `mallory@example\.com`, and nobody has said who may/,
    ],
  ])('that %s is told', (_, facts, sentence) => {
    expect(told({ signature: facts })).toMatch(sentence);
  });

  it('that is verified and expected is enough', () => {
    expect(told({ signature: signature('verified', { isExpected: true }) })).toBe('');
  });

  it('has its own severity only as long as nobody chooses one', () => {
    const policy = {
      ...requiring('signature'),
      rules: new Map([['required-signature-missing', { level: 'error', options: {} } as const]]),
    };
    expect(toldOf(name, policy)).toMatch(/^error: Nobody has checked/);
  });
});

describe('a required attestation', () => {
  it.each<[string, Partial<ImageFacts> | undefined, RegExp]>([
    ['that nobody has looked for', undefined, /^information: Nobody has looked/],
    ['that is absent', { attestation: attached() }, /^error: .* carries neither/],
    ['that is a list of parts', { attestation: attached('packages') }, /^$/],
    ['that is a provenance', { attestation: attached('provenance') }, /^$/],
  ])('%s', (_, facts, sentence) => {
    expect(toldOf('a/b:1', requiring('attestation'), facts)).toMatch(sentence);
  });
});

describe('a required digest and a required official image', () => {
  it('need no registry to be told', () => {
    expect(toldOf('a/b:1', requiring('digest'))).toMatch(/^error: `a\/b:1` has no digest/);
    expect(toldOf('a/b:1', requiring('official'))).toMatch(/^error: `a\/b:1` is not a Docker/);
    expect(toldOf('index.docker.io/library/python:3', requiring('official'))).toBe('');
  });
});

describe('whether a publisher is trusted', () => {
  it.each<[string, readonly string[], string, string | undefined, string]>([
    ['an official image', ['official'], 'python', undefined, 'trusted'],
    ['an official image, where only others are', ['verified'], 'python', undefined, 'not-trusted'],
    ['an image on another registry', ['verified'], 'ghcr.io/a/b', undefined, 'not-trusted'],
    ['an image that a pattern covers', ['ghcr.io/a/**'], 'ghcr.io/a/b', undefined, 'trusted'],
    ['an image of Docker Hub that nobody asked about', ['verified'], 'a/b', undefined, 'unasked'],
    ['the same, where no badge counts', ['official'], 'a/b', undefined, 'not-trusted'],
    ['one of a verified publisher', ['verified'], 'a/b', 'verified', 'trusted'],
    ['one of a sponsored project', ['verified'], 'a/b', 'sponsored', 'not-trusted'],
    ['one of an account', ['verified', 'sponsored'], 'a/b', 'account', 'not-trusted'],
  ])('%s', (_, trusted, image, kind, trust) => {
    const facts = kind === undefined ? undefined : publishedBy(kind as 'verified', 'A');
    expect(publisherTrust(trusted, referenceTo(image), facts)).toBe(trust);
  });
});

describe('an old image', () => {
  it('is told with the day and its age', () => {
    expect(toldOf('a/b:1', {}, { origin: madeOn('2024-10-24') })).toBe(
      'information: `a/b:1` was last built on 2024-10-24, 24 months ago. What was closed since in its packages is still open in it: look for a newer tag, or for the image that took its place.',
    );
  });

  it.each(['2025-11-23', '2026-11-24'])('is none when it is of %s', (day) => {
    expect(toldOf('a/b:1', {}, { origin: madeOn(day) })).toBe('');
  });

  it.each(['0', '-1', 'soon', '1e9', undefined])('counts as usual with the option %j', (months) => {
    const options = { months: months === undefined ? [] : [months] };
    const policy = { rules: new Map([['image-stale', { level: undefined, options }]]) };
    expect(toldOf('a/b:1', policy, { origin: madeOn('2025-11-22') })).toMatch(/12 months ago/);
    expect(toldOf('a/b:1', policy, { origin: madeOn('2025-11-24') })).toBe('');
  });
});

describe('a vulnerable image', () => {
  const told = (facts: ReturnType<typeof scan>, options: Record<string, readonly string[]> = {}) =>
    toldOf(
      'a/b:1',
      { rules: new Map([['image-vulnerable', { level: undefined, options }]]) },
      { scan: facts },
    );

  it('is told with counts, scanner and the day of its data', () => {
    const facts = scan(
      { critical: 2, high: 5, low: 40 },
      { fixable: { critical: 1, high: 3, low: 9 }, knownExploited: 1, endOfLife: 'debian 8' },
    );
    expect(told(facts)).toBe(
      'warning: In `a/b:1`, Trivy has found with its data of 2026-11-21: 2 critical and 5 high vulnerabilities, 4 of them fixable; 1 known to be used in attacks; a distribution, `debian 8`, that gets no more updates. Move to a newer tag or a smaller image, or update the packages.',
    );
  });

  it('has its threshold and may be told of what can be fixed alone', () => {
    const facts = scan({ critical: 1, medium: 7 }, { fixable: { medium: 2 } });
    expect(told(facts)).toContain(': 1 critical vulnerability, not fixable yet.');
    expect(told(facts, { severity: ['medium'] })).toContain(
      ': 1 critical and 7 medium vulnerabilities, 2 of them fixable.',
    );
    expect(told(facts, { severity: ['medium'], fixableOnly: ['true'] })).toContain(
      ': 2 medium vulnerabilities, all of them fixable.',
    );
    expect(told(facts, { fixableOnly: ['true'] })).toBe('');
  });

  it('is not one for what the scanner cannot rate, and without a day where none is told', () => {
    expect(told(scan({ unknown: 9 }))).toBe('');
    expect(told(scan({ high: 1 }, { database: undefined }))).toContain('Trivy has found: 1 high');
  });

  it('keeps its fingerprint when the numbers change', () => {
    const names = (text: string) => text.match(/`[^`]*`/g);
    expect(names(told(scan({ high: 1 })))).toEqual(names(told(scan({ high: 2 }))));
  });
});

describe('the words of strangers', () => {
  it('stand in messages as names in which nothing works', () => {
    const hostile = '`<img src=x>`[a](https://evil.example)\u001b]0;x\u0007';
    const message = toldOf(
      'a/b:1',
      { ...requiring('signature'), trustedPublishers: ['verified'] },
      {
        publisher: publishedBy('account', hostile),
        signature: signature('failed', { signers: [hostile], isExpected: false }),
        scan: scan({ high: 1 }, { scanner: hostile, endOfLife: hostile }),
      },
    );
    expect(message).not.toMatch(/[\u0000-\u0009\u000b-\u001f]|\]\(/);
    expect(message.match(/`/g)?.length ?? 1).toSatisfy((count: number) => count % 2 === 0);
  });
});
