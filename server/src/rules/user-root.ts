import type { Container, DocumentModel, PrivilegeSetting } from '../model/document-model.ts';
import { describe } from './privileges.ts';
import type { Rule } from './rule.ts';

type UserSetting = Extract<PrivilegeSetting, { kind: 'user' }>;

export const userRoot: Rule = {
  id: 'user-root',
  meta: {
    title: 'Container that runs as root by choice',
    checks:
      'The last USER of the final stage, or of the stages that it is built from, is root: `root`, `0`, either with a group, or `ContainerAdministrator`. In Compose files the `user` of a service. Defaults of ARG, ENV and `${NAME:-…}` are put in.',
    ignores: [
      'Builder stages, and a USER root that a later USER takes back.',
      'Images without any USER: whether the base image runs as root is not in this file.',
      'A user that depends on a variable without a default.',
    ],
    why: 'Whoever breaks out of a process that runs as root, through a kernel flaw or a mounted path, is root on the host unless user namespaces are set up. As another user the same flaw stops earlier.',
    remedy: 'Do what needs root first, then end the final stage with a USER of its own.',
    category: 'privilege',
    languages: ['dockerfile', 'compose'],
    severity: 'warning',
    isDefault: true,
    isSettledByPin: false,
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
      { language: 'dockerfile', text: 'FROM alpine:3.22\nRUN adduser -D app\nUSER «root»\n' },
      {
        language: 'dockerfile',
        text: 'FROM alpine:3.22 AS base\nUSER «0:0»\nFROM base\nCMD ["sh"]\n',
        note: 'The final stage inherits the user of the stage it is built from.',
      },
      {
        language: 'compose',
        text: 'services:\n  app:\n    image: team/app:1.4\n    «user: "0:0"»\n',
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
        language: 'compose',
        text: 'services:\n  app:\n    image: team/app:1.4\n    user: ${APP_UID}\n',
      },
    ],
  },
  *check(document) {
    for (const container of document.containers.filter(({ isFinal }) => isFinal)) {
      const setting = effectiveUser(document, container);
      if (setting?.user !== undefined && isRoot(setting.user))
        yield {
          span: setting.span,
          message: `${subject(container)} runs as \`${setting.user}\`: a process that breaks out is root on the host. ${advice(container)}`,
        };
    }
  },
};

/** The last user that was set, looked for along the stages that this one is built from. */
function effectiveUser(document: DocumentModel, container: Container): UserSetting | undefined {
  let current: Container | undefined = container;
  for (let step = 0; current !== undefined && step <= document.containers.length; step++) {
    const setting = current.privileges.findLast((privilege) => privilege.kind === 'user');
    if (setting !== undefined) return setting;
    current = current.base === undefined ? undefined : document.containers[current.base];
  }
  return undefined;
}

function isRoot(user: string): boolean {
  return /^(?:root|0+|containeradministrator)(?::|$)/i.test(user.trim());
}

function subject(container: Container): string {
  return container.kind === 'stage' ? 'The image' : describe(container);
}

function advice({ kind }: Container): string {
  return kind === 'stage'
    ? 'Do what needs root first, then end the stage with a USER of its own.'
    : 'Name a user without root rights, or leave it to the image.';
}
