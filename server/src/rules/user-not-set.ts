import type { BaseUser } from '../data/base-users.ts';
import type { Container, DocumentModel } from '../model/document-model.ts';
import { canonicalName, type ImageReference } from '../reference/reference.ts';
import { baseUserOf, familyOf, type Family } from './base-users.ts';
import { effectiveUser, lineage } from './effective-user.ts';
import { dropsPrivileges } from './privilege-drop.ts';
import type { DocumentedRule, Fix } from './rule.ts';

export const userNotSet: DocumentedRule = {
  id: 'user-not-set',
  meta: {
    title: 'Image that runs as root because nobody said otherwise',
    checks:
      'Neither the final stage nor a stage that it is built from has a USER, and its base image is one of those that are known to start as root. The table behind it names about 150 images and patterns of images; the finding stands at the image of the last FROM.',
    ignores: [
      'Base images that are not in the table, `scratch`, and tags of Windows.',
      'Base images with a user of their own, or whose entrypoint gives root up (`postgres`, `redis`, …), and tags that say so: `nonroot`, `rootless`.',
      'Stages that show that the process does not stay root: they make a user (`useradd`, `adduser`, …), bring along or start `gosu`, `su-exec`, `setpriv`, `runuser` or `su`, or start `/init` of s6-overlay.',
      'Images that are made to be built upon, with ONBUILD, and Dockerfiles below `.devcontainer/`.',
      'Builder stages.',
    ],
    why: 'Without USER the process runs as the user of the base image, which is root for almost all of them. Whoever gets hold of the process can change every file of the container, and a flaw in the kernel or a mounted path makes them root on the host.',
    remedy:
      'Make a user and end the stage with USER, or use the user that the image brings along, such as `node`. If it must listen on a port below 1024, give it a higher one.',
    topic: 'user',
    languages: ['dockerfile'],
    severity: 'hint',
    profile: 'recommended',
    strictSeverity: 'warning',
    isSettledByPin: false,
    fix: {
      safety: 'unsafe',
      what: 'Adds USER at the end of the stage, with the user that the image has, or with a new one that is made as the distribution of the image does it.',
      caution:
        'The process cannot write to files that belong to root any more, nor listen on ports below 1024 where the runtime does not allow it.',
    },
    suppressWhen:
      'The image is a tool that is run on files of whoever calls it, or whoever runs it sets the user.',
    sampleReason: 'the cluster sets the user',
    limitations: [
      'The table was made on a day: an image may have got a user since. Images without an entry are not judged.',
      'A user that the entrypoint script changes to without one of the programs named is not seen.',
    ],
    equivalents: [
      { tool: 'trivy', id: 'DS-0002', isExact: false },
      { tool: 'checkov', id: 'CKV_DOCKER_3', isExact: true },
      { tool: 'kics', id: 'fd54f200', isExact: true },
      { tool: 'semgrep', id: 'missing-user', isExact: true },
      { tool: 'semgrep', id: 'missing-user-entrypoint', isExact: true },
      { tool: 'sonar', id: 'S6471', isExact: false },
      { tool: 'dockle', id: 'CIS-DI-0001', isExact: true },
      { tool: 'cis', id: '4.1', isExact: true },
      { tool: 'owasp', id: 'Rule 2', isExact: false },
    ],
    since: '0.2.0',
    references: [
      {
        title: 'Dockerfile reference: USER',
        url: 'https://docs.docker.com/reference/dockerfile/#user',
      },
      {
        title: 'Docker: best practices for USER',
        url: 'https://docs.docker.com/build/building/best-practices/#user',
      },
    ],
    examples: [
      {
        language: 'dockerfile',
        text: 'FROM «python:3.13-slim»\nCOPY app.py /\nCMD ["python", "/app.py"]\n',
        fixed:
          'FROM python:3.13-slim\nCOPY app.py /\nRUN useradd --system --no-create-home app\nUSER app\nCMD ["python", "/app.py"]\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM golang:1.25-alpine AS build\nUSER 1000\nRUN go build -o /tmp/app .\nFROM «alpine:3.22»\nCOPY --from=build /tmp/app /app\nENTRYPOINT ["/app"]\n',
        fixed:
          'FROM golang:1.25-alpine AS build\nUSER 1000\nRUN go build -o /tmp/app .\nFROM alpine:3.22\nCOPY --from=build /tmp/app /app\nRUN addgroup -S app && adduser -S -G app app\nUSER app\nENTRYPOINT ["/app"]\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM «node:22.14-alpine»\nCOPY . /app\nRUN npm ci --prefix /app\nCMD ["node", "/app"]\n',
        fixed:
          'FROM node:22.14-alpine\nCOPY . /app\nRUN npm ci --prefix /app\nUSER node\nCMD ["node", "/app"]\n',
        note: 'The image has a user for this.',
      },
      {
        language: 'dockerfile',
        text: 'FROM ubuntu:24.04 AS base\nRUN apt-get update\nFROM «base»\nCMD ["bash"]\n',
        fixed:
          'FROM ubuntu:24.04 AS base\nRUN apt-get update\nFROM base\nRUN useradd --system --no-create-home app\nUSER app\nCMD ["bash"]\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM registry.example.org/team/base:4\nCMD ["app"]\n',
        note: 'Nothing is known of this image.',
      },
      {
        language: 'dockerfile',
        text: 'FROM gcr.io/distroless/static-debian12:nonroot\nCOPY app /\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM postgres:17.4\nCOPY init.sql /docker-entrypoint-initdb.d/\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM debian:13\nRUN apt-get update && apt-get install -y gosu\nENTRYPOINT ["/start.sh"]\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM alpine:3.22 AS base\nUSER 1000\nFROM base\nCMD ["sh"]\n',
      },
      { language: 'dockerfile', text: 'FROM scratch\nCOPY app /\n' },
      { language: 'dockerfile', text: 'FROM golang:1.25-nanoserver-ltsc2022\nCMD ["app"]\n' },
      {
        language: 'dockerfile',
        text: 'FROM node:22.14\nONBUILD COPY . /app\nONBUILD RUN npm ci\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM debian:13\nRUN apt-get update\n',
        note: 'In `.devcontainer/Dockerfile`.',
        context: { path: '.devcontainer/Dockerfile' },
      },
    ],
  },
  *check(document, { path }) {
    if (path.split('/').includes('.devcontainer')) return;
    const bases = baseImages(document);
    for (const container of document.containers) {
      if (container.kind !== 'stage' || container.reach !== 'final') continue;
      const line = lineage(document, container);
      const reference = bases.get(line.at(-1) ?? container);
      if (reference === undefined || effectiveUser(document, container) !== undefined) continue;
      if (line.some((stage) => dropsPrivileges(stage) || isForBuilds(stage))) continue;
      const base = baseUserOf(reference);
      if (base?.user !== 'root') continue;
      const fix = userFix(document, container, base, reference);
      yield {
        span: container.nameSpan,
        message: `Without USER the image runs as root, as \`${nameOf(reference)}\` does: whoever gets hold of the process can change every file of it. End the stage with a USER of its own.`,
        ...(fix === undefined ? {} : { fixes: [fix] }),
      };
    }
  },
};

function baseImages({ images, containers }: DocumentModel): ReadonlyMap<Container, ImageReference> {
  const found = new Map<Container, ImageReference>();
  for (const { role, image, container } of images) {
    const stage = container === undefined ? undefined : containers[container];
    if (role === 'base' && stage !== undefined && image.kind === 'reference')
      found.set(stage, image.reference);
  }
  return found;
}

/** Whether others are to build on the image, and to say which user theirs has. */
function isForBuilds({ runs, transfers }: Container): boolean {
  return [...runs, ...transfers].some(({ isDeferred }) => isDeferred);
}

function nameOf(reference: ImageReference): string {
  return canonicalName(reference).replace(/^docker\.io\/(?:library\/)?/, '');
}

function userFix(
  { text, language }: DocumentModel,
  { userSite }: Container,
  base: BaseUser,
  reference: ImageReference,
): Fix | undefined {
  const family = familyOf(base, reference);
  const user = base.account ?? 'app';
  const making = base.account === undefined ? family && makingOf[family] : [];
  if (userSite === undefined || making === undefined || language !== 'dockerfile') return undefined;
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const lines = [...making, `USER ${user}`].map((line) => line + lineEnd).join('');
  return {
    title: making.length === 0 ? `Add \`USER ${user}\`` : `Add a user and \`USER ${user}\``,
    isSafe: false,
    edits: [{ span: userSite, newText: lines }],
  };
}

const alpineUser = ['RUN addgroup -S app && adduser -S -G app app'];
const commonUser = ['RUN useradd --system --no-create-home app'];

/** The instructions that make the user `app`. */
const makingOf: Readonly<Record<Family, readonly string[]>> = {
  alpine: alpineUser,
  busybox: alpineUser,
  debian: commonUser,
  fedora: commonUser,
};
