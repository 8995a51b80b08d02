import { describe, expect, it } from 'vitest';
import { pinOffers, pinOffersAt } from '../../server/src/analysis/pin-offers.ts';
import { pinAll } from '../../server/src/analysis/pins.ts';
import { analyze, defaultOptions, type Report } from '../../server/src/analysis/report.ts';
import { summarizePinAll } from '../../server/src/analysis/sentences.ts';
import type { Language } from '../../server/src/model/document-model.ts';
import { rules } from '../../server/src/rules/index.ts';
import { today } from '../support/rule-examples.ts';
import { fail, ok } from '../../server/src/text/result.ts';
import { anyImage, expectPins, sampleDigest } from '../support/pinning.ts';

const report = (language: Language, text: string): Report =>
  analyze({ text, language }, defaultOptions(rules, today));

const never = new AbortController().signal;

describe('a pin is one insertion', () => {
  it.each<[string, Language, string]>([
    ['behind a port', 'dockerfile', 'FROM localhost:5000/team/app:1.2@… AS b\n'],
    ['behind flags', 'dockerfile', 'FROM a:1@…\nCOPY --chown=1 --from=alpine:3@… x y\n'],
    ['inside quotes', 'dockerfile', 'FROM "alpine:3.16@…"\n'],
    ['behind a continuation', 'dockerfile', 'FROM \\\n  alpine:3@…\n'],
    [
      'with CRLF and comments',
      'dockerfile',
      '# why\r\nFROM \\\r\n  # here\r\n  alpine:3@…\t AS x\r\n',
    ],
    ['in the ARG', 'dockerfile', 'ARG BASE=python:3.8@…\nFROM $BASE\nFROM ${BASE}\n'],
    ['in a default', 'dockerfile', 'FROM ${BASE:-python:3.8@…}\n'],
    ['in the directive', 'dockerfile', '# syntax=docker/dockerfile:1@…\nFROM a:1@…\n'],
    ['in a mount', 'dockerfile', 'FROM a:1@…\nRUN --mount=type=bind,from=b:2@…,target=/b ls\n'],
    ['without a tag', 'dockerfile', 'FROM redis@…\n'],
    ['in a Compose default', 'compose', 'services: {a: {image: "${IMG:-redis:7@…}"}}\n'],
    ['at the anchor', 'compose', 'x: &i a:1@…\nservices: {a: {image: *i}, b: {image: *i}}\n'],
    ['in a block', 'compose', 'services:\n  a:\n    image: >-\n      a:1@…\n'],
    [
      'in an inline Dockerfile',
      'compose',
      'services:\n  a:\n    build:\n      dockerfile_inline: |\n        FROM a:1@…\n          # b\n        COPY --from=c:2@… x y\n',
    ],
    [
      'once in an inline Dockerfile of two services',
      'compose',
      'x-b: &b\n  dockerfile_inline: |\n    FROM a:1@…\nservices: {a: {build: *b}, b: {build: *b}}\n',
    ],
    ['behind an empty variable', 'dockerfile', 'ARG REGISTRY\nFROM ${REGISTRY:-}a:1@…\n'],
    [
      'in a quoted inline Dockerfile',
      'compose',
      'services: {a: {build: {dockerfile_inline: "FROM a:1@…\\nRUN echo $$X\\nFROM b:2@…"}}}\n',
    ],
  ])('%s', async (_, language, text) => {
    await expectPins(language, text);
  });
});

describe('what cannot be pinned', () => {
  it.each<[string, Language, string]>([
    ['a part in a variable', 'dockerfile', 'ARG V=3\nFROM python:${V}\n'],
    ['a variable without a default', 'compose', 'services: {a: {image: "${IMAGE}"}}\n'],
    ['an ARG that is also a part', 'dockerfile', 'ARG B=a\nFROM $B\nFROM $B:1\n'],
    ['an empty variable at the end', 'compose', 'services: {a: {image: "a:1${VARIANT:-}"}}\n'],
    ['an alternative at the end', 'dockerfile', 'ARG V\nFROM a:1${V:+-$V}\n'],
    ['a registry in a variable', 'compose', 'services: {a: {image: "${R:-ghcr.io}/a/b:1"}}\n'],
  ])('%s keeps its text and says why', async (_, language, text) => {
    await expectPins(language, text);
    const offers = pinOffers(report(language, text));
    expect(offers.length).toBeGreaterThan(0);
    expect(offers.every(({ kind }) => kind === 'blocked')).toBe(true);
    expect(summarizePinAll(await pinAll(report(language, text), anyImage, never))).toMatch(
      /^Pinned 0 of .*\nCan't pin `.+`: .+\. .+\.|, so .+\./s,
    );
  });

  it.each<[string, Language, string]>([
    ['a digest', 'dockerfile', `FROM a:1@${sampleDigest}\n`],
    ['a stage', 'dockerfile', 'FROM scratch AS a\nFROM a\nCOPY --from=0 x y\n'],
    ['the result of a build', 'compose', 'services: {a: {build: ., image: "a:1"}}\n'],
    ['a digest that is none', 'dockerfile', 'FROM a@1.2\n'],
  ])('%s is not offered', (_, language, text) => {
    expect(pinOffers(report(language, text))).toEqual([]);
  });
});

describe('an offer', () => {
  it('is found at the reference and where the reference is used', () => {
    const text = 'ARG BASE=python:3.8\nFROM scratch\nFROM $BASE\n';
    const found = (at: string): number => {
      const start = text.indexOf(at);
      return pinOffersAt(report('dockerfile', text), { start, end: start }).length;
    };
    expect([found('python'), found('$BASE'), found('scratch')]).toEqual([1, 1, 0]);
  });
});

describe('an offer for a quoted default', () => {
  it('is found at the variable as well', () => {
    const text = 'FROM "${BASE:-python:3.8}"\n';
    const start = text.indexOf('${');
    expect(pinOffersAt(report('dockerfile', text), { start, end: start })).toHaveLength(1);
  });
});

describe('pinning a whole file', () => {
  const text = 'FROM a:1\nFROM docker.io/library/a:1\nFROM missing:1\nFROM b\nARG V\nFROM c:$V\n';

  it('asks for each distinct image once', async () => {
    const asked: string[] = [];
    await pinAll(
      report('dockerfile', text),
      {
        resolve: (reference, signal) => {
          asked.push(reference.written);
          return anyImage.resolve(reference, signal);
        },
      },
      never,
    );
    expect(asked).toEqual(['a:1', 'missing:1', 'b']);
  });

  it('asks a registry no more that refuses further requests', async () => {
    const many = Array.from({ length: 20 }, (_, index) => `FROM ghcr.io/a/b:${index}\n`).join('');
    let asked = 0;
    const result = await pinAll(
      report('dockerfile', `${many}FROM a:1\n`),
      {
        resolve: (reference, signal) => {
          if (reference.registry !== 'ghcr.io') return anyImage.resolve(reference, signal);
          asked++;
          return Promise.resolve(fail({ code: 'rate-limited', host: 'ghcr.io' }));
        },
      },
      never,
    );
    expect(asked).toBeLessThanOrEqual(5);
    expect(result.failed).toHaveLength(20);
    expect(result.changes.map(({ image }) => image.name)).toEqual(['a:1']);
  });

  it('pins what it can and names the rest', async () => {
    const result = await pinAll(
      report('dockerfile', text),
      {
        resolve: ({ repository }) =>
          Promise.resolve(
            repository === 'library/missing'
              ? fail({ code: 'not-found', host: 'registry-1.docker.io' })
              : ok({ digest: sampleDigest, mediaType: '', resolvedAt: 0 }),
          ),
      },
      never,
    );
    expect(result.changes).toHaveLength(3);
    expect(summarizePinAll(result)).toBe(
      [
        'Pinned 3 of 5 images.',
        'Could not pin `missing:1`: registry-1.docker.io has no tag `1` of `docker.io/library/missing`. Check the name and the tag.',
        "Can't pin `c:$V`: `V` has no default here, so the image is not known. Pin it where the variable is set.",
      ].join('\n'),
    );
  });

  it('tells which image is asked for, and how many are done by then', async () => {
    const names = Array.from({ length: 7 }, (_, index) => `a:${String(index)}`);
    const progress: string[] = [];
    await pinAll(
      report('dockerfile', names.map((name) => `FROM ${name}\n`).join('')),
      anyImage,
      never,
      (done, total, name) => progress.push(`${String(done)}/${String(total)} ${name}`),
    );
    expect(progress.slice(0, 5)).toEqual(names.slice(0, 5).map((name) => `0/7 ${name}`));
    expect(progress.slice(5)).toEqual(['5/7 a:5', '5/7 a:6']);
  });
});
