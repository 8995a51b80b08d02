import type {
  Container,
  DocumentModel,
  Transfer,
  TransferSource,
} from '../model/document-model.ts';
import type { Script } from '../shell/script.ts';
import type { TextEdit } from '../text/text-edit.ts';
import { commandsOf } from './commands.ts';
import type { DocumentedRule, Fix } from './rule.ts';
import { isSampleFile, isSecretFolder, looksLikeSecretFile } from './secret-files.ts';
import { isExcluded } from './excluded.ts';

export const secretFileCopied: DocumentedRule = {
  id: 'secret-file-copied',
  meta: {
    title: 'Key or credential file that becomes part of the image',
    checks:
      'COPY or ADD takes a file whose name says that it is a secret, or puts a file where one belongs: SSH keys (`id_rsa`, `deploy_ed25519`, `ssh_host_rsa_key`), key stores (`*.p12`, `*.pfx`, `*.jks`, `*.keystore`), private keys (`server-key.pem`, `tls.key`), `.env` and its kin, `.netrc`, `.git-credentials`, `.pypirc`, `.pgpass`, `.aws/credentials`, `.docker/config.json`, `kubeconfig`, and the folders `.ssh`, `.aws`, `.kube` and `.gnupg`. In a builder stage it is information.',
    ignores: [
      'Samples: `.env.example`, `.env.sample`, `.env.template`, `.env.dist`; code such as `.env.js`.',
      'Public keys and certificates: `*.pub`, `ca.pem`, `truststore.jks`, signing keys of package repositories.',
      'Files in `.ssh` that are no keys, such as `known_hosts` and `config`.',
    ],
    why: 'A file that was copied is in a layer of the image. Everyone who can pull the image can unpack that layer, and a later `RUN rm` only hides the file.',
    remedy:
      'For a step of the build hand it in with `RUN --mount=type=secret,id=key,target=/root/.ssh/id_rsa …`, and for SSH with `--mount=type=ssh`. What the program needs at run time is mounted when the container starts. Replace a key that was published.',
    topic: 'secret',
    languages: ['dockerfile'],
    severity: 'warning',
    profile: 'recommended',
    isSettledByPin: false,
    fix: {
      safety: 'unsafe',
      what: 'Removes the COPY of a single file and mounts the file as a secret in the RUNs below it in the same stage. Not offered when one of them changes or removes the file, as `chmod` and `rm` do.',
      caution:
        'The build needs `--secret id=…,src=…` from then on, and at run time the file is not in the image.',
    },
    suppressWhen: 'The file only looks like a secret, or the key is made for tests and is public.',
    sampleReason: 'self-signed key for local tests',
    limitations: [
      'Only names are looked at, not contents.',
      'What lies in a folder that is copied whole is judged by `context-includes-secrets`.',
    ],
    equivalents: [
      { tool: 'trivy', id: 'DS-0031', isExact: false },
      { tool: 'dockle', id: 'CIS-DI-0010', isExact: false },
    ],
    since: '0.2.0',
    references: [
      {
        title: 'Docker: build secrets',
        url: 'https://docs.docker.com/build/building/secrets/',
      },
    ],
    examples: [
      {
        language: 'dockerfile',
        text: 'FROM alpine:3.22\nCOPY «id_rsa» /root/.ssh/id_rsa\nRUN git clone git@git.example.org:team/app.git\n',
        fixed:
          'FROM alpine:3.22\nRUN --mount=type=secret,id=id_rsa,target=/root/.ssh/id_rsa git clone git@git.example.org:team/app.git\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM alpine:3.22\nCOPY «id_rsa» /root/.ssh/id_rsa\nRUN chmod 600 /root/.ssh/id_rsa && git clone git@git.example.org:team/app.git\nRUN rm -rf /root/.ssh\n',
        fixed:
          'FROM alpine:3.22\nCOPY id_rsa /root/.ssh/id_rsa\nRUN chmod 600 /root/.ssh/id_rsa && git clone git@git.example.org:team/app.git\nRUN rm -rf /root/.ssh\n',
        note: 'A file that is mounted cannot be changed or removed, so there is no fix.',
      },
      {
        language: 'dockerfile',
        text: 'FROM node:22.14-alpine\nCOPY package.json «.env.production» ./\nCMD ["node", "."]\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM nginx:1.27\nADD --chown=nginx «certs/server-key.pem» certs/ca.pem /etc/nginx/certs/\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM alpine:3.22\nCOPY «keys/deploy» /root/.ssh/id_ed25519\n',
        note: 'The place tells what the file is.',
      },
      {
        language: 'dockerfile',
        text: 'FROM maven:3.9 AS build\nCOPY «release.p12» /tmp/\nFROM alpine:3.22\nCOPY --from=build /app.jar /\n',
        note: 'In a builder stage it is information: the file stays in the build cache.',
      },
      {
        language: 'dockerfile',
        text: 'FROM alpine:3.22\nCOPY .env.example .env\nCOPY deploy.pub ca.pem /etc/app/\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM alpine:3.22\nCOPY .ssh/known_hosts /root/.ssh/known_hosts\nCOPY nodesource.gpg.key nginx-signing.key /etc/apt/keyrings/\nCOPY .env.js .env-cmdrc /srv/\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM alpine:3.22\nRUN --mount=type=secret,id=key,target=/root/.ssh/id_rsa git clone git@git.example.org:team/app.git\n',
      },
    ],
  },
  *check(document) {
    for (const container of document.containers)
      for (const transfer of container.transfers)
        for (const source of transfer.sources) {
          if (source.kind !== 'path' || !isSecret(source, transfer)) continue;
          if (isExcluded(transfer, source.text)) continue;
          const fix = mountFix(document, container, transfer, source);
          yield {
            span: source.span,
            message: messageFor(source.text, container),
            ...(container.reach === 'builder' ? { severity: 'information' as const } : {}),
            ...(fix === undefined ? {} : { fixes: [fix] }),
          };
        }
  },
};

function isSecret({ text }: TransferSource, { sources, destination }: Transfer): boolean {
  const isAlone = sources.length === 1 && !destination.endsWith('/');
  const looksSecret =
    looksLikeSecretFile(text) ||
    isSecretFolder(text) ||
    (isAlone && looksLikeSecretFile(destination));
  return looksSecret && !isSampleFile(text) && !/\.pub$/i.test(text);
}

function messageFor(file: string, { reach }: Container): string {
  const end =
    'Mount it with `RUN --mount=type=secret` for the step that needs it, or when the container starts.';
  return reach === 'builder'
    ? `\`${file}\` looks like a secret and stays in the cache of the build. ${end}`
    : `\`${file}\` looks like a secret and becomes part of the image: everyone who can pull it can read the file, even after an \`rm\`. ${end}`;
}

/** Mounts the file in the RUNs below instead; only for one file with a whole path, which they alone seem to use. */
function mountFix(
  { text, parts, language }: DocumentModel,
  { runs }: Container,
  { sources, destination, span, isFromImage, isDeferred }: Transfer,
  source: TransferSource,
): Fix | undefined {
  const users = runs.filter((run) => run.span.start > span.end && !run.isDeferred);
  const isSimple = sources.length === 1 && !isFromImage && !isDeferred && !source.isDynamic;
  if (!isSimple || users.length === 0 || language !== 'dockerfile' || parts.length > 0)
    return undefined;
  const file = source.text.slice(source.text.lastIndexOf('/') + 1);
  const target = destination.endsWith('/') ? destination + file : destination;
  if (!/^\/[\w./-]+$/.test(target) || !looksLikeSecretFile(target) || !/^[\w.-]+$/.test(file))
    return undefined;

  if (users.some(({ script }) => changesFile(script, target))) return undefined;
  const edits: TextEdit[] = [{ span: wholeLines(text, span), newText: '' }];
  for (const { span: run } of users) {
    const keyword = /^RUN[ \t]+/i.exec(text.slice(run.start, run.end))?.[0];
    if (keyword === undefined) return undefined;
    const at = run.start + keyword.length;
    const newText = `--mount=type=secret,id=${file},target=${target} `;
    edits.push({ span: { start: at, end: at }, newText });
  }
  return { title: `Mount \`${file}\` as a secret instead`, isSafe: false, edits };
}

/** Commands that fail on a file which is mounted, or do what is only of use when it is not. */
const changers: ReadonlySet<string> = new Set([
  'chgrp',
  'chmod',
  'chown',
  'mv',
  'rm',
  'shred',
  'unlink',
]);

/** Whether a script may change, move or remove the file, or a folder that it is in. */
function changesFile(script: Script, target: string): boolean {
  for (const { name = '', words } of commandsOf(script)) {
    const changes =
      changers.has(name) || (name === 'sed' && words.some(({ text }) => text.startsWith('-i')));
    if (changes && words.slice(1).some(({ text }) => mayBePathOf(text, target))) return true;
  }
  return false;
}

function mayBePathOf(word: string, target: string): boolean {
  const path = word.replace(/[*/]+$/, '');
  const name = target.slice(target.lastIndexOf('/') + 1);
  return word.startsWith('-')
    ? false
    : target === path || target.startsWith(`${path}/`) || path.endsWith(name) || /[$*?]/.test(path);
}

/** An instruction with the white space before it and its line end. */
function wholeLines(text: string, { start, end }: { start: number; end: number }) {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const lineEnd = text.indexOf('\n', end);
  return { start: lineStart, end: lineEnd < 0 ? text.length : lineEnd + 1 };
}
