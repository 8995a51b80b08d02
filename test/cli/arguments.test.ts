import { describe, expect, it } from 'vitest';
import { version } from '../../server/src/version.ts';
import { command } from '../support/command-line.ts';

describe('a command line', () => {
  it.each([[[]], [['help']], [['--help']], [['-h']], [['check', '--help']], [['pin', '-h']]])(
    '%j shows the usage',
    async (words) => {
      const { code, output, errors } = await command(words);
      expect([code, errors]).toEqual([0, '']);
      expect(output).toMatch(/^Usage:\n {2}seaworthy check .*\n {2}seaworthy pin /);
    },
  );

  it('--version says the version', async () => {
    expect(await command(['--version'])).toEqual({
      code: 0,
      output: `seaworthy ${version}\n`,
      errors: '',
    });
  });

  it.each([
    [['frobnicate'], 'There is no command `frobnicate`; there are `check`, `pin` and `unpin`.'],
    [['Dockerfile'], 'There is no command `Dockerfile`; there are `check`, `pin` and `unpin`.'],
    [['check', '--format', 'xml'], '`--format` takes text or json, not `xml`.'],
    [['check', '--format='], '`--format` takes text or json, not ``.'],
    [
      ['check', '--fail-on', 'fatal'],
      '`--fail-on` takes error, warning, information, hint, not `fatal`.',
    ],
    [['check', '--fail-on'], /--fail-on.* argument missing/],
    [['check', '--write'], /Unknown option '--write'/],
    [['pin', '--format', 'json'], /Unknown option '--format'/],
    [['pin', '--write=yes'], /--write.* does not take an argument/],
  ])('%j is not understood, and the reason comes with the usage', async (words, reason) => {
    const { code, output, errors } = await command(words);
    expect([code, output]).toEqual([2, '']);
    const [sentence, , usage] = errors.split('\n');
    expect(sentence).toMatch(reason);
    expect(usage).toBe('Usage:');
  });
});
