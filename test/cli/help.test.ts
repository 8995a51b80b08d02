import { describe, expect, it } from 'vitest';
import { commands, programOptions } from '../../server/src/cli/commands.ts';
import { flagsOf, optionsOf } from '../../server/src/cli/commands/description.ts';
import { helpText, type HelpTerminal } from '../../server/src/cli/help.ts';
import { run } from '../../server/src/cli/run.ts';
import { noTerminal } from '../support/command-line.ts';

const pipe: HelpTerminal = { columns: undefined, hasColours: false };

/** A text with all its spaces and ends of lines as single spaces. */
function flowing(text: string): string {
  return text.replace(/\s+/g, ' ');
}

describe('the help of the program', () => {
  const help = helpText(undefined, pipe);

  it('names each command with what it does', () => {
    for (const { name, summary } of commands)
      expect(flowing(help)).toContain(` ${name} ${flowing(summary)}`);
  });

  it('names its own options, and where the rest is told', () => {
    for (const option of programOptions) expect(help).toContain(flagsOf(option));
    expect(help).toContain('`seaworthy man`');
  });

  it('can be seen at a glance', () => {
    expect(help.split('\n').length).toBeLessThanOrEqual(50);
  });
});

describe.each(commands.map((one) => [one.name, one] as const))(
  'the help of %s',
  (name, command) => {
    const help = helpText(name, pipe);

    it('has each option with its meaning, its choices and its default', () => {
      for (const option of optionsOf(command)) {
        expect(help).toContain(flagsOf(option));
        expect(flowing(help)).toContain(option.description);
        for (const choice of option.value?.choices ?? []) expect(help).toContain(`\`${choice}\``);
        if (option.default !== undefined)
          expect(flowing(help)).toContain(`Default: \`${option.default}\`.`);
      }
    });

    it('has examples and exit codes', () => {
      expect(command.examples.length).toBeGreaterThan(0);
      for (const { line } of command.examples) expect(help).toContain(`\n  ${line}\n`);
      for (const { code, meaning } of command.exitCodes)
        expect(flowing(help)).toContain(`${code} ${meaning}`);
    });
  },
);

describe('what takes nothing but words', () => {
  it.each([[], ['--help'], ['--version'], ['man'], ['check', '--help'], ['chek']])(
    'is told without what other commands need: %j',
    async (...words) => {
      let told = '';
      const write = (text: string): void => {
        told += text;
      };
      const needless = () => Promise.reject(new Error('nothing else is needed'));
      await run(words, { terminal: noTerminal, write, writeError: write }, needless);
      expect(told).not.toBe('');
    },
  );
});

describe('help on a terminal', () => {
  it.each([
    [undefined, 80],
    [60, 60],
    [72, 72],
    [200, 100],
    [10, 50],
  ])('of %j columns keeps its running text within %i', (columns, limit) => {
    const unbroken = commands.flatMap(({ examples }) =>
      examples.flatMap(({ purpose, line }) => [purpose, line]),
    );
    const lines = helpText('check', { columns, hasColours: false }).split('\n');
    const long = lines.filter(
      (line) => line.length > limit && !unbroken.some((text) => line.endsWith(text)),
    );
    expect(long).toEqual([]);
  });

  it('has bold headings where escapes are understood, and no escape elsewhere', () => {
    expect(helpText('pin', { columns: 80, hasColours: true })).toContain(
      '\u001b[1mUsage:\u001b[22m',
    );
    expect(helpText('pin', pipe)).not.toContain('\u001b');
  });

  it('indents a meaning below a term that is too long for the column', () => {
    const help = helpText('inspect', { columns: 60, hasColours: false });
    expect(help).toMatch(/^ {6}--platform OS\/ARCH\[\/VARIANT\]\n {10,}The platform whose/m);
  });
});
