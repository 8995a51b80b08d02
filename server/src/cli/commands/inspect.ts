import { scannerNames } from '../../settings/inspection-settings.ts';
import { reportFormats } from '../command.ts';
import type { CommandDescription, OptionGroup } from './description.ts';
import { file, verbose } from './shared.ts';

const whatIsAsked: OptionGroup = {
  title: 'What is asked',
  options: [
    {
      flag: '--platform',
      value: { name: 'OS/ARCH[/VARIANT]' },
      description:
        'The platform whose image is shown, such as `linux/arm64`. Without it that of this machine, or the first that there is.',
    },
    {
      flag: '--scan',
      value: {
        name: 'NAMES',
        choices: ['first', ...scannerNames],
        isList: true,
        whenAlone: 'first',
      },
      description:
        'Have the image scanned for known vulnerabilities by scanners that you have: those of these names, or the first that is there. Nothing is downloaded for it.',
    },
    {
      flag: '--engine',
      description:
        'Ask the container engine of this machine which containers run from the image, and what runs in them.',
    },
    {
      flag: '--service',
      value: { name: 'FILE:NAME', completion: 'files' },
      description:
        'Show what the service NAME of the Compose file FILE is granted, and look at its image when no IMAGE is named.',
    },
  ],
};

const whoMaySign: OptionGroup = {
  title: 'Who may sign',
  options: [
    {
      flag: '--key',
      value: file,
      description:
        'The public key, in PEM, that signatures must be made with, whatever settings and `seaworthy.yaml` say.',
      conflicts: ['--identity', '--issuer'],
    },
    {
      flag: '--identity',
      value: { name: 'GLOB' },
      description:
        'The identity that certificates of signatures must name, with `*` for any text; together with `--issuer`.',
    },
    {
      flag: '--issuer',
      value: { name: 'URL' },
      description: 'Who must vouch for that identity, such as `https://accounts.google.com`.',
    },
  ],
};

const output: OptionGroup = {
  title: 'Output',
  options: [
    {
      flag: '--format',
      short: '-f',
      value: { name: 'FORMAT', choices: reportFormats },
      default: 'text',
      description: 'The form of the report.',
    },
    {
      flag: '--all',
      description: 'Write all tables and facts as text too, as the other forms do.',
    },
    {
      flag: '--output',
      short: '-o',
      value: file,
      description: 'Write the report to FILE in place of standard output.',
    },
    verbose,
  ],
};

export const inspect: CommandDescription = {
  name: 'inspect',
  summary: 'Answer what one should ask before using an image.',
  description: [
    "Who made it, what is in it, what is really in it, is it what you think it is, and what is it running on: asks the image's own registry, and whom the options name. Says for each fact how it is known, and what could not be found out.",
    'Nothing is pulled, and nothing is run but the scanners that `--scan` asks for and the program `notation` where a signature needs it.',
  ],
  parameters: [
    {
      name: 'IMAGE',
      description: 'A reference as in FROM: `python:3.14-slim`, `ghcr.io/owner/name@sha256:...`.',
      isOptional: true,
      isRepeatable: false,
    },
  ],
  groups: [whatIsAsked, whoMaySign, output],
  examples: [
    { purpose: 'Look before using an image', line: 'seaworthy inspect python:3.14-slim' },
    {
      purpose: 'Have it scanned, and keep the report as a page',
      line: 'seaworthy inspect --scan trivy --format html --output report.html python:3.14-slim',
    },
    {
      purpose: 'See who has signed it',
      line: 'seaworthy inspect --identity release@example.com --issuer https://accounts.google.com ghcr.io/owner/name:1.2',
    },
    {
      purpose: 'Look at a service, and at what runs of it here',
      line: 'seaworthy inspect --service compose.yaml:web --engine',
    },
    {
      purpose: 'Read the answers with a program',
      line: 'seaworthy inspect --platform linux/arm64 --format json ghcr.io/owner/name:1.2',
    },
  ],
  exitCodes: [
    { code: 0, meaning: 'The image is there and was looked at.' },
    { code: 1, meaning: 'There is no such image, or none for the platform.' },
    {
      code: 2,
      meaning:
        'The reference is not one, the image of the platform or what an option asks for could not be had, or the command line was not understood.',
    },
  ],
};
