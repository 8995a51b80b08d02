import { answerFormats } from '../command.ts';
import type {
  ExitCodeDescription,
  OptionDescription,
  ParameterDescription,
  ValueDescription,
} from './description.ts';

export const file: ValueDescription = { name: 'FILE', completion: 'files' };

export const noGitignore: OptionDescription = {
  flag: '--no-gitignore',
  description: 'Search folders also for files that `.gitignore` names.',
};

export const verbose: OptionDescription = {
  flag: '--verbose',
  description: 'Tell of each request to a registry, and of whose credentials were used.',
};

export const textOrJson: OptionDescription = {
  flag: '--format',
  short: '-f',
  value: { name: 'FORMAT', choices: answerFormats },
  default: 'text',
  description: 'The form of what is written.',
};

export const paths: ParameterDescription = {
  name: 'PATH',
  description:
    'A file, or a folder that is searched for Dockerfiles and Compose files; the current folder when none is named.',
  isOptional: true,
  isRepeatable: true,
  completion: 'files',
};

export const done: ExitCodeDescription = { code: 0, meaning: 'All is well.' };

export const misused: ExitCodeDescription = {
  code: 2,
  meaning: 'The command line was not understood.',
};
