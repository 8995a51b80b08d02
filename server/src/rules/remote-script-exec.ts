import { remotePrograms, type RemoteProgram } from './remote-programs.ts';
import type { DocumentedRule, RuleFinding } from './rule.ts';
import { stages } from './stages.ts';
import { isPlain } from './urls.ts';
import { runsWithValues } from './variable-values.ts';

export const remoteScriptExec: DocumentedRule = {
  id: 'remote-script-exec',
  meta: {
    title: 'Download that is run unchecked',
    checks:
      'A RUN downloads a program and runs it, with nothing in between that checks it: `curl … | sh`, `bash <(curl …)`, `sh -c "$(wget -qO- …)"`, `source <(…)`, `eval "$(…)"`, `irm … | iex`; or it keeps it in a variable and runs that; or it saves a file and the same RUN starts it, by its path or with an interpreter. Shells, Python, Perl, Ruby, Node.js, PHP and PowerShell are known, also behind `sudo`, `env` and filters such as `gunzip` and `sed`.',
    ignores: [
      'A file that is checked before it runs: `sha256sum -c`, `gpg --verify`, `cosign verify-blob`, `minisign -V`, a comparison of its hash, and the like.',
      '`https` addresses that hold a whole commit hash: what they give cannot change. So do those with a variable that has no value here and is named after a commit, such as `${COMMIT}`.',
      'Servers of the machine itself.',
      'Downloads that are only unpacked, installed as a package, imported as a key or read as data: `| tar xz`, `| apt-key add -`, `| gpg --dearmor`, `| python3 -m json.tool`.',
    ],
    why: 'Whoever controls the server, or the account that the script is kept in, runs commands as root in the build from that moment on. The build log looks as it always did.',
    remedy:
      'Download, check, run: `curl -fsSLo install.sh https://example.org/install.sh && echo "<digest>  install.sh" | sha256sum -c && sh install.sh`. Or take it with `ADD --checksum=sha256:<digest> https://example.org/install.sh /tmp/`.',
    topic: 'build',
    languages: ['dockerfile'],
    severity: 'warning',
    profile: 'recommended',
    isSettledByPin: false,
    fix: undefined,
    suppressWhen:
      'The publisher offers no other way, changes the script often, and you trust the server as you trust the base image.',
    sampleReason: 'vendor installer without published checksums',
    limitations: [
      'WORKDIR is not followed: a file that is saved under a relative path and started by its whole one is taken for another.',
      'A file that one RUN downloads and another runs is not followed. For ADD there is `remote-add-unverified`.',
      'Programs inside downloaded archives and packages are not followed.',
      'A checksum counts wherever it comes from, also when the same server gives it.',
      'A script that is downloaded safely may download more by itself.',
    ],
    equivalents: [
      { tool: 'sonar', id: 'S6474', isExact: false },
      { tool: 'owasp', id: 'RULE 9', isExact: false },
    ],
    since: '0.2.0',
    references: [
      {
        title: 'OpenSSF Scorecard: pinned dependencies',
        url: 'https://github.com/ossf/scorecard/blob/main/docs/checks.md#pinned-dependencies',
      },
      {
        title: 'CWE-494: Download of code without integrity check',
        url: 'https://cwe.mitre.org/data/definitions/494.html',
      },
    ],
    examples: [
      {
        language: 'dockerfile',
        text: 'FROM debian:13\nRUN apt-get update && «curl -fsSL https://example.org/install.sh | sh» -s -- -y\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM debian:13\nRUN «wget -qO- http://example.org/setup | sudo -E bash» - && apt-get install -y tool\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM debian:13\nRUN «bash <(curl -s https://example.org/a.sh)»\nRUN «sh -c "$(curl -s https://example.org/b.sh)"»\nRUN «eval "$(curl -s https://example.org/c.sh)"»\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM debian:13 AS build\nRUN curl -fsSLo /tmp/install.sh https://example.org/install.sh \\\n && chmod +x /tmp/install.sh \\\n && «/tmp/install.sh» --prefix=/usr\nFROM scratch\nCOPY --from=build /usr/bin/tool /tool\n',
        note: 'A builder stage counts: its files are copied from it.',
      },
      {
        language: 'dockerfile',
        text: 'FROM debian:13\nRUN cd /opt && wget https://example.org/$VERSION/get-tool.py && «python3 -u get-tool.py»\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM mcr.microsoft.com/windows/servercore:ltsc2025\nSHELL ["powershell", "-Command"]\nRUN «irm https://example.org/install.ps1 | iex»\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM debian:13\nRUN curl -fsSLo install.sh https://example.org/install.sh \\\n && echo "24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d  install.sh" | sha256sum -c - \\\n && sh install.sh\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM debian:13\nRUN curl -fsSLo tool https://example.org/tool && curl -fsSLo tool.asc https://example.org/tool.asc \\\n && gpg --batch --verify tool.asc tool && chmod +x tool && ./tool --version\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM debian:13\nARG COMMIT=0123456789abcdef0123456789abcdef01234567\nRUN curl -fsSL https://raw.githubusercontent.com/owner/repository/${COMMIT}/install.sh | sh\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM debian:13\nRUN curl -fsSL https://example.org/key.asc | gpg --dearmor -o /usr/share/keyrings/tool.gpg\nRUN curl -fsSL https://example.org/tool.tar.gz | tar -xz -C /opt\nRUN curl -fsSL https://example.org/releases | python3 -c "import json, sys; print(json.load(sys.stdin))"\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM debian:13\nCOPY install.sh /tmp/\nRUN sh /tmp/install.sh && curl -s http://localhost:8080/setup.sh | sh\nRUN echo "curl https://example.org | sh"\n',
      },
    ],
  },
  *check(document) {
    for (const stage of stages(document))
      for (const { run, valueOf } of runsWithValues(document, stage))
        for (const program of remotePrograms(run.script, valueOf)) yield finding(program);
  },
};

function finding({ span, origin }: RemoteProgram): RuleFinding {
  const danger = origin.urls.some(isPlain) ? 'the server or anyone on the way' : 'the server';
  const isApart = origin.span.end <= span.start;
  return {
    span,
    message: `The build runs whatever ${danger} sends today, unchecked. Save it to a file and compare its checksum before it runs.`,
    ...(isApart ? { related: [{ span: origin.span, message: 'It is downloaded here.' }] } : {}),
  };
}
