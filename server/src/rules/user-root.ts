import type { Container, DocumentModel } from '../model/document-model.ts';
import { effectiveUser, isRoot, type UserSetting } from './effective-user.ts';
import { describe, grants } from './grants.ts';
import type { DocumentedRule, RuleFinding } from './rule.ts';

export const userRoot: DocumentedRule = {
  id: 'user-root',
  meta: {
    title: 'Container that runs as root by choice',
    checks:
      'The last USER of the final stage, or of the stages that it is built from, is root: `root`, `0`, either with a group, or `ContainerAdministrator`. In Compose files the `user` of a service. Defaults of ARG, ENV and `${NAME:-…}` are put in. The `user: root` of a `post_start` or `pre_stop` hook is information.',
    ignores: [
      'Builder stages, and a USER root that a later USER takes back.',
      'Images without any USER: whether the base image runs as root is not in this file. `user-not-set` has a table for that.',
      'A user that depends on a variable without a default.',
    ],
    why: 'Whoever breaks out of a process that runs as root, through a kernel flaw or a mounted path, is root on the host unless user namespaces are set up. As another user the same flaw stops earlier.',
    remedy: 'Do what needs root first, then end the final stage with a USER of its own.',
    topic: 'user',
    languages: ['dockerfile', 'compose'],
    severity: 'warning',
    profile: 'recommended',
    isSettledByPin: false,
    fix: {
      safety: 'unsafe',
      what: 'Removes the USER or `user`, so that the one before it or that of the image counts.',
      caution:
        'The process may lack a right that it had: to read a file, to write to a volume or to listen on a port. Where no other user is set before, the image decides, and it may say root too.',
    },
    suppressWhen:
      'The process needs root to start and gives it up itself, as many entrypoints with `gosu` do.',
    sampleReason: 'the entrypoint fixes the owner of a volume and goes on as app',
    limitations: [
      'The name of a user says nothing of its number: another user with the number 0 is not found.',
      'Whether the program gives its rights up later is not in the file.',
    ],
    equivalents: [
      { tool: 'hadolint', id: 'DL3002', isExact: true },
      { tool: 'trivy', id: 'DS-0002', isExact: false },
      { tool: 'checkov', id: 'CKV_DOCKER_8', isExact: true },
      { tool: 'kics', id: '67fd0c4a', isExact: true },
      { tool: 'semgrep', id: 'last-user-is-root', isExact: true },
      { tool: 'sonar', id: 'S6471', isExact: false },
      { tool: 'compose-lint', id: 'CL-0018', isExact: true },
    ],
    since: '0.1.0',
    references: [
      {
        title: 'Dockerfile reference: USER',
        url: 'https://docs.docker.com/reference/dockerfile/#user',
      },
      {
        title: 'OWASP Docker security: set a user',
        url: 'https://cheatsheetseries.owasp.org/cheatsheets/Docker_Security_Cheat_Sheet.html#rule-2-set-a-user',
      },
    ],
    examples: [
      {
        language: 'dockerfile',
        text: 'FROM alpine:3.22\nRUN adduser -D app\nUSER «root»\n',
        fixed: 'FROM alpine:3.22\nRUN adduser -D app\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM alpine:3.22 AS base\nUSER «0:0»\nFROM base\nCMD ["sh"]\n',
        fixed: 'FROM alpine:3.22 AS base\nFROM base\nCMD ["sh"]\n',
        note: 'The final stage inherits the user of the stage it is built from.',
      },
      {
        language: 'dockerfile',
        text: 'FROM mcr.microsoft.com/windows/nanoserver:ltsc2025\nUSER «ContainerAdministrator»\n',
        fixed: 'FROM mcr.microsoft.com/windows/nanoserver:ltsc2025\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM alpine:3.22\nARG GID\nUSER «0:${GID}»\n',
        fixed: 'FROM alpine:3.22\nARG GID\n',
        note: 'Only the group depends on a variable.',
      },
      {
        language: 'compose',
        text: 'services:\n  app:\n    image: team/app:1.4\n    «user: "0:0"»\n',
        fixed: 'services:\n  app:\n    image: team/app:1.4\n',
      },
      {
        language: 'compose',
        text: 'services:\n  app:\n    image: team/app:1.4\n    post_start:\n      - command: ./setup.sh\n        «user: root»\n',
        fixed:
          'services:\n  app:\n    image: team/app:1.4\n    post_start:\n      - command: ./setup.sh\n',
        note: 'Only the hook runs as root, so this is information.',
      },
      {
        language: 'dockerfile',
        text: 'FROM alpine:3.22\nUSER root\nRUN apk add --no-cache curl\nUSER 1000\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM golang:1.25 AS build\nUSER root\nFROM alpine:3.22\nCOPY --from=build /app /app\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM alpine:3.22\nARG APP_USER\nUSER ${APP_USER}\n',
      },
      {
        language: 'compose',
        text: 'services:\n  app:\n    image: team/app:1.4\n    user: ${APP_UID}\n',
      },
      {
        language: 'compose',
        text: 'services:\n  app:\n    image: team/app:1.4\n    user: "${APP_UID:-1000}:0"\n',
      },
    ],
  },
  check: findings,
};

function* findings(document: DocumentModel): Generator<RuleFinding> {
  for (const container of document.containers) {
    if (container.reach !== 'final') continue;
    const setting = effectiveUser(document, container);
    if (setting !== undefined) yield* finding(setting, container);
  }
  for (const { container, grant } of grants(document, 'user'))
    if (grant.holder === 'hook') yield* finding(grant, container);
}

function* finding(setting: UserSetting, container: Container): Generator<RuleFinding> {
  const { user, span, removal, holder } = setting;
  if (user === undefined || !isRoot(user)) return;
  const subject =
    holder === 'hook'
      ? `A hook of ${describe(container).replace(/^S/, 's')}`
      : subjectOf(container);
  yield {
    span,
    message: `${subject} runs as \`${user}\`: a process that breaks out is root on the host. ${adviceFor(container)}`,
    ...(holder === 'hook' ? { severity: 'information' as const } : {}),
    ...(removal === undefined
      ? {}
      : {
          fixes: [
            {
              title: container.kind === 'stage' ? `Remove \`USER ${user}\`` : 'Remove `user`',
              isSafe: false,
              edits: [{ span: removal, newText: '' }],
            },
          ],
        }),
  };
}

function subjectOf(container: Container): string {
  return container.kind === 'stage' ? 'The image' : describe(container);
}

function adviceFor({ kind }: Container): string {
  return kind === 'stage'
    ? 'Do what needs root first, then end the stage with a USER of its own.'
    : 'Name a user without root rights, or leave it to the image.';
}
