import { argumentsOf, type OptionGrammar } from '../shell/options.ts';
import type { ScriptCommand } from './commands.ts';
import { readDownload } from './downloads.ts';

interface PackageManager {
  readonly commands: RegExp;
  /** What a package file of it ends with. */
  readonly ending: string;
  readonly options: OptionGrammar;
  /** Whether the first operand says what to do. */
  readonly hasSubcommand: boolean;
}

const packageManagers: readonly PackageManager[] = [
  {
    commands: /^apk$/,
    ending: '.apk',
    options: {
      letters: 'tXp',
      names: ['virtual', 'repository', 'root', 'keys-dir', 'arch', 'wait'],
    },
    hasSubcommand: true,
  },
  {
    commands: /^rpm$/,
    ending: '.rpm',
    options: { letters: '', names: ['root', 'prefix', 'dbpath', 'define'] },
    hasSubcommand: false,
  },
  {
    commands: /^(?:dnf\d?|yum|microdnf|tdnf|zypper)$/,
    ending: '.rpm',
    options: {
      letters: 'cdexR',
      names: ['setopt', 'enablerepo', 'disablerepo', 'installroot', 'releasever'],
    },
    hasSubcommand: true,
  },
  {
    commands: /^apt(?:-get)?$/,
    ending: '.deb',
    options: { letters: 'otc', names: ['option', 'target-release', 'config-file'] },
    hasSubcommand: true,
  },
];

/** The endings of the package files that a script downloads. */
export function downloadedEndings(commands: readonly ScriptCommand[]): ReadonlySet<string> {
  const endings = new Set<string>();
  for (const command of commands)
    for (const url of readDownload(command)?.urls ?? [])
      endings.add(url.slice(url.lastIndexOf('.')));
  return endings;
}

/** Whether all that a command installs are package files, none of which the script downloads. */
export function installsOwnFiles(
  { name = '', command }: ScriptCommand,
  downloaded: ReadonlySet<string>,
): boolean {
  const manager = packageManagers.find(({ commands }) => commands.test(name));
  if (manager === undefined || downloaded.has(manager.ending)) return false;
  const { operands } = argumentsOf(command, manager.options);
  const packages = manager.hasSubcommand ? operands.slice(1) : operands;
  return (
    packages.length > 0 &&
    packages.every(
      ({ text }) => (text.includes('/') || text.endsWith(manager.ending)) && !text.includes('://'),
    )
  );
}
