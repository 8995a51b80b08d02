import { severities } from '../../model/severity.ts';
import { scannerNames } from '../../settings/inspection-settings.ts';
import { profiles } from '../../settings/policy.ts';
import { formats } from '../command.ts';
import type { CommandDescription, OptionGroup } from './description.ts';
import { file, noGitignore, paths, verbose } from './shared.ts';

const whatIsChecked: OptionGroup = {
  title: 'What is checked',
  options: [
    {
      flag: '--stdin-filename',
      value: { name: 'NAME', completion: 'files' },
      description:
        'Check standard input as if it were the file NAME, whose name and folder tell what it is and which configuration holds for it.',
    },
    {
      flag: '--changed-since',
      value: { name: 'REV' },
      description:
        'Report only files that differ from the revision REV of git, and those that are read together with such.',
      conflicts: ['--stdin-filename'],
    },
    noGitignore,
  ],
};

const howStrictly: OptionGroup = {
  title: 'How strictly',
  options: [
    {
      flag: '--profile',
      value: { name: 'NAME', choices: profiles },
      description: 'The rules that are on, whatever the configuration says of it.',
    },
    {
      flag: '--config',
      value: file,
      description:
        'The configuration for all files, in place of the nearest `seaworthy.yaml` of each.',
    },
    {
      flag: '--baseline',
      value: file,
      description: 'Leave out the findings that FILE holds, and tell how many those are.',
    },
    {
      flag: '--write-baseline',
      value: file,
      description:
        'Write all findings to FILE, for later checks to leave out; with `--baseline` this renews it.',
      conflicts: ['--fix', '--unsafe-fixes', '--diff', '--changed-since'],
    },
    {
      flag: '--fail-on',
      value: { name: 'LEVEL', choices: severities },
      description:
        'The lightest severity that makes the command fail. Without it the configuration decides, and without that `warning`.',
    },
    {
      flag: '--max-findings',
      value: { name: 'N', range: [0, 1_000_000] },
      default: '0',
      description: 'How many findings of that severity or worse are put up with.',
    },
    {
      flag: '--online',
      description:
        'Ask the registries of pinned images what became of the pins, and those of all images what the rules that are on need to know: how old they are, and whether they have the signatures and attestations that the configuration requires. Without it, and without `--scan`, nothing leaves the machine.',
    },
    {
      flag: '--scan',
      value: { name: 'NAME', choices: ['first', ...scannerNames], whenAlone: 'first' },
      description:
        'Have each image scanned for known vulnerabilities by a scanner that you have: the one of this name, or the first that is there. Nothing is downloaded for it.',
    },
  ],
};

const report: OptionGroup = {
  title: 'Report',
  options: [
    {
      flag: '--format',
      short: '-f',
      value: { name: 'FORMAT', choices: formats },
      default: 'text',
      description: 'The form of the report.',
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

const fixes: OptionGroup = {
  title: 'Fixes',
  options: [
    {
      flag: '--fix',
      description: 'Make the safe fixes, which never change what is built or run.',
    },
    {
      flag: '--unsafe-fixes',
      description: 'Make the other fixes as well. Look at what they change.',
    },
    {
      flag: '--diff',
      description:
        'Show what the fixes would change, the safe ones by themselves, and change nothing.',
    },
  ],
};

const speed: OptionGroup = {
  title: 'Speed',
  options: [
    {
      flag: '--threads',
      value: { name: 'N', range: [1, 256] },
      description: 'Check with N threads. Without it the number of files decides.',
    },
    {
      flag: '--no-cache',
      description: 'Neither use nor keep results of earlier checks.',
    },
  ],
};

export const check: CommandDescription = {
  name: 'check',
  summary: 'Report risky images, secrets and privileges in Dockerfiles and Compose files.',
  description: [
    'Reads files as an editor would and reports what it would mark. Folders are searched for `Dockerfile`, `Dockerfile.*`, `*.dockerfile`, `Containerfile`, `compose*.yaml`, `*docker-compose*.yaml` and the same with `.yml`, without what `.gitignore` names. A file that cannot be read or parsed is named and makes the command fail.',
    'A `seaworthy.yaml` beside the files or above them decides which rules are on, how severe they are and what is left out. No registry is asked unless `--online` or `--scan` is given.',
  ],
  parameters: [
    {
      ...paths,
      description: `${paths.description} With \`--stdin-filename\`, \`-\` is standard input.`,
    },
  ],
  groups: [whatIsChecked, howStrictly, report, fixes, speed],
  examples: [
    { purpose: 'Check everything below the current folder', line: 'seaworthy check' },
    {
      purpose: 'Check one file by the strictest rules',
      line: 'seaworthy check --profile strict Dockerfile',
    },
    {
      purpose: 'Check a text that is in no file',
      line: 'seaworthy check --stdin-filename compose.yaml < generated.yaml',
    },
    {
      purpose: 'See what the safe fixes would change',
      line: 'seaworthy check --diff',
    },
    {
      purpose: 'Accept the findings of today',
      line: 'seaworthy check --write-baseline baseline.json',
    },
    {
      purpose: 'Hear only of new ones',
      line: 'seaworthy check --baseline baseline.json',
    },
    {
      purpose: 'Annotate what a pull request changes',
      line: 'seaworthy check --format github --changed-since origin/main',
    },
    {
      purpose: 'Ask registries too, and have the images scanned',
      line: 'seaworthy check --online --scan trivy',
    },
    {
      purpose: 'Write a report for code scanning, and fail on errors alone',
      line: 'seaworthy check --format sarif --output seaworthy.sarif --fail-on error',
    },
  ],
  exitCodes: [
    {
      code: 0,
      meaning:
        'No more than `--max-findings` findings are as severe as `--fail-on` says, or worse.',
    },
    { code: 1, meaning: 'There are more of them.' },
    {
      code: 2,
      meaning:
        'Something could not be read, parsed, written or finished, or the command line was not understood.',
    },
  ],
};
