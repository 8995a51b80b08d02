import type { Container, Transfer, TransferSource } from '../model/document-model.ts';
import { matchesGlob } from '../text/glob.ts';
import type { DocumentedRule, Fix } from './rule.ts';
import { isExcluded } from './excluded.ts';

export const contextIncludesSecrets: DocumentedRule = {
  id: 'context-includes-secrets',
  meta: {
    title: 'Copy of a folder that has secrets in it',
    checks:
      'COPY or ADD takes the build context or a folder of it (`.`, `./`, `*`, `config/`), a file below it has the name of a secret (as in `secret-file-copied`), and no line of `.dockerignore` keeps that file out. The files are really there: the folder of the Dockerfile is looked at. In a builder stage it is information.',
    ignores: [
      'A copy of everything where no file looks like a secret, or where `.dockerignore` lists those that do.',
      'Copies from another stage or image.',
      'A secret that is copied by its own name: `secret-file-copied` reports that.',
    ],
    why: 'Nobody sees in `COPY . .` that `.env` goes along. It is then in a layer of the image for everyone who can pull it, and the copy of whoever builds may differ from that of the one who reviewed.',
    remedy: 'List the files in `.dockerignore`, or copy only the folders that the image needs.',
    topic: 'secret',
    languages: ['dockerfile'],
    severity: 'warning',
    profile: 'recommended',
    isSettledByPin: false,
    fix: {
      safety: 'safe',
      what: 'Adds the file to `.dockerignore`, which is made if there is none.',
      caution: 'A step of the build that reads the file stops finding it.',
    },
    suppressWhen: 'The file only looks like a secret, and the image needs it.',
    sampleReason: 'development defaults without secrets',
    limitations: [
      'Only where the files of the folder can be listed, and for the folder of the Dockerfile as build context.',
      'Only names are looked at, not contents.',
      'The option `--exclude` of COPY is not read.',
    ],
    equivalents: [{ tool: 'sonar', id: 'S6470', isExact: false }],
    since: '0.2.0',
    references: [
      {
        title: 'Docker: .dockerignore files',
        url: 'https://docs.docker.com/build/concepts/context/#dockerignore-files',
      },
    ],
    examples: [
      {
        language: 'dockerfile',
        text: 'FROM node:22.14-alpine\nWORKDIR /app\nCOPY «.» .\n',
        note: 'With `.env` in the folder and no `.dockerignore`.',
        context: { contextSecrets: ['.env'] },
      },
      {
        language: 'dockerfile',
        text: 'FROM nginx:1.27\nCOPY «config/» /etc/nginx/\n',
        note: 'With `config/tls/server.key` in the folder.',
        context: { contextSecrets: ['config/tls/server.key', 'other/.env'] },
      },
      {
        language: 'dockerfile',
        text: 'FROM golang:1.25 AS build\nADD «./» /src\nFROM scratch\nCOPY --from=build /src/app /app\n',
        note: 'With `.env` in the folder; in a builder stage it is information.',
        context: { contextSecrets: ['.env'] },
      },
      {
        language: 'dockerfile',
        text: 'FROM node:22.14-alpine\nCOPY . .\n',
        note: 'Without such a file.',
        context: { contextSecrets: [] },
      },
      {
        language: 'dockerfile',
        text: 'FROM node:22.14-alpine\nCOPY --exclude=**/.env . .\n',
        note: 'With `.env` in the folder, which the copy leaves behind.',
        context: { contextSecrets: ['.env'] },
      },
      {
        language: 'dockerfile',
        text: 'FROM node:22.14-alpine\nCOPY src/ package.json ./\n',
        note: 'With `.env` beside `src`.',
        context: { contextSecrets: ['.env', 'source/.env'] },
      },
      {
        language: 'dockerfile',
        text: 'FROM alpine:3.22\nCOPY --from=build . /app\n',
        context: { contextSecrets: ['.env'] },
      },
    ],
  },
  *check({ containers }, { contextSecrets, ignoreFile }) {
    if (contextSecrets === undefined || contextSecrets.length === 0) return;
    const secretsBelow = memoized((source) =>
      contextSecrets.filter((file) => isBelow(file, source)),
    );
    for (const container of containers)
      for (const { source, transfer } of copiedFolders(container)) {
        const secrets = secretsBelow(source.text).filter((file) => !isExcluded(transfer, file));
        if (secrets.length > 0)
          yield {
            span: source.span,
            message: messageFor(transfer, source, secrets, container),
            ...(container.reach === 'builder' ? { severity: 'information' as const } : {}),
            fixes: secrets.map((file) => ignoreFix(ignoreFile, file)),
          };
      }
  },
};

function* copiedFolders({ transfers }: Container) {
  for (const transfer of transfers)
    for (const source of transfer.sources)
      if (source.kind === 'path' && !transfer.isFromImage && !source.isDynamic)
        yield { source, transfer };
}

/** Keeps the answers: large files copy the same few folders again and again. */
function memoized(
  compute: (text: string) => readonly string[],
): (text: string) => readonly string[] {
  const answers = new Map<string, readonly string[]>();
  return (text) => {
    const answer = answers.get(text) ?? compute(text);
    answers.set(text, answer);
    return answer;
  };
}

/** Whether a copy of `source` takes the file along, other than by its own name. */
function isBelow(file: string, source: string): boolean {
  const pattern = segments(source);
  const path = segments(file);
  const isItself = pattern.length === path.length && !/[*?[]/.test(source);
  return (
    !isItself &&
    pattern.length <= path.length &&
    pattern.every((part, index) => matchesGlob(part, path[index] ?? ''))
  );
}

function segments(path: string): readonly string[] {
  return path.split('/').filter((part) => part !== '' && part !== '.');
}

function messageFor(
  { keyword }: Transfer,
  { text }: TransferSource,
  secrets: readonly string[],
  { reach }: Container,
): string {
  const named = secrets.slice(0, 3).map((file) => `\`${file}\``);
  const others = secrets.length - named.length;
  const list = others > 0 ? `${named.join(', ')} and ${others} more` : named.join(', ');
  const effect =
    reach === 'builder'
      ? 'into the build and its cache'
      : 'into the image, where everyone who can pull it can read it';
  return `\`${keyword} ${text}\` takes ${list} along, ${effect}. List what the image does not need in \`.dockerignore\`.`;
}

function ignoreFix(ignoreFile: string, file: string): Fix {
  return {
    title: `Add \`${file}\` to \`${ignoreFile}\``,
    isSafe: true,
    edits: [],
    append: { file: ignoreFile, line: file },
  };
}
