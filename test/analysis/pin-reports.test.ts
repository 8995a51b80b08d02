import { describe, expect, it } from 'vitest';
import {
  builtImages,
  isFloating,
  pinnedImageAt,
  pinnedImages,
  pinOffers,
  pinOffersAt,
} from '../../server/src/analysis/pin-offers.ts';
import { editsOf, pinAll, pinReports, unpinAll } from '../../server/src/analysis/pins.ts';
import { analyze, defaultOptions, type Report } from '../../server/src/analysis/report.ts';
import {
  explainObstacle,
  explainUnpins,
  summarizePinAll,
  summarizePins,
} from '../../server/src/analysis/sentences.ts';
import type { Language } from '../../server/src/model/document-model.ts';
import { rules } from '../../server/src/rules/index.ts';
import { applyEdits } from '../../server/src/text/text-edit.ts';
import { recordingRegistry } from '../support/digests.ts';
import { anyImage, sampleDigest } from '../support/pinning.ts';
import { today } from '../support/rule-examples.ts';
import { composeFolder } from './compose-folder.ts';

const never = new AbortController().signal;

/** A report of a text in which `@…` stands for a digest. */
function reportOf(language: Language, text: string): Report {
  return analyze(
    { text: text.replaceAll('@…', `@${sampleDigest}`), language },
    defaultOptions(rules, today),
  );
}

const readable = (text: string): string => text.replaceAll(`@${sampleDigest}`, '@…');

describe('what is built here', () => {
  const text =
    'services:\n  app: {build: ., image: app}\n  job: {image: app}\n  other: {image: "docker.io/library/app:latest"}\n' +
    '  local: {image: "mine:1", pull_policy: never}\n  db: {image: "redis:7"}\n' +
    '  tool:\n    build:\n      additional_contexts: {base: "docker-image://app"}\n      dockerfile_inline: |\n        FROM app\n';
  const report = reportOf('compose', text);

  it('is not offered to be pinned, however it is named and wherever it is used', () => {
    expect(pinOffers(report).map(({ name }) => name)).toEqual(['redis:7']);
    expect(builtImages(report).map(({ name }) => name)).toEqual([
      'app',
      'app',
      'docker.io/library/app:latest',
      'mine:1',
      'app',
      'app',
    ]);
  });

  it('says why, where a person looks', () => {
    const start = text.indexOf('image: app}') + 'image: '.length;
    const [offer] = pinOffersAt(report, { start, end: start });
    expect(offer?.kind === 'blocked' && explainObstacle(offer.name, offer.obstacle)).toBe(
      "Can't pin `app`: it is built on the machine that runs it, or never pulled, so no registry knows its digest. Pin the images that it is built from.",
    );
  });

  it('is named in the summary and counted as no failure', async () => {
    expect(summarizePinAll(await pinAll(report, anyImage, never))).toBe(
      'Pinned 1 of 1 image.\nLeft alone, because no registry knows the digest of what is built here or never pulled: `app`, `docker.io/library/app:latest` and `mine:1`.',
    );
  });

  it('is pulled all the same when the pull policy says so', () => {
    const pulled = 'services: {app: {build: ., image: "app:1", pull_policy: always}}\n';
    expect(pinOffers(reportOf('compose', pulled)).map(({ kind }) => kind)).toEqual(['ready']);
  });
});

describe('a pin without its tag', () => {
  it.each<[string, Language, string, string]>([
    ['takes its place', 'dockerfile', 'FROM a:1 AS x\n', 'FROM a@… AS x\n'],
    ['leaves a port alone', 'dockerfile', 'FROM localhost:5000/a:1\n', 'FROM localhost:5000/a@…\n'],
    ['is an insertion where there is none', 'dockerfile', 'FROM a\n', 'FROM a@…\n'],
    ['stays inside quotes', 'dockerfile', "FROM 'a:1'\n", "FROM 'a@…'\n"],
    ['is made in the ARG', 'dockerfile', 'ARG B=a:1\nFROM $B\n', 'ARG B=a@…\nFROM $B\n'],
    [
      'is made in the default',
      'compose',
      'services: {s: {image: "${I:-a:1}"}}\n',
      'services: {s: {image: "${I:-a@…}"}}\n',
    ],
    ['keeps a tag that quotes split', 'dockerfile', 'FROM a:"1"\n', 'FROM a:"1@…"\n'],
  ])('%s', async (_, language, before, after) => {
    const report = reportOf(language, before);
    const result = await pinAll(report, anyImage, never, undefined, { keepsTag: false });
    expect(readable(applyEdits(before, editsOf(result)))).toBe(after);
  });
});

describe('pinning several files', () => {
  const texts = [
    'FROM a:1\nFROM b:1\n',
    'FROM scratch\n',
    'FROM a:1\nARG V\nFROM c:$V\nFROM gone:1\n',
  ];
  const reports = texts.map((text) => reportOf('dockerfile', text));

  it('asks for each distinct image of all files once', async () => {
    const resolver = recordingRegistry();
    const progress: string[] = [];
    const results = await pinReports(reports, resolver, never, (done, total, name) =>
      progress.push(`${String(done)}/${String(total)} ${name}`),
    );
    expect(resolver.asked).toEqual(['a:1', 'b:1', 'gone:1']);
    expect(progress).toEqual(['0/3 a:1', '0/3 b:1', '0/3 gone:1']);
    expect(results.map(({ changes }) => changes.length)).toEqual([2, 0, 2]);
  });

  it('says in how many files, and what was left', async () => {
    const results = await pinReports(reports, recordingRegistry({ 'gone:1': 'timeout' }), never);
    expect(summarizePins(results, 'the workspace').split('\n')).toEqual([
      'Pinned 3 of 5 images in 2 files.',
      expect.stringMatching(/^Could not pin `gone:1`: /),
      expect.stringMatching(/^Can't pin `c:\$V`: /),
    ]);
  });

  it('says when there is nothing to do', async () => {
    expect(summarizePins(await pinReports([], anyImage, never), 'the workspace')).toBe(
      'There is no image to pin in the workspace.',
    );
  });
});

describe('pinning Compose files that share `.env`', () => {
  const whole = 'services: {app: {image: "${I}"}}\n';
  const broken =
    "Can't pin `${I}`: `I` is also a part of another reference, which a digest would break. Give each its own variable.";

  it.each<[string, string]>([
    ['a part of a reference', 'services: {app: {image: "${I}-debug"}}\n'],
    ['a part of one that is not known', 'services: {app: {image: "${I}-${VARIANT}"}}\n'],
    ['a part of another variable', 'services: {app: {image: "${SLIM}"}}\n'],
    ['the name of what a build makes', 'services: {app: {build: ., image: "${I}"}}\n'],
    ['a part and the whole', 'services: {a: {image: "${I}"}, b: {image: "${I}-debug"}}\n'],
  ])('leaves a value alone that is %s in another file', async (_, other) => {
    const reports = composeFolder('/p', {
      'compose.yaml': whole,
      'compose.debug.yaml': other,
      '.env': 'I=team/app:1\nSLIM=${I}-slim\n',
    });
    const resolver = recordingRegistry();
    const results = await pinReports(reports, resolver, never);
    expect(results.flatMap(({ changes }) => changes)).toEqual([]);
    expect(summarizePins(results, 'the workspace')).toContain(broken);
    expect(resolver.asked).toEqual([]);
  });

  it('pins what others use whole, and the other variables', async () => {
    const reports = composeFolder('/p', {
      'compose.yaml': 'services: {app: {image: "${I}"}, db: {image: "${DB}"}}\n',
      'compose.debug.yaml': 'services: {app: {image: "${I}-debug"}, db: {image: "${DB}"}}\n',
      '.env': 'I=team/app:1\nDB=redis:7\n',
    });
    const results = await pinReports(reports, anyImage, never);
    expect(results.map(({ changes }) => changes.map(({ image }) => image.name))).toEqual([
      ['redis:7'],
      ['redis:7'],
    ]);
  });

  it('tells the `.env` of one folder from that of another', async () => {
    const environment = 'I=team/app:1\n';
    const reports = [
      ...composeFolder('/a', { 'compose.yaml': whole, '.env': environment }),
      ...composeFolder('/b', {
        'compose.yaml': 'services: {app: {image: "${I}-debug"}}\n',
        '.env': environment,
      }),
    ];
    const results = await pinReports(reports, anyImage, never);
    expect(results.map(({ changes }) => changes.length)).toEqual([1, 0]);
  });

  it('knows an environment file by whatever path it is read', async () => {
    const reports = [
      ...composeFolder('/p', {
        'compose.yaml': 'include: [{path: sub/compose.yaml, env_file: [.env]}]\n' + whole,
        'sub/compose.yaml': 'services: {}\n',
        '.env': 'I=team/app:1\n',
      }),
      ...composeFolder('/p/sub', {
        'compose.debug.yaml': 'include: [{path: debug.yaml, env_file: [../.env]}]\n',
        'debug.yaml': 'services: {app: {image: "${I}-debug"}}\n',
        '../.env': 'I=team/app:1\n',
      }),
    ];
    const results = await pinReports(reports, anyImage, never);
    expect(results.flatMap(({ changes }) => changes)).toEqual([]);
  });

  it('pins the defaults, which each file has for itself', async () => {
    const reports = composeFolder('/p', {
      'compose.yaml': 'services: {app: {image: "${I:-team/app:1}"}}\n',
      'compose.debug.yaml': 'services: {app: {image: "${I:-team/app:1}-debug"}}\n',
      '.env': 'OTHER=1\n',
    });
    const results = await pinReports(reports, anyImage, never);
    expect(results.map(({ changes }) => changes.length)).toEqual([1, 0]);
  });
});

describe('an image with a digest', () => {
  it('is found at the reference and where it is used', () => {
    const report = reportOf('dockerfile', 'ARG BASE=a:1@…\nFROM b\nFROM $BASE\n');
    const found = (at: string): string | undefined => {
      const start = report.source.text.indexOf(at);
      return pinnedImageAt(report, { start, end: start })?.name;
    };
    expect([found('a:1'), found('$BASE'), found('b\n')]).toEqual(['a:1', 'a:1', undefined]);
  });

  it.each<[string, Language, string, string]>([
    ['with its tag', 'dockerfile', 'FROM a:1@… AS x\r\n', 'FROM a:1 AS x\r\n'],
    ['without a tag', 'dockerfile', 'FROM a@…\n', 'FROM a\n'],
    [
      'in a mount',
      'dockerfile',
      'FROM b\nRUN --mount=from=a:1@…,target=/x ls\n',
      'FROM b\nRUN --mount=from=a:1,target=/x ls\n',
    ],
    [
      'in an anchor',
      'compose',
      'x: &i a:1@…\nservices: {s: {image: *i}, t: {image: *i}}\n',
      'x: &i a:1\nservices: {s: {image: *i}, t: {image: *i}}\n',
    ],
    [
      'beside a build',
      'compose',
      'services: {s: {build: ., image: "a:1@…"}}\n',
      'services: {s: {build: ., image: "a:1@…"}}\n',
    ],
  ])('%s loses it', (_, language, before, after) => {
    const report = reportOf(language, before);
    expect(readable(applyEdits(report.source.text, editsOf(unpinAll(report))))).toBe(after);
  });

  it.each<[string, Language, string, RegExp]>([
    [
      'the name is made of parts',
      'dockerfile',
      'ARG R=ghcr.io\nFROM $R/a:1@…\n',
      /^Can't unpin `\$R\/a:1`: `R` holds only a part of it\./,
    ],
    [
      'the name is not known',
      'dockerfile',
      'ARG R\nFROM $R/a:1@…\n',
      /^Can't unpin `\$R\/a:1`: `R` has no default here/,
    ],
    [
      'quotes split the digest',
      'dockerfile',
      `FROM a:1@sha256:"${sampleDigest.slice(7)}"\n`,
      /: its digest has quotes, escapes or line ends inside\. Write it in one piece\.$/,
    ],
  ])('keeps it where %s', (_, language, text, sentence) => {
    const result = unpinAll(reportOf(language, text));
    expect(result.changes).toEqual([]);
    expect(explainUnpins(result)).toEqual([expect.stringMatching(sentence)]);
  });

  it('is told of where no tag is left', () => {
    const result = unpinAll(reportOf('dockerfile', 'FROM a@…\nFROM b:1@…\n'));
    expect(result.changes).toHaveLength(2);
    expect(explainUnpins(result)).toEqual([
      'Without a tag these mean `latest` now: `a`. Give each the tag that you want.',
    ]);
  });

  it('may be missing', () => {
    const report = reportOf('dockerfile', 'FROM a:1\nFROM scratch\n');
    expect(pinnedImages(report)).toEqual([]);
    expect(unpinAll(report)).toEqual({ changes: [], blocked: [] });
  });
});

describe('a tag that moves from release to release', () => {
  it.each<[string, boolean]>([
    ['redis', true],
    ['redis:latest', true],
    ['redis:alpine', true],
    ['ghcr.io/a/b:stable', true],
    ['redis:7', false],
    ['ghcr.io/a/b:beach', false],
  ])('%s: %s', (image, floats) => {
    const [offer] = pinOffers(reportOf('dockerfile', `FROM ${image}\n`));
    expect(offer?.kind === 'ready' && isFloating(offer)).toBe(floats);
  });
});
