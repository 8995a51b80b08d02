import type { CommandDescription } from './description.ts';
import { textOrJson, verbose } from './shared.ts';

export const inspect: CommandDescription = {
  name: 'inspect',
  summary: 'Show what a registry knows of an image.',
  description: [
    "Asks the image's own registry for its digest, its platforms, the tags that stand for the same digest, when it was created, its user and its labels. Says for each answer where it is from, and what could not be found out.",
  ],
  parameters: [
    {
      name: 'IMAGE',
      description: 'A reference as in FROM: `python:3.14-slim`, `ghcr.io/owner/name@sha256:...`.',
      isOptional: false,
      isRepeatable: false,
    },
  ],
  groups: [
    {
      title: 'Output',
      options: [
        {
          flag: '--platform',
          value: { name: 'OS/ARCH[/VARIANT]' },
          description:
            'The platform whose image is shown, such as `linux/arm64`. Without it that of this machine, or the first that there is.',
        },
        textOrJson,
        verbose,
      ],
    },
  ],
  examples: [
    { purpose: 'Look before using an image', line: 'seaworthy inspect python:3.14-slim' },
    {
      purpose: 'Read the answer with a program',
      line: 'seaworthy inspect --platform linux/arm64 --format json ghcr.io/owner/name:1.2',
    },
  ],
  exitCodes: [
    { code: 0, meaning: 'The image is there.' },
    { code: 1, meaning: 'There is no such image, or none for the platform.' },
    {
      code: 2,
      meaning:
        'The reference is not one, the registry could not be asked for everything, or the command line was not understood.',
    },
  ],
};
