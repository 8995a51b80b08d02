import type { DocumentedRule } from './rule.ts';
import { stages } from './stages.ts';
import { findUnverified, type Unverified } from './unverified.ts';

export const verificationDisabled: DocumentedRule = {
  id: 'verification-disabled',
  meta: {
    title: 'Certificates or signatures that are not checked',
    checks:
      'A RUN tells a command not to check whom it talks to or who signed what it gets. Certificates: `curl -k`, `wget --no-check-certificate`, `git -c http.sslVerify=false`, `pip --trusted-host`, `strict-ssl` of npm and yarn, conda, composer, bundler, helm, PowerShell and others. Signatures: `--allow-untrusted` of apk, `--allow-unauthenticated`, `--force-yes` and `[trusted=yes]` of apt, `--nogpgcheck` and `gpgcheck=0` of dnf, yum and zypper, `--nosignature` of rpm. ENV, ARG and assignments in a RUN with the same effect: `NODE_TLS_REJECT_UNAUTHORIZED=0`, `PYTHONHTTPSVERIFY=0`, `GIT_SSL_NO_VERIFY`, `NPM_CONFIG_STRICT_SSL=false`, `PIP_TRUSTED_HOST`, `GOINSECURE` and others. The same settings where a RUN or a here-document of a COPY writes them into a file.',
    ignores: [
      'Requests to the machine itself, and `[trusted=yes]` or `gpgcheck=0` for a repository of local files.',
      'Text that is only printed, as `echo` without a redirection does.',
      'Words that another option takes as its value, such as the `k` of `-o k`.',
      'A setting that is switched on, or that `sed` switches on.',
      'Commands that run when the container runs, such as a health check.',
      'Only information: a package file of the build, as in `apk add --allow-untrusted ./tool.apk`, unless the same RUN downloads it.',
    ],
    why: 'The check is what tells the real server or publisher from anyone else. Without it, whoever is on the way to the server, or took over a mirror, decides what is installed, mostly as root.',
    remedy:
      'Leave the switch out. If a certificate is missing, install `ca-certificates` or the certificate of your own authority; if a key is missing, import the key of the repository.',
    topic: 'build',
    languages: ['dockerfile'],
    severity: 'warning',
    profile: 'recommended',
    isSettledByPin: false,
    fix: {
      safety: 'unsafe',
      what: 'Removes the option, the assignment or the variable. Settings that are written into files, and commands that do nothing but change a setting, are left to you.',
      caution:
        'A server whose certificate, or a repository whose key, the image does not know is refused afterwards.',
    },
    suppressWhen:
      'What is downloaded is checked by other means, such as a checksum in the same step.',
    sampleReason: 'the checksum in the next line decides',
    limitations: [
      'A check that a program of its own or a configuration file of the build context turns off is not seen.',
      '`StrictHostKeyChecking=no` of SSH is not reported.',
    ],
    equivalents: [
      ...Array.from({ length: 15 }, (_, index) => ({
        tool: 'checkov' as const,
        id: `CKV2_DOCKER_${index + 2}`,
        isExact: false,
      })),
      { tool: 'sonar', id: 'S4830', isExact: false },
    ],
    since: '0.2.0',
    references: [
      {
        title: 'CWE-295: Improper certificate validation',
        url: 'https://cwe.mitre.org/data/definitions/295.html',
      },
      {
        title: 'CWE-347: Improper verification of cryptographic signature',
        url: 'https://cwe.mitre.org/data/definitions/347.html',
      },
      {
        title: 'apt-secure(8)',
        url: 'https://manpages.debian.org/stable/apt/apt-secure.8.en.html',
      },
    ],
    examples: [
      {
        language: 'dockerfile',
        text: 'FROM debian:13\nRUN curl «-k» -o tool https://example.org/tool && curl «-fsSLk» https://example.org/list\n',
        fixed:
          'FROM debian:13\nRUN curl -o tool https://example.org/tool && curl -fsSL https://example.org/list\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM debian:13 AS build\nRUN wget \\\n      «--no-check-certificate» \\\n      https://example.org/tool.tar.gz\nRUN git «-c http.sslVerify=false» clone https://example.org/tool.git\n',
        fixed:
          'FROM debian:13 AS build\nRUN wget \\\n      https://example.org/tool.tar.gz\nRUN git clone https://example.org/tool.git\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM node:24\nENV «NODE_TLS_REJECT_UNAUTHORIZED=0» LANG=C\nRUN npm config set «strict-ssl false» && «GIT_SSL_NO_VERIFY=1» npm ci\n',
        fixed: 'FROM node:24\nENV LANG=C\nRUN npm config set strict-ssl false && npm ci\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM python:3.14\nRUN pip install «--trusted-host pypi.example.org» -r requirements.txt\nRUN python3 -m pip install «--trusted-host=pypi.example.org» tool\n',
        fixed:
          'FROM python:3.14\nRUN pip install -r requirements.txt\nRUN python3 -m pip install tool\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM debian:13\nRUN echo "deb «[trusted=yes]» https://example.org/apt ./" > /etc/apt/sources.list.d/tool.list \\\n && apt-get update «-o Acquire::https::Verify-Peer=false» && apt-get install -y «--allow-unauthenticated» tool\n',
        fixed:
          'FROM debian:13\nRUN echo "deb [trusted=yes] https://example.org/apt ./" > /etc/apt/sources.list.d/tool.list \\\n && apt-get update && apt-get install -y tool\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM fedora:43\nRUN cat <<EOF > /etc/yum.repos.d/tool.repo\n[tool]\nbaseurl=https://example.org/rpm\n«gpgcheck=0»\nEOF\nRUN dnf install -y «--nogpgcheck» tool && rpm -i «--nosignature» https://example.org/tool.rpm\n',
        fixed:
          'FROM fedora:43\nRUN cat <<EOF > /etc/yum.repos.d/tool.repo\n[tool]\nbaseurl=https://example.org/rpm\ngpgcheck=0\nEOF\nRUN dnf install -y tool && rpm -i https://example.org/tool.rpm\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM alpine:3.22\nCOPY tool.apk /tmp/\nRUN apk add «--allow-untrusted» /tmp/tool.apk\nRUN wget https://example.org/other.apk && apk add «--allow-untrusted» other.apk\n',
        note: 'The first is only information: the file is one of the build.',
        fixed:
          'FROM alpine:3.22\nCOPY tool.apk /tmp/\nRUN apk add /tmp/tool.apk\nRUN wget https://example.org/other.apk && apk add other.apk\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM debian:13\nCOPY packages /packages\nRUN echo "deb [trusted=yes] file:/packages ./" > /etc/apt/sources.list.d/own.list && apt-get update\n',
        note: 'The packages come from the build itself.',
      },
      {
        language: 'dockerfile',
        text: 'FROM debian:13\nRUN curl -fsS -o k -u -k --data -k https://example.org/k && curl -k https://localhost:8443/ready && tar -kxf k\nHEALTHCHECK CMD curl -k https://example.org\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM fedora:43\nRUN sed -i \'s/gpgcheck=0/gpgcheck=1/\' /etc/yum.repos.d/*.repo && printf "gpgcheck=1\\nrepo_gpgcheck=0\\n" >> /etc/yum.conf\n',
        note: '`repo_gpgcheck` is about the list of packages; the packages themselves are checked.',
      },
      {
        language: 'dockerfile',
        text: 'FROM node:24\nENV NODE_TLS_REJECT_UNAUTHORIZED=1\nARG GIT_SSL_NO_VERIFY\nRUN npm config set strict-ssl true && git config http.sslVerify true\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM python:3.14\nRUN pip install --trusted-host localhost --index-url http://localhost:3141/simple tool\nRUN echo "never use curl -k or --no-check-certificate, nor strict-ssl=false"\n',
      },
    ],
  },
  *check(document) {
    for (const stage of stages(document))
      for (const unverified of findUnverified(document, stage))
        yield {
          span: unverified.span,
          message: message(unverified),
          ...(unverified.isLocalPackage ? { severity: 'information' as const } : {}),
          fixes:
            unverified.edit === undefined
              ? []
              : [
                  {
                    title: `Remove \`${unverified.written}\``,
                    isSafe: false,
                    edits: [unverified.edit],
                  },
                ],
        };
  },
};

function message({ written, subject, isLocalPackage }: Unverified): string {
  if (isLocalPackage)
    return `\`${written}\` installs a package file that nobody signed. It is one of this build, so sign it or make sure where it comes from.`;
  switch (subject) {
    case 'certificate':
      return `With \`${written}\` any certificate is accepted: whoever is on the way decides what comes. Remove it, and install the certificate of your own authority if one is missing.`;
    case 'signature':
      return `With \`${written}\` packages are accepted that nobody signed: a mirror or whoever is on the way decides what is installed. Remove it, and import the key of the repository.`;
    case 'checksum':
      return `With \`${written}\` downloads are accepted whose checksum is wrong or unknown: their server decides what is installed. Remove it.`;
  }
}
