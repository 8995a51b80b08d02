import type { Container, Transfer, TransferSource } from '../model/document-model.ts';
import { commandsOf, type ScriptCommand } from './commands.ts';
import type { DocumentedRule } from './rule.ts';
import { stages } from './stages.ts';
import { fileNameOf, isAtCommit, isPlain } from './urls.ts';
import { checkedFiles, isVerification } from './verification.ts';

export const remoteAddUnverified: DocumentedRule = {
  id: 'remote-add-unverified',
  meta: {
    title: 'Download that ADD takes unchecked',
    checks:
      'An ADD has an `http` or `https` address and no `--checksum`, or a Git repository without a commit of 40 hexadecimal digits behind `#`, `ref=` or `checksum=`. Defaults of ARG and ENV are put in.',
    ignores: [
      'A `--checksum`, also one that a variable gives.',
      'An `https` address with a whole commit hash in its path, or with a variable in its place that has no value here and is named after a commit.',
      'A Git reference that depends on a variable without a default.',
      'A file that a later RUN of the same stage compares with a checksum or signature: it names the file, or a list of checksums that the stage is given, in `sha256sum -c`, `gpg --verify`, `cosign verify-blob` or the like.',
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
        text: 'FROM alpine:3.22\nADD https://example.org/download?id=4 /opt/tool.tar.gz\nRUN echo "24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d  /opt/tool.tar.gz" | sha256sum -c -\nADD https://example.org/SHA256SUMS https://example.org/a.bin /src/\nRUN cd /src && sha256sum -c SHA256SUMS\n',
        note: 'The file is checked by the name that it gets, or by a list that is added as well.',
      },
      {
        language: 'dockerfile',
        text: 'FROM alpine:3.22\nADD --checksum= «https://example.org/tool.tar.gz» /opt/\n',
        note: 'An empty checksum is none.',
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
        transfer.keyword === 'ADD' && (transfer.checksum ?? '') === ''
          ? transfer.sources
              .filter(isUnverified)
              .map((source): readonly [TransferSource, Transfer] => [source, transfer])
          : [],
      );
      if (suspects.length === 0) continue;
      const checks = checksIn(stage);
      for (const [source, transfer] of suspects)
        if (!namesOf(source, transfer).some((name) => isChecked(name, source, checks)))
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

/** What the RUNs of a stage verify. */
interface Checks {
  /** The names of the files, with the place of the last RUN that checks them. */
  readonly files: ReadonlyMap<string, number>;
  /** The last RUN that checks all that is named in a list which the stage was given; 0 when none does. */
  readonly all: number;
}

function checksIn({ runs, transfers }: Container): Checks {
  const files = new Map<string, number>();
  const lists = new Set(
    transfers
      .flatMap((transfer) => transfer.sources.flatMap((source) => namesOf(source, transfer)))
      .filter((name) => checksumList.test(name)),
  );
  let all = 0;
  for (const { script, span } of runs)
    for (const command of commandsOf(script)) {
      if (!isVerification(command)) continue;
      const checked = checkedFiles(command);
      for (const file of [...checked.files, ...checked.proofs]) files.set(file, span.start);
      if (readsList(command) && [...checked.proofs].some((name) => lists.has(name)))
        all = span.start;
    }
  return { files, all };
}

/** A list of the checksums of many files: `SHA256SUMS`, `tool_1.4_checksums.txt`. */
const checksumList = /sums(?:\.txt)?$/i;

function readsList({ name = '', words }: ScriptCommand): boolean {
  return name.endsWith('sum') && words.some(({ text }) => /^(?:-[a-z]*c|--check)/.test(text));
}

function isChecked(name: string, { span }: TransferSource, { files, all }: Checks): boolean {
  return Math.max(files.get(name) ?? 0, all) > span.start;
}

/** What a file may be called in the image: as its source, or as the destination when that is no folder. */
function namesOf({ text }: TransferSource, { sources, destination }: Transfer): readonly string[] {
  const name = fileNameOf(text);
  return sources.length === 1 && !destination.endsWith('/')
    ? [name, fileNameOf(destination)]
    : [name];
}

function message({ kind, text }: TransferSource): string {
  if (kind === 'git')
    return 'This repository is taken at whatever commit its branch or tag names today. Add the commit: `#` and its 40 hexadecimal digits.';
  const danger = isPlain(text) ? 'the server or anyone on the way sends' : 'the server sends';
  return `The image gets whatever ${danger} when it is built, unchecked. Add \`--checksum=sha256:\` and the digest that the file must have.`;
}
