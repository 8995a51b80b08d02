import type { Container, DocumentModel } from '../model/document-model.ts';
import { describe, grants, removalOf } from './grants.ts';
import type { DocumentedRule, RuleFinding } from './rule.ts';

export const buildSandboxDisabled: DocumentedRule = {
  id: 'build-sandbox-disabled',
  meta: {
    title: 'Build step that runs outside the sandbox of the builder',
    checks:
      'A RUN has `--security=insecure`. In Compose files a build has `privileged: true`, or `security.insecure` among its `entitlements`.',
    ignores: [
      '`--security=sandbox`, which is the default.',
      '`privileged` of a service: that is what `privileged-container` reports.',
      'A value that depends on a variable without a default.',
    ],
    why: 'Such a step runs with every capability and without seccomp and AppArmor, on the machine that builds. What it downloads or installs can take over that machine, and with it every image built there.',
    remedy:
      'Let the step run in the sandbox. What needs more, such as mounting file systems, belongs in a container that is started for it.',
    topic: 'build',
    languages: ['dockerfile', 'compose'],
    severity: 'error',
    profile: 'recommended',
    isSettledByPin: false,
    fix: {
      safety: 'unsafe',
      what: 'Removes the flag or the setting.',
      caution: 'A step that needs the privileges fails afterwards.',
    },
    suppressWhen:
      'The step cannot work otherwise and the builder is a machine of its own that is thrown away.',
    sampleReason: 'runs an emulator, on a builder that is deleted after each build',
    limitations: [
      'Privileges that are only given on the command line, as with `docker buildx build --allow`, are not in the file. The builder must allow them there too before the step runs.',
    ],
    equivalents: [{ tool: 'sonar', id: 'S6502', isExact: true }],
    since: '0.2.0',
    references: [
      {
        title: 'Dockerfile reference: RUN --security',
        url: 'https://docs.docker.com/reference/dockerfile/#run---security',
      },
      {
        title: 'Compose build specification: privileged',
        url: 'https://docs.docker.com/reference/compose-file/build/#privileged',
      },
      {
        title: 'Compose build specification: entitlements',
        url: 'https://docs.docker.com/reference/compose-file/build/#entitlements',
      },
    ],
    examples: [
      {
        language: 'dockerfile',
        text: 'FROM debian:13\nRUN «--security=insecure» mount -t tmpfs none /mnt && make test\n',
        fixed: 'FROM debian:13\nRUN mount -t tmpfs none /mnt && make test\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM debian:13 AS build\nRUN --network=none «--security=insecure» make\nFROM scratch\nCOPY --from=build /out /\n',
        note: 'It is the building machine that is at risk, so builder stages count.',
        fixed:
          'FROM debian:13 AS build\nRUN --network=none make\nFROM scratch\nCOPY --from=build /out /\n',
      },
      {
        language: 'compose',
        text: 'services:\n  app:\n    build:\n      context: .\n      «privileged: true»\n',
        fixed: 'services:\n  app:\n    build:\n      context: .\n',
      },
      {
        language: 'compose',
        text: 'services:\n  app:\n    build:\n      context: .\n      entitlements:\n        - network.host\n        - «security.insecure»\n',
        fixed:
          'services:\n  app:\n    build:\n      context: .\n      entitlements:\n        - network.host\n',
      },
      { language: 'dockerfile', text: 'FROM debian:13\nRUN --security=sandbox make\n' },
      { language: 'dockerfile', text: 'FROM debian:13\nRUN make --security=insecure\n' },
      {
        language: 'compose',
        text: 'services:\n  app:\n    build:\n      context: .\n      privileged: false\n      entitlements:\n        - network.host\n',
      },
      {
        language: 'compose',
        text: 'services:\n  app:\n    build:\n      context: .\n      privileged: ${PRIVILEGED}\n',
      },
    ],
  },
  check: findings,
};

function* findings(document: DocumentModel): Generator<RuleFinding> {
  for (const { container, grant } of grants(document, 'insecure-build'))
    yield {
      span: grant.span,
      message: `${subject(container)} with every capability and without seccomp or AppArmor: what it downloads or runs can take over the building machine. Let it run in the sandbox.`,
      fixes: removalOf(grant, 'Let it run in the sandbox'),
    };
}

function subject(container: Container): string {
  return container.kind === 'stage' ? 'This step runs' : `${describe(container)} is built`;
}
