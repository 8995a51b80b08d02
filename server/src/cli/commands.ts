import { commandNames, type CommandName } from './command.ts';
import { check } from './commands/check.ts';
import {
  helpOption,
  type CommandDescription,
  type Example,
  type ExitCodeDescription,
  type NamedDescription,
  type OptionDescription,
} from './commands/description.ts';
import { inspect } from './commands/inspect.ts';
import { pin, unpin } from './commands/pin.ts';
import { explain, rules } from './commands/rules.ts';
import { completion, help, init, languageServer, man } from './commands/setup.ts';

const descriptions: Readonly<Record<CommandName, CommandDescription>> = {
  check,
  pin,
  unpin,
  inspect,
  explain,
  rules,
  init,
  'language-server': languageServer,
  completion,
  man,
  help,
};

/** All commands, in the order in which people are told of them. */
export const commands: readonly CommandDescription[] = commandNames.map(describeCommand);

export function describeCommand(name: CommandName): CommandDescription {
  return descriptions[name];
}

/** What there is to say of the program as a whole. */
export const program = {
  summary: 'Tells whether the container images your code is built on can be trusted.',
  description: [
    'Reads Dockerfiles and Compose files, reports tags that move, secrets and privileges that are as good as root, and pins images to their digests. Nothing leaves the machine unless a command is to ask a registry; then it is the own registry of the image.',
    'What was asked for is written to standard output, everything else to standard error.',
  ],
} as const;

export const programOptions: readonly OptionDescription[] = [
  helpOption,
  { flag: '--version', short: '-V', description: 'Show the version.' },
];

export const programExamples: readonly Example[] = [
  { purpose: 'Check everything below the current folder', line: 'seaworthy check' },
  { purpose: 'Show the change that pins every image', line: 'seaworthy pin' },
  { purpose: 'Find out why a rule matters', line: 'seaworthy explain image-latest-tag' },
];

export const programExitCodes: readonly ExitCodeDescription[] = [
  { code: 0, meaning: 'All is well.' },
  { code: 1, meaning: 'There are findings, or images that are not as they should be.' },
  {
    code: 2,
    meaning:
      'Something could not be read, asked, written or finished, or the command line was not understood.',
  },
];

export const environmentVariables: readonly NamedDescription[] = [
  { name: 'NO_COLOR', description: 'When it is set and not empty, nothing is coloured.' },
  {
    name: 'FORCE_COLOR',
    description: 'When it is set, and neither empty nor `0`, output is coloured wherever it goes.',
  },
  {
    name: 'SEAWORTHY_REGISTRIES',
    description: 'The absolute path of the file that says how registries are reached.',
  },
  {
    name: 'SEAWORTHY_INSPECTION',
    description: 'The absolute path of the file that says how images are looked into.',
  },
  {
    name: 'XDG_CONFIG_HOME',
    description:
      'The folder that has `seaworthy/registries.yaml` and `seaworthy/inspection.yaml`; `~/.config` without it.',
  },
  {
    name: 'XDG_CACHE_HOME',
    description: 'The folder that has the `seaworthy` cache on Linux; `~/.cache` without it.',
  },
  {
    name: 'DOCKER_CONFIG',
    description: 'The folder that has the `config.json` of Docker with credentials.',
  },
  {
    name: 'DOCKER_AUTH_CONFIG',
    description: 'Credentials in the form of that file.',
  },
  {
    name: 'REGISTRY_AUTH_FILE',
    description: 'The file that has the credentials of podman.',
  },
  {
    name: 'HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY',
    description: 'Proxies that registries are asked through, and hosts that are reached directly.',
  },
  {
    name: 'SSL_CERT_FILE, SSL_CERT_DIR, NODE_EXTRA_CA_CERTS',
    description: 'Certificate authorities that are trusted.',
  },
];

export const readFiles: readonly NamedDescription[] = [
  {
    name: 'seaworthy.yaml, .seaworthy.yaml',
    description:
      'The configuration: rules, severities, trusted registries, what is left out. The nearest one upwards from a file holds for it, up to the root of the repository.',
  },
  {
    name: '.gitignore',
    description: 'What is left out when a folder is searched.',
  },
  {
    name: '~/.config/seaworthy/registries.yaml',
    description: 'How registries are reached: mirrors, plain HTTP, sign-in servers.',
  },
  {
    name: '~/.config/seaworthy/inspection.yaml',
    description: 'How images are looked into: scanners, who may sign, Notary servers.',
  },
  {
    name: '~/.cache/seaworthy',
    description: 'What is remembered of checks and registries. It can be removed at any time.',
  },
];
