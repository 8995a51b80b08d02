import { describe, expect, it } from 'vitest';
import { editsOf } from '../../server/src/analysis/pins.ts';
import {
  judgeUpdate,
  updatePins,
  updateReports,
  type UpdateJudge,
  type UpdateVerdict,
} from '../../server/src/analysis/pin-updates.ts';
import { analyze, defaultOptions, type Report } from '../../server/src/analysis/report.ts';
import { summarizeUpdates } from '../../server/src/analysis/update-sentences.ts';
import type { Language } from '../../server/src/model/document-model.ts';
import { rules } from '../../server/src/rules/index.ts';
import { registryError } from '../../server/src/registry/errors.ts';
import { applyEdits } from '../../server/src/text/text-edit.ts';
import { recordingRegistry } from '../support/digests.ts';
import { anyImage, otherDigest, sampleDigest } from '../support/pinning.ts';
import { today } from '../support/rule-examples.ts';
import { composeFolder } from './compose-folder.ts';

const never = new AbortController().signal;
const day = 24 * 60 * 60_000;

/** `@old` and `@new` stand for digests, the latter for that of every tag now. */
const written = (text: string): string =>
  text.replaceAll('@old', `@${otherDigest}`).replaceAll('@new', `@${sampleDigest}`);

function reportOf(text: string, language: Language = 'dockerfile'): Report {
  return analyze({ text: written(text), language }, defaultOptions(rules, today));
}

const always: UpdateJudge = () => Promise.resolve({ kind: 'update' });

function judging(verdicts: Readonly<Record<string, UpdateVerdict>>): UpdateJudge {
  return (reference) =>
    Promise.resolve(verdicts[reference.written.split('@', 1)[0] ?? ''] ?? { kind: 'update' });
}

describe('updating the pins of a file', () => {
  it.each<[string, Language, string, string]>([
    ['behind a tag', 'dockerfile', 'FROM a:1@old AS x\n', 'FROM a:1@new AS x\n'],
    ['inside quotes', 'dockerfile', 'FROM "a:1@old"\r\n', 'FROM "a:1@new"\r\n'],
    ['in an ARG', 'dockerfile', 'ARG B=a:1@old\nFROM $B\n', 'ARG B=a:1@new\nFROM $B\n'],
    [
      'at the anchor',
      'compose',
      'x: &i a:1@old\nservices: {a: {image: *i}, b: {image: *i}}\n',
      'x: &i a:1@new\nservices: {a: {image: *i}, b: {image: *i}}\n',
    ],
    ['not without a tag', 'dockerfile', 'FROM a@old\n', 'FROM a@old\n'],
    ['not when it is current', 'dockerfile', 'FROM a:1@new\n', 'FROM a:1@new\n'],
    ['not in quotes that split it', 'dockerfile', 'FROM a:1@"old"\n', 'FROM a:1@"old"\n'],
  ])('writes the new digest %s', async (_, language, before, after) => {
    const report = reportOf(before, language);
    const result = await updatePins(report, anyImage, always, never);
    expect(applyEdits(report.source.text, editsOf(result))).toBe(written(after));
  });

  it('tells of each change what it is about', async () => {
    const { changes } = await updatePins(reportOf('FROM a:1@old\n'), anyImage, always, never);
    expect(changes).toMatchObject([
      { image: { reference: { tag: '1' } }, from: otherDigest, to: sampleDigest },
    ]);
  });

  it('asks for each distinct image of all files once, and judges each distinct update once', async () => {
    const resolver = recordingRegistry();
    const judged: string[] = [];
    const reports = [
      reportOf('FROM a:1@old\nFROM docker.io/library/a:1@old\nFROM b:1@new\nFROM c@old\n'),
      reportOf('services: {s: {image: "a:1@old"}}\n', 'compose'),
    ];
    const results = await updateReports(
      reports,
      resolver,
      (reference) => {
        judged.push(reference.repository);
        return always(reference, otherDigest, sampleDigest, never);
      },
      never,
    );
    expect(resolver.asked.map((name) => name.split('@', 1)[0])).toEqual(['a:1', 'b:1']);
    expect(judged).toEqual(['library/a']);
    expect(results.map(({ changes }) => changes.length)).toEqual([2, 1]);
  });

  it('says what was left alone and why, each reason once', async () => {
    const result = await updatePins(
      reportOf(
        'FROM a:1@old\nFROM b:1@old\nFROM c:1@old\nFROM d:1@old\nFROM e@old\nFROM f:1@old\n' +
          'FROM g:1@new\nFROM h:1@old\nFROM gone:1@old\nARG R=ghcr.io\nFROM $R/p/i:1@old\nFROM f@old\n',
      ),
      {
        resolve: (reference, signal) =>
          reference.repository === 'library/gone'
            ? Promise.resolve({
                ok: false,
                error: registryError('not-found', 'registry-1.docker.io'),
              })
            : anyImage.resolve(reference, signal),
      },
      judging({
        'a:1': { kind: 'same-content' },
        'b:1': { kind: 'same-content' },
        'c:1': { kind: 'too-young', age: 1 },
        'd:1': { kind: 'age-unknown' },
        'h:1': { kind: 'failed', error: registryError('timeout', 'registry-1.docker.io') },
      }),
      never,
    );
    expect(summarizeUpdates([result], 'this file').split('\n')).toEqual([
      'Updated 1 of 11 pins; 1 is what its tag stands for now.',
      'Left alone, because only attestations or annotations changed and every image is the same: `a:1` and `b:1`.',
      'Left alone, because the new image is 1 day old, younger than `seaworthy.pin.minimumAge` allows: `c:1`.',
      'Left alone, because the new image does not say when it was built and `seaworthy.pin.minimumAge` asks for an age: `d:1`.',
      'Left alone, because there is no tag beside the digest that could be followed: `e` and `f`.',
      expect.stringMatching(/^Could not update `h:1`: registry-1.docker.io did not answer/),
      expect.stringMatching(/^Could not update `gone:1`: registry-1.docker.io has no tag/),
      expect.stringMatching(/^Can't update `\$R\/p\/i:1`: `R` has no default here/),
    ]);
  });

  it('fails with what was not judged when a person interrupts', async () => {
    const controller = new AbortController();
    const result = await updatePins(
      reportOf('FROM a:1@old\n'),
      {
        resolve: (reference, signal) => {
          controller.abort();
          return anyImage.resolve(reference, signal);
        },
      },
      always,
      controller.signal,
    );
    expect(result).toMatchObject({ changes: [], failed: [{ error: { code: 'cancelled' } }] });
  });
});

describe('the summary of updates', () => {
  it.each<[string, readonly string[], string]>([
    ['nothing is pinned', ['FROM a:1\n'], 'There is no digest to update in this file.'],
    [
      'all is current',
      ['FROM a:1@new\n'],
      '1 pin in this file: it is what its tag stands for now.',
    ],
    [
      'all of several are current',
      ['FROM a:1@new\nFROM b:1@new\n'],
      '2 pins in this file: all are what their tags stand for now.',
    ],
    ['none was current', ['FROM a:1@old\n'], 'Updated 1 of 1 pin.'],
    [
      'several files change',
      ['FROM a:1@old\n', 'FROM a:1@old\nFROM b:1@new\nFROM c:1@new\n'],
      'Updated 2 of 4 pins in 2 files; 2 are what their tags stand for now.',
    ],
  ])('when %s', async (_, texts, summary) => {
    const reports = texts.map((text) => reportOf(text));
    const results = await updateReports(reports, anyImage, always, never);
    expect(summarizeUpdates(results, 'this file')).toBe(summary);
  });
});

describe('the judgement of an update', () => {
  const now = 100 * day;
  it.each<[string, { isSameContent: boolean; created: number | undefined }, number, UpdateVerdict]>(
    [
      ['no age is asked for', { isSameContent: false, created: undefined }, 0, { kind: 'update' }],
      ['it is old enough', { isSameContent: false, created: 97 * day }, 3, { kind: 'update' }],
      [
        'it is too young',
        { isSameContent: false, created: 97 * day + 1 },
        3,
        { kind: 'too-young', age: 2 },
      ],
      [
        'it is from the future',
        { isSameContent: false, created: 200 * day },
        3,
        { kind: 'too-young', age: 0 },
      ],
      [
        'its age is not told',
        { isSameContent: false, created: undefined },
        3,
        { kind: 'age-unknown' },
      ],
      ['nothing changed', { isSameContent: true, created: 0 }, 3, { kind: 'same-content' }],
    ],
  )('when %s', (_, facts, minimumAge, verdict) => {
    expect(judgeUpdate(facts, minimumAge, now)).toEqual(verdict);
  });
});

describe('updating Compose files that share `.env`', () => {
  it('leaves a pin alone whose new digest another file would break on', async () => {
    const reports = composeFolder('/p', {
      'compose.yaml': 'services: {app: {image: "${I}"}}\n',
      'compose.debug.yaml': 'services: {app: {image: "${I}-debug"}}\n',
      '.env': written('I=team/app:1@old\n'),
    });
    const results = await updateReports(reports, anyImage, always, never);
    expect(results.map(({ changes, blocked }) => [changes, blocked.length])).toEqual([
      [[], 1],
      [[], 0],
    ]);
    expect(summarizeUpdates(results, 'the workspace')).toContain(
      "Can't update `${I}`: `I` is also a part of another reference",
    );
  });
});
