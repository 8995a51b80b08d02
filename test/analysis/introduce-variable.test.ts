import { describe, expect, it } from 'vitest';
import { introduceVariable } from '../../server/src/analysis/introduce-variable.ts';
import { pinOffers } from '../../server/src/analysis/pin-offers.ts';
import { analyze, defaultOptions, type Report } from '../../server/src/analysis/report.ts';
import { explainIntroduction, introductionTitle } from '../../server/src/analysis/sentences.ts';
import { noSurroundings } from '../../server/src/analysis/surroundings.ts';
import type { Language } from '../../server/src/model/document-model.ts';
import { rules } from '../../server/src/rules/index.ts';
import { applyEdits } from '../../server/src/text/text-edit.ts';
import { today } from '../support/rule-examples.ts';

function read(language: Language, text: string, environment?: string): Report {
  const surroundings = {
    ...noSurroundings,
    read: (path: string) => (path === '.env' ? environment : undefined),
  };
  return analyze(
    { text, language, path: language === 'compose' ? 'compose.yaml' : 'Dockerfile' },
    { ...defaultOptions(rules, today), surroundings },
  );
}

function introduced(report: Report): ReturnType<typeof introduceVariable> {
  const offer = pinOffers(report).find(({ kind }) => kind === 'blocked');
  return offer?.kind === 'blocked' ? introduceVariable(report, offer) : undefined;
}

describe('one variable for the whole reference', () => {
  it.each<[string, Language, string, string]>([
    [
      'behind the last ARG that all stages see',
      'dockerfile',
      'ARG V=22\nARG W=1\n\n# the runtime\nFROM node:${V}-slim AS a\n',
      'ARG V=22\nARG W=1\nARG NODE_IMAGE=node:22-slim\n\n# the runtime\nFROM ${NODE_IMAGE} AS a\n',
    ],
    [
      'behind an ARG of several lines',
      'dockerfile',
      '# escape=`\r\nARG V=2`\r\n2\r\nFROM node:$V\r\n',
      '# escape=`\r\nARG V=2`\r\n2\r\nARG NODE_IMAGE=node:22\r\nFROM ${NODE_IMAGE}\r\n',
    ],
    [
      'before the first FROM and the comments that belong to it',
      'dockerfile',
      '# syntax=docker/dockerfile:1\n# about this file\n\n# why this image\nFROM node:${V:-22}\n',
      '# syntax=docker/dockerfile:1\n# about this file\n\nARG NODE_IMAGE=node:22\n# why this image\nFROM ${NODE_IMAGE}\n',
    ],
    [
      'below directives, however near the FROM is',
      'dockerfile',
      '# check=skip=all\n# why\nFROM node:${V:-22}',
      '# check=skip=all\nARG NODE_IMAGE=node:22\n# why\nFROM ${NODE_IMAGE}',
    ],
    [
      'for all stages that say the same',
      'dockerfile',
      'ARG V=22\nFROM node:$V AS a\nFROM node:$V AS b\nFROM node:$V-slim\n',
      'ARG V=22\nARG NODE_IMAGE=node:22\nFROM ${NODE_IMAGE} AS a\nFROM ${NODE_IMAGE} AS b\nFROM node:$V-slim\n',
    ],
    [
      'between the quotes that are there',
      'dockerfile',
      'ARG V=22\nFROM "node:${V}"\n',
      'ARG V=22\nARG NODE_IMAGE=node:22\nFROM "${NODE_IMAGE}"\n',
    ],
    [
      'with a name that nothing else has',
      'dockerfile',
      'ARG NODE_IMAGE\nARG V=22\nFROM ghcr.io/a/node:$V\nENV NODE_IMAGE_2=x\n',
      'ARG NODE_IMAGE\nARG V=22\nARG NODE_IMAGE_3=ghcr.io/a/node:22\nFROM ${NODE_IMAGE_3}\nENV NODE_IMAGE_2=x\n',
    ],
    [
      'named after a repository that begins with a digit',
      'dockerfile',
      'ARG R=ghcr.io\nFROM ${R}/a/7zip.x:1\n',
      'ARG R=ghcr.io\nARG _7ZIP_X_IMAGE=ghcr.io/a/7zip.x:1\nFROM ${_7ZIP_X_IMAGE}\n',
    ],
    [
      'as the default in a Compose file',
      'compose',
      'services:\n  a:\n    image: node:${V:-22} # why\n  b:\n    image: node:${V:-22}\n',
      'services:\n  a:\n    image: ${NODE_IMAGE:-node:22} # why\n  b:\n    image: ${NODE_IMAGE:-node:22}\n',
    ],
    [
      'between the quotes of a Compose file',
      'compose',
      'services: {a: {image: "node:${V:-22}-slim"}, b: {image: \'node:${V:-22}\'}}\n',
      'services: {a: {image: "${NODE_IMAGE:-node:22-slim}"}, b: {image: \'node:${V:-22}\'}}\n',
    ],
    [
      'behind the scheme of an additional context',
      'compose',
      'services: {a: {build: {context: ., additional_contexts: ["b=docker-image://node:${V:-22}"]}}}\n',
      'services: {a: {build: {context: ., additional_contexts: ["b=docker-image://${NODE_IMAGE:-node:22}"]}}}\n',
    ],
  ])('%s', (_, language, before, after) => {
    const report = read(language, before);
    const found = introduced(report);
    expect(applyEdits(before, found?.edits ?? [])).toBe(after);
    const offers = pinOffers(read(language, after));
    const ready = offers.flatMap((offer) =>
      offer.kind === 'ready' ? offer.reference.written : [],
    );
    expect(ready).toContain(found?.reference.written);
  });

  it.each<[string, Language, string, string?]>([
    ['a part is not known', 'dockerfile', 'ARG V\nFROM node:$V\n'],
    ['one variable holds it already', 'dockerfile', 'ARG B=a\nFROM $B\nFROM $B:1\n'],
    ['it is written in pieces', 'dockerfile', 'ARG V=22\nFROM no\\\nde:$V\n'],
    ['it has quotes inside', 'dockerfile', 'ARG V=22\nFROM node:"$V"\n'],
    [
      'it stands in a Dockerfile inside a Compose file',
      'compose',
      'services:\n  a:\n    build:\n      dockerfile_inline: |\n        ARG V=22\n        FROM node:$$V\n',
    ],
    ['it is a block', 'compose', 'services:\n  a:\n    image: >-\n      node:${V:-22}\n'],
    ['`.env` decides', 'compose', 'services: {a: {image: "node:${V:-22}"}}\n', 'V=24\n'],
    ['only `.env` knows', 'compose', 'services: {a: {image: "node:${V}"}}\n', 'V=24\n'],
  ])('is not offered where %s', (_, language, text, environment) => {
    const report = read(language, text, environment);
    expect(pinOffers(report).filter(({ kind }) => kind === 'blocked')).not.toEqual([]);
    expect(introduced(report)).toBeUndefined();
  });

  it('says what it does, and what it means for whoever sets the old variables', () => {
    const found = introduced(read('dockerfile', 'ARG R=ghcr.io\nARG V=1\nFROM $R/a/b:${V}-slim\n'));
    expect(found && introductionTitle(found)).toBe(
      'Put `ghcr.io/a/b:1-slim` into one variable, `B_IMAGE`, which can be pinned',
    );
    expect(found && explainIntroduction(found)).toBe(
      '`R` and `V` no longer choose this image, as a build argument or in the environment: who sets them must set `B_IMAGE` to the whole reference instead.',
    );
  });
});
