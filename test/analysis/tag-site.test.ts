import { describe, expect, it } from 'vitest';
import { analyze, defaultOptions } from '../../server/src/analysis/report.ts';
import { tagSiteAt } from '../../server/src/analysis/tag-site.ts';
import type { Language } from '../../server/src/model/document-model.ts';
import { canonicalName } from '../../server/src/reference/reference.ts';

/** `|` is the cursor; what would be replaced comes back in guillemets. */
function siteOf(language: Language, marked: string): string | undefined {
  const offset = marked.indexOf('|');
  const text = marked.replace('|', '');
  const site = tagSiteAt(analyze({ text, language }, defaultOptions([], '2026-01-01')), offset);
  if (site === undefined) return undefined;
  const { start, end } = site.span;
  return `${canonicalName(site.reference)} «${text.slice(start, end)}» ${site.tag}`.trim();
}

const digest = `sha256:${'a'.repeat(64)}`;

describe('the place of a tag', () => {
  it.each<[Language, string, string]>([
    ['dockerfile', 'FROM python:|\n', 'docker.io/library/python «»'],
    ['dockerfile', 'FROM python:3|.1 AS x\n', 'docker.io/library/python «3.1» 3.1'],
    ['dockerfile', 'FROM ghcr.io/team/app:v|\n', 'ghcr.io/team/app «v» v'],
    ['dockerfile', 'FROM localhost:5000/app:|\n', 'localhost:5000/app «»'],
    ['dockerfile', 'FROM a\nCOPY --from=redis:7| /x /\n', 'docker.io/library/redis «7» 7'],
    ['dockerfile', 'ARG BASE=node:2|\nFROM ${BASE}\n', 'docker.io/library/node «2» 2'],
    ['compose', 'services:\n  a:\n    image: redis:7|\n', 'docker.io/library/redis «7» 7'],
    ['compose', 'services:\n  a:\n    image: "redis:|"\n', 'docker.io/library/redis «»'],
    ['compose', 'services:\n  a:\n    image: redis:|\n', 'docker.io/library/redis «»'],
    ['compose', 'services:\n  a:\n    image: redis:|', 'docker.io/library/redis «»'],
    ['compose', 'services:\n  a:\n    image: ${X:-redis:7|}\n', 'docker.io/library/redis «7» 7'],
    ['dockerfile', `FROM node:2|@${digest}\n`, `docker.io/library/node «2@${digest}» 2`],
  ])('in a %s is found: %j', (language, marked, wanted) => {
    expect(siteOf(language, marked)).toBe(wanted);
  });

  it.each<[Language, string]>([
    ['dockerfile', 'FROM pyth|on\n'],
    ['dockerfile', 'FROM py|thon:3\n'],
    ['dockerfile', 'FROM localhost:50|\n'],
    ['dockerfile', 'FROM registry.example.com:5|\n'],
    ['dockerfile', `FROM node:2@sha2|56:${'a'.repeat(64)}\n`],
    ['dockerfile', 'FROM a AS builder\nFROM bu|ilder\n'],
    ['dockerfile', 'FROM node:${V|}\n'],
    ['dockerfile', 'RUN echo python:|\n'],
    ['compose', 'services:\n  a:\n    ports: ["80:8|0"]\n'],
    ['compose', 'services:\n  a:\n    image: |\n'],
    ['compose', 'services:\n  a:\n    image: redis:| # cache\n'],
    ['compose', 'services:\n  a:\n    command: redis:|\n'],
  ])('in a %s is not %j', (language, marked) => {
    expect(siteOf(language, marked)).toBeUndefined();
  });
});
