import { grants } from './grants.ts';
import type { DocumentedRule } from './rule.ts';

export const secretMountPermissive: DocumentedRule = {
  id: 'secret-mount-permissive',
  meta: {
    title: 'Secret mount that every user of the build can read',
    checks:
      'The option `mode` of a RUN mount of type `secret` or `ssh` gives others a right: its last octal digit is not 0.',
    ignores: [
      'Mounts without `mode`: a secret has 0400, an agent socket 0600.',
      'Modes that give rights to the owner and the group only, such as 0440.',
      'A mode that depends on a variable without a default.',
    ],
    why: 'While the step runs, each program in it can read the secret, whichever user it runs as: the unprivileged user that a package manager drops to for install scripts is there to prevent that.',
    remedy:
      'Leave `mode` out. If another user than root needs the secret, name it: `uid=1000`, or `gid=1000,mode=0440`.',
    topic: 'secret',
    languages: ['dockerfile'],
    severity: 'information',
    profile: 'recommended',
    isSettledByPin: false,
    fix: {
      safety: 'safe',
      what: 'Removes `mode` from the mount, so that only the owner can read the secret.',
      caution: 'A step that runs as another user needs `uid` then.',
    },
    suppressWhen:
      'The step runs only what you wrote yourself, as a user whose number is not known.',
    sampleReason: 'the step runs as a user with a random number',
    limitations: ['The rights of the group are not judged.'],
    equivalents: [{ tool: 'sonar', id: 'S6469', isExact: true }],
    since: '0.2.0',
    references: [
      {
        title: 'Dockerfile reference: RUN --mount=type=secret',
        url: 'https://docs.docker.com/reference/dockerfile/#run---mounttypesecret',
      },
    ],
    examples: [
      {
        language: 'dockerfile',
        text: 'FROM alpine:3.22\nRUN --mount=type=secret,id=token,«mode=0444» cat /run/secrets/token\n',
        fixed: 'FROM alpine:3.22\nRUN --mount=type=secret,id=token cat /run/secrets/token\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM alpine:3.22\nRUN --mount=type=ssh,«mode=666»,uid=1000 git clone git@git.example.org:team/app.git\n',
        fixed:
          'FROM alpine:3.22\nRUN --mount=type=ssh,uid=1000 git clone git@git.example.org:team/app.git\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM alpine:3.22\nRUN --mount=type=secret,id=token,mode=0440,gid=1000 cat /run/secrets/token\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM alpine:3.22\nRUN --mount=type=cache,target=/cache,mode=0777 --mount=type=secret,id=token cat /run/secrets/token\n',
      },
    ],
  },
  *check(document) {
    for (const { grant } of grants(document, 'secret-mount-mode')) {
      const { span, mode, removal } = grant;
      if (!isOpenToOthers(mode)) continue;
      yield {
        span,
        message: `With mode \`${mode}\` every user of this build step can read the secret. Leave \`mode\` out, or name the user with \`uid\`.`,
        ...(removal === undefined
          ? {}
          : {
              fixes: [
                { title: 'Remove `mode`', isSafe: true, edits: [{ span: removal, newText: '' }] },
              ],
            }),
      };
    }
  },
};

function isOpenToOthers(mode: string): boolean {
  return /^0?o?[0-7]{1,5}$/i.test(mode) && !mode.endsWith('0');
}
