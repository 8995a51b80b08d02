import type { RunStep } from '../model/document-model.ts';
import { passwordsSetBy } from './passwords.ts';
import type { DocumentedRule } from './rule.ts';
import { shippedStages } from './stages.ts';
import { runsWithValues } from './variable-values.ts';

export const passwordInBuild: DocumentedRule = {
  id: 'password-in-build',
  meta: {
    title: "Password that is set by the image's build",
    checks:
      'A RUN gives an account a password that the Dockerfile tells: `chpasswd` or `passwd` that reads from `echo`, `printf`, `<<<`, a here-document or a file that the same step wrote so; `useradd` or `usermod` with `-p` or `--password`, hashed or made with `openssl passwd`; or takes the password away with `passwd -d` or `-p ""`. A variable counts as told when ARG, ENV or the step itself gives it a value.',
    ignores: [
      'A RUN with a secret mount.',
      'Locked passwords: `passwd -l`, and `!`, `*` or `x` instead of a hash.',
      'Values that are made in the build, such as `$(openssl rand -hex 16)`, or come from a variable without a value in the file.',
      'Builder stages.',
    ],
    why: 'Everyone who has the Dockerfile or the image has the password: it is the same in each container, and the hash in `/etc/shadow` can be guessed at leisure. It opens whatever asks for a password there, such as SSH and `su`.',
    remedy:
      'Give the account no password and no login. If people must log in, give the container a key or a password when it starts.',
    topic: 'user',
    languages: ['dockerfile'],
    severity: 'warning',
    profile: 'recommended',
    isSettledByPin: false,
    fix: undefined,
    suppressWhen: 'The image is only ever started for a test that logs in with that password.',
    sampleReason: 'SSH server for the integration tests, never deployed',
    limitations: [
      'A password that a script, a configuration file or a database client sets is not seen.',
      'An ARG without a default is not reported, although `docker history` shows its value when one is given.',
    ],
    equivalents: [
      { tool: 'checkov', id: 'CKV2_DOCKER_17', isExact: false },
      { tool: 'dockle', id: 'DKL-LI-0001', isExact: false },
    ],
    since: '0.2.0',
    references: [
      {
        title: 'Docker: build secrets',
        url: 'https://docs.docker.com/build/building/secrets/',
      },
      {
        title: 'CWE-798: Use of hard-coded credentials',
        url: 'https://cwe.mitre.org/data/definitions/798.html',
      },
    ],
    examples: [
      {
        language: 'dockerfile',
        text: "FROM debian:13\nRUN useradd -m app && «echo 'app:letmein' | chpasswd»\n",
      },
      {
        language: 'dockerfile',
        text: 'FROM debian:13\nARG PASSWORD=letmein\nRUN «printf "root:%s\\n" "$PASSWORD" | sudo chpasswd»\n',
        note: 'The default of the variable is in the file.',
      },
      {
        language: 'dockerfile',
        text: 'FROM debian:13\nRUN useradd -m «-p "$(openssl passwd -6 letmein)"» app && usermod «--password=letmein» app\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM alpine:3.22\nRUN «passwd -d» root && «(echo letmein; echo letmein) | passwd» app\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM debian:13\nRUN «chpasswd <<< "root:letmein"»\nRUN «chpasswd» <<EOF\nroot:letmein\nEOF\nRUN «cat <<EOF | chpasswd»\nroot:letmein\nEOF\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM debian:13\nARG ACCOUNT\nRUN «echo "$ACCOUNT:letmein" | chpasswd» && echo root:letmein > /tmp/list && «chpasswd < /tmp/list»\n',
        note: 'Which account it is does not matter.',
      },
      {
        language: 'dockerfile',
        text: 'FROM debian:13\nRUN --mount=type=secret,id=password,env=PASSWORD echo "app:$PASSWORD" | chpasswd\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM debian:13\nARG PASSWORD\nRUN echo "app:$PASSWORD" | chpasswd && echo "root:$(openssl rand -hex 16)" | chpasswd\n',
      },
      {
        language: 'dockerfile',
        text: "FROM debian:13\nRUN useradd -m -p '*' app && usermod -L -s /sbin/nologin app && passwd -l root\n",
      },
      {
        language: 'dockerfile',
        text: "FROM debian:13 AS test\nRUN echo 'root:letmein' | chpasswd\nFROM debian:13\nRUN chpasswd < /run/passwords\n",
      },
    ],
  },
  *check(document) {
    for (const stage of shippedStages(document))
      for (const { run, valueOf } of runsWithValues(document, stage))
        if (!hasSecret(run))
          for (const { span, isEmpty } of passwordsSetBy(run.script, valueOf))
            yield { span, message: isEmpty ? withoutPassword : withPassword };
  },
};

const withPassword =
  'Everyone who has this file or the image knows the password, and every container has the same. Leave the account without one and give it to the container when it starts, if at all.';
const withoutPassword =
  'The account can be used without any password by whoever gets in. Lock it with `passwd -l` instead.';

function hasSecret({ mounts }: RunStep): boolean {
  return mounts.some(({ type }) => type === 'secret');
}
