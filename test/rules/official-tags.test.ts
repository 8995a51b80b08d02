import { describe, expect, it } from 'vitest';
import { fixesOf } from '../../server/src/rules/rule.ts';
import { officialImages, tagsOf } from '../../server/src/data/official-images.ts';
import { modelOf } from '../../server/src/analysis/model.ts';
import type { Language } from '../../server/src/model/document-model.ts';
import { imageFloatingTag } from '../../server/src/rules/image-floating-tag.ts';
import { imageLatestTag } from '../../server/src/rules/image-latest-tag.ts';
import { imageNoTag } from '../../server/src/rules/image-no-tag.ts';
import {
  officialName,
  OfficialTags,
  officialTagsDate,
} from '../../server/src/rules/official-tags.ts';
import type { RuleFinding } from '../../server/src/rules/rule.ts';
import { parseReference } from '../../server/src/reference/reference.ts';
import { applyEdits } from '../../server/src/text/text-edit.ts';
import { bareContext as context } from '../support/rule-examples.ts';

const official = new OfficialTags();

/** What the rules about tags say of a file. */
function findings(text: string, language: Language = 'dockerfile'): readonly RuleFinding[] {
  const model = modelOf(text, language);
  return [imageNoTag, imageLatestTag, imageFloatingTag].flatMap((rule) => [
    ...rule.check(model, context),
  ]);
}

/** The file after the first fix of each finding. */
function fixed(text: string, language?: Language): string {
  return applyEdits(
    text,
    findings(text, language).flatMap((finding) => fixesOf(finding)[0]?.edits ?? []),
  );
}

const everyTag = [...officialImages.builds].flatMap(([name, builds]) =>
  builds
    .split('\n')
    .filter((build) => build !== '')
    .flatMap((build) => tagsOf(build).map((tag) => ({ name, tag }))),
);

/** Names of versions, by image: all that has no digit and does not move to the next release. */
const versionNames: Readonly<Record<string, RegExp>> = {
  'buildpack-deps': /bookworm|bullseye|forky|trixie|jammy|noble|resolute|stonking/,
  debian: /bookworm|bullseye|forky|trixie/,
  neurodebian: /bookworm|bullseye|forky|trixie|jammy|noble|nd|non-free/,
  node: /jod|krypton/,
  ros: /humble|jazzy|kilted|lyrical/,
  traefik: /langres|mimolette/,
  ubuntu: /jammy|noble|resolute|stonking/,
};

describe('the words for tags and the list of official images agree', () => {
  it('on every tag without a digit: it moves, unless it names a version', () => {
    const named = new Set(
      everyTag
        .filter(({ tag }) => !/\d/.test(tag) && tag !== 'latest')
        .map(({ name, tag }) => `${name}:${tag}`),
    );
    expect(named.size).toBeGreaterThan(500);
    for (const image of named) {
      const [name = '', tag = ''] = image.split(':');
      const isName = versionNames[name]?.test(tag) === true;
      expect(findings(`FROM ${image}\n`).length, image).toBe(isName ? 0 : 1);
    }
  });

  it('on tags with a digit: none is told to move', () => {
    const images = everyTag
      .filter(({ tag }) => /\d/.test(tag))
      .map(({ name, tag }) => `FROM ${name}:${tag}\n`);
    expect(images.length).toBeGreaterThan(5000);
    expect(findings(images.join(''))).toEqual([]);
  });
});

describe('the exact tag of an official image', () => {
  const floating = everyTag.filter(({ tag }) => !/\d/.test(tag));

  it('belongs to the same build and has a version', () => {
    let found = 0;
    for (const { name, tag } of floating) {
      const exact = official.exact(name, tag);
      if (exact === undefined) continue;
      found++;
      expect(exact).toMatch(/\d/);
      const builds = (officialImages.builds.get(name) ?? '').split('\n').map(tagsOf);
      expect(builds.some((tags) => tags.includes(tag) && tags.includes(exact))).toBe(true);
    }
    expect(found).toBeGreaterThan(floating.length / 2);
  });

  it.each([
    ['redis', 'latest', /^\d+\.\d+\.\d+-\w+$/],
    ['python', 'slim', /^3\.\d+\.\d+-slim-\w+$/],
    ['nginx', 'stable-alpine', /^1\.\d+\.\d+-alpine[\d.]+$/],
    ['node', 'lts', /^\d+\.\d+\.\d+-\w+$/],
    ['debian', 'latest', /^\d+\.\d+$/],
    ['ubuntu', 'latest', /^\d\d\.\d\d$/],
  ])('of %s:%s says everything', (name, tag, form) => {
    expect(official.exact(name, tag)).toMatch(form);
  });

  it('is not known where all names of a build are channels or dates', () => {
    expect(official.exact('alpine', 'edge')).toBeUndefined();
    expect(official.exact('archlinux', 'latest')).toBeUndefined();
    expect(official.exact('redis', 'no-such-tag')).toBeUndefined();
    expect(official.exact('constructor', 'latest')).toBeUndefined();
  });
});

describe('names', () => {
  it.each([
    ['redis', 'redis'],
    ['docker.io/library/redis:8', 'redis'],
    ['index.docker.io/redis', 'redis'],
    ['team/redis', undefined],
    ['registry.example.com/library/redis', undefined],
    ['constructor', undefined],
  ])('%s is %s', (written, name) => {
    const parsed = parseReference(written);
    expect(parsed.ok && officialName(parsed.value)).toBe(name);
  });
});

describe('the nearest tag that is listed', () => {
  it('leaves out words of the end until there is one', () => {
    const [major = ''] = (official.exact('eclipse-temurin', 'latest') ?? '').split('.');
    expect(official.isListed('eclipse-temurin', `${major}-jdk`)).toBe(true);
    expect(official.nearest('eclipse-temurin', `${major}-jdk`)).toBe(`${major}-jdk`);
    expect(official.nearest('eclipse-temurin', `${major}-jdk-slim`)).toBe(`${major}-jdk`);
    expect(official.nearest('eclipse-temurin', 'nothing-like-it')).toBeUndefined();
  });
});

describe('the fix of the rules about tags', () => {
  const redis = official.exact('redis', 'latest') ?? '';
  const slim = official.exact('python', 'slim') ?? '';

  it.each([
    ['FROM redis\n', `FROM redis:${redis}\n`],
    [
      'FROM --platform=linux/amd64 redis:latest AS a\n',
      `FROM --platform=linux/amd64 redis:${redis} AS a\n`,
    ],
    ['FROM docker.io/library/python:slim\n', `FROM docker.io/library/python:${slim}\n`],
    ['ARG BASE=python:slim\nFROM ${BASE}\n', `ARG BASE=python:${slim}\nFROM \${BASE}\n`],
    [
      'FROM alpine:3.22\nCOPY --from=redis / /\n',
      `FROM alpine:3.22\nCOPY --from=redis:${redis} / /\n`,
    ],
  ])('writes the exact tag: %j', (before, after) => {
    expect(fixed(before)).toBe(after);
    expect(findings(after)).toEqual([]);
  });

  it('works in a Compose file, and in a Dockerfile inside one', () => {
    const before =
      'services:\n  a:\n    image: "${IMAGE:-redis}"\n  b:\n    build:\n      dockerfile_inline: |\n        FROM python:slim\n';
    expect(fixed(before, 'compose')).toBe(
      before.replace('redis', `redis:${redis}`).replace('python:slim', `python:${slim}`),
    );
  });

  it.each([
    ['an image of somebody else', 'FROM team/redis\n'],
    ['another registry', 'FROM registry.example.com/library/redis\n'],
    ['an unknown registry', 'ARG REGISTRY\nFROM ${REGISTRY}/redis\n'],
    ['a reference of two texts', 'ARG TAG=latest\nFROM redis:${TAG}\n'],
    ['a text that is used in two ways', 'ARG NAME=redis\nFROM ${NAME}\nFROM team-${NAME}:1\n'],
    ['a reference that is broken by a line end', 'FROM red\\\nis:latest\n'],
    ['a channel without versions', 'FROM alpine:edge\n'],
  ])('is not offered for %s', (_, text) => {
    expect(findings(text)).toHaveLength(1);
    expect(fixed(text)).toBe(text);
  });

  it('says of which day the meaning is', () => {
    const [finding] = findings('FROM python:slim\n');
    expect(finding && fixesOf(finding)[0]?.title).toBe(
      `Use \`python:${slim}\`, which \`python:slim\` meant on ${officialTagsDate}`,
    );
  });
});
