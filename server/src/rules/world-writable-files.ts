import type { DocumentModel } from '../model/document-model.ts';
import { readMode, withoutWorldWrite } from './mode.ts';
import { modeSettings, type ModeSetting } from './mode-settings.ts';
import type { DocumentedRule, Fix } from './rule.ts';

export const worldWritableFiles: DocumentedRule = {
  id: 'world-writable-files',
  meta: {
    title: 'Files that every user may change',
    checks:
      'The mode of `chmod`, `install -m` or `mkdir -m` in a RUN, or of `--chmod` of a COPY or ADD, lets others write: an octal mode whose last digit is 2, 3, 6 or 7, or a symbolic one such as `o+w`, `a+rwx` or `ugo=rw`. Commands behind `sudo`, `xargs` and `find -exec` are read too.',
    ignores: [
      'Modes with the sticky bit, such as `1777`: only owners can replace files there.',
      'What is set for nothing but files under `/tmp` and `/var/tmp`, also behind `cd /tmp` and `find /tmp`.',
      '`+w` without letters before it: the umask keeps it from others.',
      'Builder stages, and modes that depend on a variable without a value in the file.',
    ],
    why: 'A process that was taken over as any user can rewrite such a file. If root or another service runs or reads it later, the attacker has their rights as well.',
    remedy:
      'Give the files to the user who writes them, with `--chown` or `chown`, and keep the mode at `755`, or `644` for files that nobody runs.',
    topic: 'user',
    languages: ['dockerfile'],
    severity: 'warning',
    profile: 'recommended',
    isSettledByPin: false,
    fix: {
      safety: 'unsafe',
      what: 'Takes the right to write from the group and from others: `777` becomes `755`, `666` becomes `644`, `a+w` becomes `u+w`.',
      caution:
        'A process that runs as another user than the owner can no longer write there. Give it the files with `chown` then.',
    },
    suppressWhen:
      'The platform starts the container as a user that is not known in advance and that is not in the group of the files either.',
    sampleReason: 'started as an arbitrary user, and nothing in this folder is executed',
    limitations: [
      'What an installed package or a program of the build makes writable is not seen.',
      'A mode in a builder stage is not reported even though `COPY --from` keeps it.',
      'Access control lists and `umask 0` are not read.',
    ],
    equivalents: [{ tool: 'sonar', id: 'S2612', isExact: false }],
    since: '0.2.0',
    references: [
      { title: 'chmod(1)', url: 'https://man7.org/linux/man-pages/man1/chmod.1.html' },
      {
        title: 'CWE-732: Incorrect permission assignment for critical resource',
        url: 'https://cwe.mitre.org/data/definitions/732.html',
      },
    ],
    examples: [
      {
        language: 'dockerfile',
        text: 'FROM debian:13\nCOPY app /srv/app\nRUN chmod -R «777» /srv/app\n',
        fixed: 'FROM debian:13\nCOPY app /srv/app\nRUN chmod -R 755 /srv/app\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM debian:13\nCOPY --chmod=«0666» settings.ini /etc/app/settings.ini\n',
        fixed: 'FROM debian:13\nCOPY --chmod=0644 settings.ini /etc/app/settings.ini\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM alpine:3.22\nRUN mkdir /data && chown app /data && \\\n    chmod «a+rwX» /data\n',
        fixed:
          'FROM alpine:3.22\nRUN mkdir /data && chown app /data && \\\n    chmod u+rwX,go+rX /data\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM debian:13\nRUN find /srv -type d -exec chmod «o+w» {} + && install -Dm«0777» run.sh /srv/run.sh\n',
        fixed:
          'FROM debian:13\nRUN find /srv -type d -exec chmod o-w {} + && install -Dm0755 run.sh /srv/run.sh\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM debian:13\nRUN mkdir --mode=«777» -p /var/cache/app /tmp/app\n',
        note: 'One of the folders is not under `/tmp`.',
        fixed: 'FROM debian:13\nRUN mkdir --mode=755 -p /var/cache/app /tmp/app\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM debian:13\nRUN chmod 755 /usr/local/bin/app && chmod +x run.sh && chmod +w notes && chmod g+w /srv\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM debian:13\nRUN mkdir -m 1777 /shared && chmod a+rwxt /drop && chmod 777 /tmp /var/tmp/cache\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM debian:13\nRUN cd /tmp && chmod 777 work && find /tmp -exec chmod 777 {} +\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM debian:13\nARG MODE=777\nRUN chmod «$MODE» /srv/app\n',
        note: 'The default of the variable is in the file.',
      },
      {
        language: 'dockerfile',
        text: 'FROM debian:13\nARG MODE\nRUN chmod o-w /etc/app && chmod ${MODE} /srv\n',
      },
      {
        language: 'dockerfile',
        text: 'FROM debian:13 AS build\nRUN chmod -R 777 /src && make -C /src\nFROM debian:13\nCOPY --from=build --chmod=755 /src/app /app\n',
      },
    ],
  },
  *check(document) {
    for (const setting of modeSettings(document)) {
      const mode = readMode(setting.mode);
      if (mode === undefined || !mode.isWorldWritable || mode.isSticky) continue;
      if (setting.targets.length > 0 && setting.targets.every(isTemporary)) continue;
      yield {
        span: setting.span,
        message: `Mode \`${setting.mode}\` lets every user change these files, and so whatever trusts them. Give them to the user who writes them, and take the right to write from others.`,
        fixes: fixesFor(document, setting),
      };
    }
  },
};

function isTemporary(path: string): boolean {
  return /^(?:\/var)?\/tmp(?:\/|$)/.test(path) && !path.includes('..');
}

function fixesFor(document: DocumentModel, { mode, span }: ModeSetting): readonly Fix[] {
  const tightened = withoutWorldWrite(mode);
  if (tightened === undefined || document.text.slice(span.start, span.end) !== mode) return [];
  return [
    {
      title: `Change the mode to \`${tightened}\``,
      isSafe: false,
      edits: [{ span, newText: tightened }],
    },
  ];
}
