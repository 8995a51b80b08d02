import { readMode, type Mode } from './mode.ts';
import { modeSettings } from './mode-settings.ts';
import type { DocumentedRule } from './rule.ts';

export const setuidBitSet: DocumentedRule = {
  id: 'setuid-bit-set',
  meta: {
    title: "Program that runs with its owner's rights, whoever starts it",
    checks:
      'The mode of `chmod` or `install -m` in a RUN, or of `--chmod` of a COPY or ADD, sets the setuid or setgid bit: `u+s`, `g+s`, `+s`, or an octal mode of four digits that begins with 2, 3, 4, 5, 6 or 7.',
    ignores: [
      'Taking the bits away, as with `u-s` or `a-s`.',
      'The setgid bit of directories, where it only hands down the group: `mkdir -m`, `install -d -m`, and `chmod` behind `find -type d`.',
      'The sticky bit.',
      'Builder stages, and modes that depend on a variable without a value in the file.',
    ],
    why: "A flaw in such a program gives its owner's rights, mostly root's, to every user in the container. It undoes what a USER without rights achieves.",
    remedy:
      'Start what needs the rights as the user who has them. For one narrow right, give the program a file capability with `setcap`.',
    topic: 'user',
    languages: ['dockerfile'],
    severity: 'information',
    profile: 'recommended',
    isSettledByPin: false,
    fix: undefined,
    suppressWhen:
      'The program is written to be setuid, such as a sandbox helper of a browser, or the bit is the setgid bit of a directory.',
    sampleReason: 'the sandbox helper of the browser needs it',
    limitations: [
      'Programs that packages install with the bit are not seen.',
      'Whether a path that `chmod` names is a directory is not known.',
    ],
    equivalents: [
      { tool: 'sonar', id: 'S2612', isExact: false },
      { tool: 'dockle', id: 'CIS-DI-0008', isExact: false },
      { tool: 'cis', id: '4.8', isExact: false },
    ],
    since: '0.2.0',
    references: [
      { title: 'chmod(1)', url: 'https://man7.org/linux/man-pages/man1/chmod.1.html' },
      {
        title: 'Docker: no-new-privileges',
        url: 'https://docs.docker.com/reference/cli/docker/container/run/#security-opt',
      },
    ],
    examples: [
      {
        language: 'dockerfile',
        text: 'FROM debian:13\nCOPY helper /usr/local/bin/\nRUN chown root /usr/local/bin/helper && chmod «u+s» /usr/local/bin/helper\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM debian:13\nRUN chmod «4755» /usr/bin/newuidmap && install -o root -m «2755» mail /usr/bin/mail\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM debian:13\nCOPY --chmod=«6711» helper /usr/local/bin/helper\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM debian:13\nARG MODE=4755\nRUN chmod «$MODE» /usr/local/bin/helper\n',
        note: 'The default of the variable is in the file.',
      },
      {
        language: 'dockerfile',
        text: 'FROM debian:13\nRUN chmod u-s /usr/bin/passwd && find / -xdev -perm /6000 -type f -exec chmod a-s {} +\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM debian:13\nRUN mkdir -m 2775 /srv/shared && find /srv -type d -exec chmod g+s {} + && chmod 1777 /drop\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM debian:13\nRUN chmod 755 /usr/local/bin/helper && chmod u+x,go+rx /usr/local/bin/tool\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM debian:13 AS build\nRUN chmod u+s /src/helper\nFROM debian:13\nCOPY --from=build /src/app /app\n',
      },
    ],
  },
  *check(document) {
    for (const { mode: text, span, isForDirectories } of modeSettings(document)) {
      const mode = readMode(text);
      if (mode === undefined || !(mode.setsUser || (mode.setsGroup && !isForDirectories))) continue;
      yield {
        span,
        message: `Mode \`${text}\` makes the program run ${rightsOf(mode)}, whoever starts it: a flaw in it undoes a USER without rights. Start it as the user who has the rights, or use \`setcap\`.`,
      };
    }
  },
};

function rightsOf({ setsUser, setsGroup }: Mode): string {
  if (setsUser && setsGroup) return 'with the rights of its owner and its group';
  return setsUser ? 'with the rights of its owner' : 'with the rights of its group';
}
