import type { CommandDescription, ExitCodeDescription, OptionDescription } from './description.ts';
import { noGitignore, paths, verbose } from './shared.ts';

const write: OptionDescription = {
  flag: '--write',
  short: '-w',
  description: 'Make the change in the files, and tell one line a file.',
};

const diff: OptionDescription = {
  flag: '--diff',
  description: 'Show the change, as happens without `--write`; with it, show and make it.',
};

const unfinished: ExitCodeDescription = {
  code: 2,
  meaning:
    'Something could not be read, asked, written or finished, or the command line was not understood.',
};

export const pin: CommandDescription = {
  name: 'pin',
  summary: 'Pin images to the digests that their tags stand for.',
  description: [
    'Asks the registry of each image once which digest its tag stands for, and shows the change that writes the digest behind the reference. No other character changes. A reference in a `.env` file beside a Compose file is changed there.',
    'Credentials are those of `docker login` and `podman login`. Files are replaced as a whole, so that whoever reads them sees the old or the new one.',
  ],
  parameters: [paths],
  groups: [
    {
      title: 'What is done',
      options: [
        {
          flag: '--update',
          description: 'Move pins to what their tags stand for now.',
          conflicts: ['--unpin', '--check'],
        },
        {
          flag: '--unpin',
          description: 'Take the digests away; asks no registry.',
          conflicts: ['--check'],
        },
        {
          flag: '--check',
          description:
            'Change nothing, and fail when an image is not pinned, when its tag stands for another digest by now, or when its digest is gone.',
          conflicts: ['--write', '--diff'],
        },
      ],
    },
    {
      title: 'How it is done',
      options: [
        write,
        diff,
        {
          flag: '--cooldown',
          value: { name: 'DAYS', range: [0, 365] },
          default: '0',
          description:
            'Days that an image must be old before a pin is moved to it. For `--update` and `--check`.',
        },
        {
          flag: '--drop-tag',
          description: "Put the digest in the tag's place.",
          conflicts: ['--update', '--unpin', '--check'],
        },
        noGitignore,
        verbose,
      ],
    },
  ],
  examples: [
    { purpose: 'Show the change that pins every image', line: 'seaworthy pin' },
    { purpose: 'Make it, in one file', line: 'seaworthy pin --write compose.yaml' },
    {
      purpose: 'Move pins, but only to images that are at least a week old',
      line: 'seaworthy pin --update --cooldown 7 --write',
    },
    {
      purpose: 'Fail in a pipeline when a pin is missing, outdated or gone',
      line: 'seaworthy pin --check',
    },
    { purpose: 'Take the digests away', line: 'seaworthy pin --unpin --write' },
  ],
  exitCodes: [
    { code: 0, meaning: 'All images are as they should be, or can be with the change.' },
    {
      code: 1,
      meaning:
        'An image had to be left as it is; with `--check`, an image is unpinned, outdated or gone.',
    },
    unfinished,
  ],
};

export const unpin: CommandDescription = {
  name: 'unpin',
  summary: 'Take the digests away from references: short for `pin --unpin`.',
  description: [
    'Shows the change that leaves each reference with its tag alone, and asks no registry. Images that have no tag then mean `latest`, and are named.',
  ],
  parameters: [paths],
  groups: [{ title: 'How it is done', options: [write, diff, noGitignore] }],
  examples: [
    { purpose: 'Show the change', line: 'seaworthy unpin' },
    { purpose: 'Make it in one folder', line: 'seaworthy unpin --write services/' },
  ],
  exitCodes: [
    { code: 0, meaning: 'All digests are gone, or can go.' },
    { code: 1, meaning: 'A digest had to stay.' },
    unfinished,
  ],
};
