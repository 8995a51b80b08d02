import type { Container, DocumentModel } from '../model/document-model.ts';
import type { Span } from '../text/span.ts';
import { commandsOf, type ScriptCommand } from './commands.ts';
import { fileTexts, partSpan, writtenLines } from './file-text.ts';
import type { DocumentedRule } from './rule.ts';
import { shippedStages } from './stages.ts';

export const sudoersNopasswd: DocumentedRule = {
  id: 'sudoers-nopasswd',
  meta: {
    title: 'User who becomes root without a password',
    checks:
      'A RUN that speaks of `sudoers` or `visudo` writes `NOPASSWD:` or `!authenticate` with `echo`, `printf`, `tee`, `sed`, a here-document or another command, or a COPY puts such a here-document under `/etc/sudoers.d`.',
    ignores: [
      'Comments in the text that is written.',
      'Commands that look for the word or take it away, such as `grep NOPASSWD` and `sed /NOPASSWD/d`, or make its line a comment.',
      'Builder stages.',
    ],
    why: 'The user of the container is root in all but name: whoever takes over a process of that user runs `sudo` and is root, and USER no longer protects anything.',
    remedy:
      'Do what needs root while the image is built, above the last USER. If one command needs it later, allow that command alone.',
    topic: 'user',
    languages: ['dockerfile'],
    severity: 'warning',
    profile: 'recommended',
    isSettledByPin: false,
    fix: undefined,
    suppressWhen:
      'People work in the container and install what they need. In a `.devcontainer` folder the finding is only information.',
    sampleReason: 'a workstation image, never deployed',
    limitations: [
      'A sudoers file that is copied from the build context is not read.',
      'Whether a command that is allowed could do harm is not judged.',
    ],
    equivalents: [],
    since: '0.2.0',
    references: [
      { title: 'sudoers(5)', url: 'https://www.sudo.ws/docs/man/sudoers.man/#NOPASSWD_and_PASSWD' },
    ],
    examples: [
      {
        language: 'dockerfile',
        text: 'FROM debian:13\nRUN echo "app ALL=(ALL) «NOPASSWD»: ALL" >> /etc/sudoers\nUSER app\n',
      },
      {
        language: 'dockerfile',
        text: "FROM fedora:43\nRUN printf '%%wheel ALL=(ALL) «NOPASSWD»:ALL\\n' | tee /etc/sudoers.d/wheel && \\\n    sed -i 's/^# \\(%admin.*«NOPASSWD»: ALL\\)/\\1/' /etc/sudoers\n",
      },
      {
        language: 'dockerfile',
        text: 'FROM debian:13\nRUN cat <<EOF > /etc/sudoers.d/app\n# for the installer\napp ALL=(root) «NOPASSWD»: /usr/bin/apt-get\nEOF\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM debian:13\nCOPY <<EOF /etc/sudoers.d/app\napp ALL=(ALL) «NOPASSWD»: ALL\nEOF\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM debian:13\nRUN echo "Defaults:app «!authenticate»" > /etc/sudoers.d/app\n',
      },
      {
        language: 'dockerfile',
        text: "FROM debian:13\nRUN ! grep -rq 'NOPASSWD:' /etc/sudoers.d && sed -i '/NOPASSWD:/d; s/NOPASSWD: //' /etc/sudoers\n",
      },
      {
        language: 'dockerfile',
        text: "FROM debian:13\nRUN sed -i -e '/NOPASSWD/s/^/#/' -e 's/^%sudo.*NOPASSWD: ALL/# &/' /etc/sudoers\n",
      },
      {
        language: 'dockerfile',
        text: "FROM debian:13\nRUN echo '# app ALL=(ALL) NOPASSWD: ALL' >> /etc/sudoers\n",
      },
      {
        language: 'dockerfile',
        text: 'FROM debian:13\nRUN echo "app ALL=(ALL) ALL" > /etc/sudoers.d/app\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM debian:13 AS test\nRUN echo "app ALL=(ALL) NOPASSWD: ALL" > /etc/sudoers.d/app\nFROM debian:13\nCOPY --from=test /results /results\n',
      },
    ],
  },
  *check(document, { path }) {
    if (!grant.test(document.text)) return;
    const isWorkstation = path.split('/').includes('.devcontainer');
    for (const stage of shippedStages(document))
      for (const { span, isAll } of [
        ...grantsByRun(document, stage),
        ...grantsByCopy(document, stage),
      ])
        yield {
          span,
          message: isAll ? everything : someCommands,
          ...(isWorkstation ? { severity: 'information' as const } : {}),
        };
  },
};

const everything =
  'A user of this image may become root without a password, so USER protects nothing. Do what needs root while the image is built, or allow one command alone.';
const someCommands =
  'A user of this image may run these commands as root without a password, and whatever they can be made to do. Make sure that they cannot start others, or do what needs root while the image is built.';

interface SudoGrant {
  readonly span: Span;
  /** Whether it allows more than a list of commands. */
  readonly isAll: boolean;
}

// A slash ends the address of a `sed` that takes a comment sign away.
const grant = /\bNOPASSWD\b(?=\s*:|\/)|!authenticate\b/;

function* grantsByRun(document: DocumentModel, { runs }: Container): Generator<SudoGrant> {
  for (const { script } of runs) {
    const commands = [...commandsOf(script)];
    if (!commands.some(speaksOfSudoers)) continue;
    for (const command of commands)
      for (const { text, word } of fileTexts(command)) yield* grantsIn(document, word, text);
  }
}

function speaksOfSudoers({ written }: ScriptCommand): boolean {
  return (
    written.words.some(({ text }) => /sudoers|visudo/.test(text)) ||
    written.redirections.some(({ target }) => target.text.includes('sudoers'))
  );
}

function* grantsByCopy(document: DocumentModel, { transfers }: Container): Generator<SudoGrant> {
  for (const { destination, sources } of transfers)
    if (destination.includes('sudoers'))
      for (const { kind, text, span } of sources)
        if (kind === 'here-document') yield* grantsIn(document, { span }, text);
}

/** The words of a text that do without the password; comments do not count. */
function* grantsIn(
  document: DocumentModel,
  place: { readonly span: Span },
  text: string,
): Generator<SudoGrant> {
  if (!grant.test(text)) return;
  for (const line of writtenLines(document, place, text)) {
    const match = grant.exec(line.text);
    if (match === null) continue;
    const commands = line.text.slice(match.index + match[0].length);
    const isAll = !/^\s*:(?!.*\bALL\b)[^$]*\//.test(commands);
    yield { span: partSpan(document, line, match[0]), isAll };
  }
}
