import { describe, expect, it } from 'vitest';
import { parseCommand } from '../../server/src/cli/parse.ts';
import { command } from '../support/command-line.ts';

function complaint(words: readonly string[]): string {
  const result = parseCommand(words);
  return result.ok ? `understood as ${result.value.kind}` : result.error;
}

describe('a mistake in a command line', () => {
  it.each<[readonly string[], string]>([
    [['chek'], 'There is no command `chek`. Did you mean `check`? See `seaworthy --help`.'],
    [['frobnicate'], 'There is no command `frobnicate`. See `seaworthy --help`.'],
    [
      ['Dockerfile'],
      'There is no command `Dockerfile`. Files are checked with `seaworthy check Dockerfile`. See `seaworthy --help`.',
    ],
    [['constructor'], 'There is no command `constructor`. See `seaworthy --help`.'],
    [[''], 'There is no command ``. See `seaworthy --help`.'],
    [['--'], 'There is no command `--`. See `seaworthy --help`.'],
    [
      ['--verson'],
      'There is no option `--verson`. Did you mean `--version`? See `seaworthy --help`.',
    ],
    [['-x'], 'There is no option `-x`. See `seaworthy --help`.'],
    [['a\u001b[31m\nb'], 'There is no command `a [31m b`. See `seaworthy --help`.'],
    [
      ['check', '--formt', 'json'],
      'There is no option `--formt`. Did you mean `--format`? See `seaworthy check --help`.',
    ],
    [
      ['check', '--cache'],
      'There is no option `--cache`. Did you mean `--no-cache`? See `seaworthy check --help`.',
    ],
    [['check', "--it's"], "There is no option `--it's`. See `seaworthy check --help`."],
    [['check', '--write'], 'There is no option `--write`. See `seaworthy check --help`.'],
    [['check', '--format'], '`--format` needs a value. See `seaworthy check --help`.'],
    [
      ['check', '--format', 'xml'],
      '`--format` takes `text`, `json`, `sarif`, `github`, `gitlab` or `junit`, not `xml`. See `seaworthy check --help`.',
    ],
    [
      ['check', '--fail-on', 'eror'],
      '`--fail-on` takes `error`, `warning`, `information` or `hint`, not `eror`. Did you mean `error`? See `seaworthy check --help`.',
    ],
    [
      ['check', '--changed-since='],
      '`--changed-since` needs a value; perhaps a variable is not set. See `seaworthy check --help`.',
    ],
    [
      ['check', ''],
      'An argument is empty; perhaps a variable is not set. See `seaworthy check --help`.',
    ],
    [
      ['check', '--fail-on', 'fatal'],
      '`--fail-on` takes `error`, `warning`, `information` or `hint`, not `fatal`. See `seaworthy check --help`.',
    ],
    [
      ['check', '--threads', '1.5'],
      '`--threads` takes a whole number from 1 to 256, not `1.5`. See `seaworthy check --help`.',
    ],
    [
      ['check', '--threads', '0'],
      '`--threads` takes a whole number from 1 to 256, not `0`. See `seaworthy check --help`.',
    ],
    [
      ['check', '--max-findings', '-1'],
      '`--max-findings` takes a whole number from 0 to 1000000, not `-1`. See `seaworthy check --help`.',
    ],
    [
      ['check', '-'],
      '`-` is standard input; `--stdin-filename NAME` must say what that is. See `seaworthy check --help`.',
    ],
    [
      ['check', '--stdin-filename', 'Dockerfile', 'compose.yaml'],
      '`--stdin-filename` is for standard input alone, without other files. See `seaworthy check --help`.',
    ],
    [
      ['check', '--stdin-filename', 'Dockerfile', '--fix'],
      'Standard input cannot be changed; `--diff` shows its fixes. See `seaworthy check --help`.',
    ],
    [
      ['check', '--stdin-filename', 'Dockerfile', '--changed-since', 'HEAD'],
      '`--changed-since` cannot be used with `--stdin-filename`. See `seaworthy check --help`.',
    ],
    [
      ['check', '--fix', '--write-baseline', 'b.json'],
      '`--write-baseline` cannot be used with `--fix`. See `seaworthy check --help`.',
    ],
    [
      ['check', '--changed-since', 'HEAD', '--write-baseline', 'b.json'],
      '`--write-baseline` cannot be used with `--changed-since`. See `seaworthy check --help`.',
    ],
    [
      ['inspect', '--service', 'compose.yaml'],
      '`--service` takes a file and a service, `compose.yaml:web`, not `compose.yaml`. See `seaworthy inspect --help`.',
    ],
    [
      ['inspect', 'redis', '--identity', '*@example.com'],
      '`--identity` and `--issuer` belong together: who signs, and who vouches for them. See `seaworthy inspect --help`.',
    ],
    [
      ['inspect', 'redis', '--key', 'k.pub', '--identity', 'a', '--issuer', 'b'],
      '`--key` cannot be used with `--identity`. See `seaworthy inspect --help`.',
    ],
    [
      ['inspect', 'redis', '--scan=trivvy'],
      '`--scan` takes `first`, `trivy`, `grype`, `scout`, `clair`, `quay`, `harbor` or `osv`, not `trivvy`. Did you mean `trivy`? See `seaworthy inspect --help`.',
    ],
    [
      ['pin', '--write', '--check'],
      '`--check` cannot be used with `--write`. See `seaworthy pin --help`.',
    ],
    [
      ['pin', '--unpin', '--update'],
      '`--update` cannot be used with `--unpin`. See `seaworthy pin --help`.',
    ],
    [
      ['pin', '--drop-tag', '--update'],
      '`--drop-tag` cannot be used with `--update`. See `seaworthy pin --help`.',
    ],
    [
      ['pin', '--cooldown', '3'],
      '`--cooldown` is for `--update` and `--check`: it says when a pin may move. See `seaworthy pin --help`.',
    ],
    [
      ['pin', '--check', '--cooldown', '366'],
      '`--cooldown` takes a whole number from 0 to 365, not `366`. See `seaworthy pin --help`.',
    ],
    [['pin', '--write=yes'], '`--write` takes no value. See `seaworthy pin --help`.'],
    [
      ['inspect'],
      'IMAGE is missing, or `--service FILE:NAME` in its place. See `seaworthy inspect --help`.',
    ],
    [
      ['inspect', 'a', 'b'],
      'That is more than the command takes: `seaworthy inspect [OPTIONS] [IMAGE]`. See `seaworthy inspect --help`.',
    ],
    [
      ['inspect', '--scan', 'trivvy', 'redis'],
      '`--scan` takes `first`, `trivy`, `grype`, `scout`, `clair`, `quay`, `harbor` or `osv`, not `trivvy`. Did you mean `trivy`? See `seaworthy inspect --help`.',
    ],
    [
      ['inspect', 'redis', '--platform', 'lin ux'],
      '`--platform` takes a platform such as `linux/arm64`, not `lin ux`. See `seaworthy inspect --help`.',
    ],
    [
      ['init', '--ci', 'none,github'],
      '`--ci none` cannot be used with the name of a pipeline. See `seaworthy init --help`.',
    ],
    [
      ['init', '--ci', 'github,travis'],
      '`--ci` takes `github`, `gitlab`, `pre-commit` or `none`, not `github,travis`. See `seaworthy init --help`.',
    ],
    [
      ['completion', 'tcsh'],
      'SHELL takes `bash`, `zsh` or `fish`, not `tcsh`. See `seaworthy completion --help`.',
    ],
    [
      ['man', 'check'],
      'That is more than the command takes: `seaworthy man`. See `seaworthy man --help`.',
    ],
  ])('%j', (words, sentence) => {
    expect(complaint(words)).toBe(sentence);
  });

  it('goes to standard error, with exit code 2', async () => {
    expect(await command(['check', '--formt', 'json'])).toEqual({
      code: 2,
      output: '',
      errors:
        'There is no option `--formt`. Did you mean `--format`? See `seaworthy check --help`.\n',
    });
  });
});
