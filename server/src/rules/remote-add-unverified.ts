import type { Container, TransferSource } from '../model/document-model.ts';
import { commandsOf } from './commands.ts';
import type { Rule } from './rule.ts';
import { stages } from './stages.ts';
import { fileNameOf, isAtCommit, isPlain } from './urls.ts';
import { checkedFiles, isVerification, type CheckedFiles } from './verification.ts';

export const remoteAddUnverified: Rule = {
  id: 'remote-add-unverified',
  meta: {
    title: 'Download that ADD takes unchecked',
    checks:
      'An ADD has an `http` or `https` address and no `--checksum`, or a Git repository without a commit of 40 hexadecimal digits behind `#`, `ref=` or `checksum=`. Defaults of ARG and ENV are put in.',
    ignores: [
      'A `--checksum`, also one that a variable gives.',
      'An `https` address with a whole commit hash in its path, or with a variable in its place that has no value here and is named after a commit.',
      'A Git reference that depends on a variable without a default.',
      'A file that a later RUN of the same stage compares with a checksum or signature: it names the file in `sha256sum -c`, `gpg --verify`, `cosign verify-blob` or the like.',
    ],
    why: 'The builder puts whatever the server sends today into the image. A server that was taken over, a moved tag or, without TLS, anyone on the way can choose what that is, and no one notices.',
    remedy:
      'Say what the file must be: `ADD --checksum=sha256:<digest> https://example.org/tool.tar.gz /opt/`. Give a repository its commit: `ADD https://github.com/owner/repository.git#<commit> /src`.',
    topic: 'build',
    languages: ['dockerfile'],
    severity: 'warning',
    profile: 'recommended',
    isSettledByPin: false,
    fix: undefined,
    suppressWhen: 'The file is meant to change, and nothing trusts what it says.',
    sampleReason: 'a daily list of exchange rates, read as data only',
    limitations: [
      'An address that comes whole from a variable without a default is not recognised.',
      'Whether the checksum is right is for the builder to find out.',
    ],
    equivalents: [
      { tool: 'kics', id: '4b410d24', isExact: false },
      { tool: 'sonar', id: 'S6474', isExact: false },
      { tool: 'dockle', id: 'CIS-DI-0009', isExact: false },
    ],
    since: '0.2.0',
    references: [
      {
        title: 'Dockerfile reference: ADD --checksum',
        url: 'https://docs.docker.com/reference/dockerfile/#add---checksum',
      },
      {
        title: 'Dockerfile reference: adding files from a Git repository',
        url: 'https://docs.docker.com/reference/dockerfile/#adding-files-from-a-git-repository',
      },
    ],
    examples: [
      {
        language: 'dockerfile',
        text: 'FROM alpine:3.22\nADD «https://example.org/tool-1.4.tar.gz» /opt/\n',
      },
      {
        language: 'dockerfile',
        text: 'ARG VERSION=1.4\nFROM alpine:3.22 AS fetch\nARG VERSION\nADD --chmod=755 «http://example.org/${VERSION}/tool» /usr/bin/tool\nFROM scratch\nCOPY --from=fetch /usr/bin/tool /tool\n',
        note: 'A builder stage counts: what it fetches is copied from it.',
      },
      {
        language: 'dockerfile',
        text: 'FROM alpine:3.22\nADD «https://github.com/owner/repository.git#v1.4» /src\nADD «git@github.com:owner/other.git» /other\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM alpine:3.22\nADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d https://example.org/tool-1.4.tar.gz /opt/\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM alpine:3.22\nARG SUM\nADD --checksum=${SUM} https://example.org/tool-1.4.tar.gz /opt/\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM alpine:3.22\nADD https://github.com/owner/repository.git#0123456789abcdef0123456789abcdef01234567:docs /src\nADD https://raw.githubusercontent.com/owner/repository/0123456789abcdef0123456789abcdef01234567/list.txt /list.txt\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM alpine:3.22\nADD https://example.org/tool.tar.gz /opt/tool.tar.gz\nRUN echo "24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d  /opt/tool.tar.gz" | sha256sum -c -\n',
        note: 'The next step checks the file.',
      },
      {
        language: 'dockerfile',
        text: 'FROM alpine:3.22\nARG COMMIT\nADD https://github.com/owner/repository.git#${COMMIT} /src\nADD tool.tar.gz /opt/\n',
      },
    ],
  },
  *check(document) {
    for (const stage of stages(document)) {
      const suspects = stage.transfers.flatMap((transfer) =>
        transfer.keyword === 'ADD' && transfer.checksum === undefined
          ? transfer.sources.filter(isUnverified)
          : [],
      );
      const checked = suspects.length > 0 ? filesCheckedBy(stage) : new Map<string, number>();
      for (const source of suspects)
        if ((checked.get(fileNameOf(source.text)) ?? 0) < source.span.start)
          yield { span: source.span, message: message(source) };
    }
  },
};

function isUnverified({ kind, text }: TransferSource): boolean {
  if (kind === 'url') return !isAtCommit(text);
  return kind === 'git' && !isCommit(gitReference(text));
}

/** What a Git address asks for: behind `#`, up to the folder, or in its query; empty when nothing. */
function gitReference(address: string): string {
  const [place, fragment] = splitAt(address, '#');
  const [, query] = splitAt(place, '?');
  const parameters = new Map(query.split('&').map((pair) => splitAt(pair, '=')));
  return (
    parameters.get('checksum') ??
    parameters.get('commit') ??
    parameters.get('ref') ??
    splitAt(fragment, ':')[0]
  );
}

/** A whole commit hash, SHA-1 or SHA-256, or a variable that may hold one. */
function isCommit(reference: string): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i.test(reference) || reference.includes('$');
}

function splitAt(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + separator.length)];
}

/** The names of files that the RUNs of a stage verify, with the place of the last RUN that does. */
function filesCheckedBy({ runs }: Container): ReadonlyMap<string, number> {
  const files = new Map<string, number>();
  for (const { script, span } of runs)
    for (const command of commandsOf(script))
      if (isVerification(command))
        for (const file of namesIn(checkedFiles(command))) files.set(file, span.start);
  return files;
}

function namesIn({ files, proofs }: CheckedFiles): readonly string[] {
  return [...files, ...proofs];
}

function message({ kind, text }: TransferSource): string {
  if (kind === 'git')
    return 'This repository is taken at whatever commit its branch or tag names today. Add the commit: `#` and its 40 hexadecimal digits.';
  const danger = isPlain(text) ? 'the server or anyone on the way sends' : 'the server sends';
  return `The image gets whatever ${danger} when it is built, unchecked. Add \`--checksum=sha256:\` and the digest that the file must have.`;
}
