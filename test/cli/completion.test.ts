import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { formats, shells } from '../../server/src/cli/command.ts';
import { commands } from '../../server/src/cli/commands.ts';
import { optionsOf } from '../../server/src/cli/commands/description.ts';
import { completionScript } from '../../server/src/cli/completion.ts';
import { rules } from '../../server/src/rules/index.ts';
import { command, makeFolder } from '../support/command-line.ts';
import { extraMark, missingTools, run } from '../support/tools.ts';

const ruleIds = rules.map(({ id }) => id);

/** What bash offers when the last word of the line is completed; its words are parted as bash parts them. */
async function offersOfBash(words: readonly string[]): Promise<readonly string[]> {
  const script = `${completionScript('bash', ruleIds)}
COMP_WORDS=("$@")
COMP_CWORD=$(( $# - 1 ))
_seaworthy
printf '%s\\n' "\${COMPREPLY[@]}"
`;
  const output = await run('bash', ['--norc', '-c', script, 'bash', ...words]);
  return output
    .toString()
    .split('\n')
    .filter((line) => line !== '');
}

describe('a completion script', () => {
  it.each(shells)('for %s is what `seaworthy completion` writes', async (shell) => {
    const script = completionScript(shell, ruleIds);
    expect(await command(['completion', shell])).toEqual({ code: 0, output: script, errors: '' });
  });

  it.each(shells)('for %s knows every command, option, choice and rule', (shell) => {
    const script = completionScript(shell, ruleIds);
    for (const one of commands) {
      expect(script).toContain(one.name);
      for (const { flag, value } of optionsOf(one)) {
        expect(script).toContain(shell === 'fish' ? `-l ${flag.slice(2)} ` : flag);
        expect(script).toContain((value?.choices ?? []).join(' '));
      }
    }
    expect(script).toContain(ruleIds.join(' '));
  });

  const programs = { bash: 'bash', zsh: 'zsh', fish: 'fish' } as const;
  describe.each(shells)('for %s', (shell) => {
    const missing = missingTools([programs[shell]]);
    const title = missing.length === 0 ? '' : ` ${extraMark}${shell})`;
    it.skipIf(missing.length > 0)(`is correct for the shell${title}`, async () => {
      const folder = await makeFolder({});
      await writeFile(folder.file('script'), completionScript(shell, ruleIds));
      await expect(run(programs[shell], ['-n', folder.file('script')])).resolves.toBeDefined();
    });
  });
});

describe('completion in bash', () => {
  it.each<[readonly string[], readonly string[]]>([
    [
      ['seaworthy', 'in'],
      ['inspect', 'init'],
    ],
    [['seaworthy', '--v'], ['--version']],
    [['seaworthy', 'check', '--format', ''], formats],
    [['seaworthy', 'check', '-f', 'js'], ['json']],
    [['seaworthy', 'check', '--format', '='], formats],
    [
      ['seaworthy', 'check', '--format', '=', 'g'],
      ['github', 'gitlab'],
    ],
    [['seaworthy', 'check', 'a', '--fail-on', 'w'], ['warning']],
    [
      ['seaworthy', 'check', '--no-'],
      ['--no-gitignore', '--no-cache'],
    ],
    [
      ['seaworthy', 'pin', '--u'],
      ['--update', '--unpin'],
    ],
    [
      ['seaworthy', 'rules', '--profile', ''],
      ['recommended', 'strict', 'minimal'],
    ],
    [
      ['seaworthy', 'explain', 'user-'],
      ['user-root', 'user-not-set'],
    ],
    [['seaworthy', 'completion', ''], shells],
    [['seaworthy', 'help', 'unp'], ['unpin']],
    [['seaworthy', 'check', 'Dock'], []],
    [['seaworthy', 'check', '--output', ''], []],
    [['seaworthy', 'frobnicate', '--'], []],
  ])('%j', async (words, expected) => {
    expect(await offersOfBash(words)).toEqual(expected);
  });

  it('leaves files to bash', () => {
    expect(completionScript('bash', [])).toContain(
      '\ncomplete -o default -F _seaworthy seaworthy\n',
    );
  });
});

describe('completion in fish', () => {
  const missing = missingTools(['fish']);
  const title = missing.length === 0 ? '' : ` ${extraMark}fish)`;
  it.skipIf(missing.length > 0).each<[string, readonly string[]]>([
    ['seaworthy unp', ['unpin']],
    ['seaworthy check --format g', ['github', 'gitlab']],
    ['seaworthy explain user-', ['user-not-set', 'user-root']],
    ['seaworthy explain check --form', ['--format']],
  ])(`%j${title}`, async (line, expected) => {
    const folder = await makeFolder({ script: completionScript('fish', ruleIds) });
    const source = `source $argv[1]; complete -C $argv[2]`;
    const output = await run('fish', ['--no-config', '-c', source, folder.file('script'), line], {
      HOME: folder.path,
    });
    const offers = output.toString().trim().split('\n');
    expect(offers.map((offer) => offer.split('\t')[0])).toEqual(expected);
  });
});
