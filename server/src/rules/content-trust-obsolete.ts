import type { DocumentModel } from '../model/document-model.ts';
import { contentTrustSettings } from './content-trust.ts';
import type { DocumentedRule } from './rule.ts';

export const contentTrustObsolete: DocumentedRule = {
  id: 'content-trust-obsolete',
  meta: {
    title: 'Docker Content Trust, whose service ends',
    checks:
      'The variable `DOCKER_CONTENT_TRUST` is set to something that turns it on: `1`, `true`, or any value that is not a word for no. Looked at are ENV and ARG, `environment` and `build.args`, and in RUN and start commands assignments before a command and `export`.',
    ignores: [
      'Values that turn it off: `0`, `f`, `false`, or empty.',
      'Values that depend on a variable without a default.',
      'Words that are only printed or compared.',
    ],
    why: "Docker Content Trust checks signatures of Notary v1. Docker's service for them, notary.docker.io, shuts down on 8 December 2026, and the certificates of Docker Official Images have been running out since August 2025. With the variable set, pulls fail with `could not validate the path to a trusted root`, or people learn to turn all checking off.",
    remedy:
      'Remove the variable. Pin images to their digests, which no registry can change, and check signatures with cosign or Notation where a publisher makes them.',
    topic: 'image',
    languages: ['dockerfile', 'compose'],
    severity: 'warning',
    profile: 'preview',
    isSettledByPin: false,
    fix: {
      safety: 'unsafe',
      what: 'Removes the variable, where that leaves the rest as it is.',
      caution:
        'From then on nothing checks the signatures of a Notary server that you run yourself.',
    },
    suppressWhen:
      'You run a Notary server of your own and name it in `DOCKER_CONTENT_TRUST_SERVER`.',
    sampleReason: 'our own Notary server, until we have moved to cosign',
    limitations: [
      'The variable is also set outside of these files, in shells and in pipelines.',
      '`docker trust` and `--disable-content-trust=false` are not looked for.',
      'Benchmarks that ask for content trust, such as CIS 4.5, have not caught up with its end.',
    ],
    equivalents: [],
    since: '0.2.0',
    references: [
      {
        title: 'Docker: content trust is being retired',
        url: 'https://docs.docker.com/engine/security/trust/',
      },
      {
        title: 'Docker: retirement and migration guidance',
        url: 'https://www.docker.com/blog/docker-content-trust-retirement-and-migration-guidance/',
      },
    ],
    examples: [
      {
        language: 'dockerfile',
        text: 'FROM docker:29-cli\nENV «DOCKER_CONTENT_TRUST=1» LANG=C\n',
        fixed: 'FROM docker:29-cli\nENV LANG=C\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM docker:29-cli\nRUN «DOCKER_CONTENT_TRUST=true» docker pull alpine:3.22 \\\n && sudo env «DOCKER_CONTENT_TRUST=1» docker pull busybox:1.37\n',
        fixed:
          'FROM docker:29-cli\nRUN docker pull alpine:3.22 \\\n && sudo env docker pull busybox:1.37\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM docker:29-cli\nARG «DOCKER_CONTENT_TRUST=yes»\nRUN export «DOCKER_CONTENT_TRUST=1» && docker pull alpine:3.22\n',
      },
      {
        language: 'compose',
        text: 'services:\n  ci:\n    image: docker:29-cli\n    environment:\n      «DOCKER_CONTENT_TRUST: "1"»\n      LANG: C\n',
        fixed: 'services:\n  ci:\n    image: docker:29-cli\n    environment:\n      LANG: C\n',
      },
      {
        language: 'compose',
        text: 'services:\n  ci:\n    image: docker:29-cli\n    environment:\n      - «DOCKER_CONTENT_TRUST=${TRUST:-true}»\n      - LANG=C\n    command: sh -c "«DOCKER_CONTENT_TRUST=1» docker pull alpine:3.22"\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM docker:29-cli\nENV DOCKER_CONTENT_TRUST=0\nENV DOCKER_CONTENT_TRUST_SERVER=https://notary.example.com\nARG DOCKER_CONTENT_TRUST\nRUN DOCKER_CONTENT_TRUST=False docker pull alpine:3.22 && echo DOCKER_CONTENT_TRUST=1\n',
      },
      {
        language: 'compose',
        text: 'services:\n  ci:\n    image: docker:29-cli\n    environment:\n      DOCKER_CONTENT_TRUST: ${TRUST}\n  job:\n    image: docker:29-cli\n    environment:\n      - DOCKER_CONTENT_TRUST=\n',
      },
    ],
  },
  *check(document: DocumentModel) {
    // Few files name it, and reading their scripts takes long.
    if (!document.text.includes('DOCKER_CONTENT_TRUST')) return;
    for (const { span, removal } of contentTrustSettings(document))
      yield {
        span,
        message:
          'Docker Content Trust ends: its service shuts down on 8 December 2026, and pulls that insist on it fail. Remove the variable, pin images to digests, and check signatures with cosign or Notation.',
        fixes:
          removal === undefined
            ? []
            : [
                {
                  title: 'Remove `DOCKER_CONTENT_TRUST`',
                  isSafe: false,
                  edits: [{ span: removal, newText: '' }],
                },
              ],
      };
  },
};
