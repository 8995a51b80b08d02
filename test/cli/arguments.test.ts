import { describe, expect, it } from 'vitest';
import type { CheckCommand, Command, PinCommand } from '../../server/src/cli/command.ts';
import { commands, programExamples } from '../../server/src/cli/commands.ts';
import { parseCommand } from '../../server/src/cli/parse.ts';
import { version } from '../../server/src/version.ts';
import { command } from '../support/command-line.ts';

/** The command that a line asks for; words are parted by spaces. */
function parsed(line: string): Command {
  const result = parseCommand(line.split(' ').filter((word) => word !== ''));
  if (!result.ok) throw new Error(result.error);
  return result.value;
}

const plainCheck: CheckCommand = {
  kind: 'check',
  paths: [],
  honoursGitignore: true,
  stdinFilename: undefined,
  format: 'text',
  output: undefined,
  failOn: undefined,
  maxFindings: 0,
  profile: undefined,
  config: undefined,
  baseline: undefined,
  writeBaseline: undefined,
  changedSince: undefined,
  fixes: 'none',
  isDiff: false,
  isOnline: false,
  scan: 'none',
  threads: undefined,
  usesCache: true,
  isVerbose: false,
};

const plainPin: PinCommand = {
  kind: 'pin',
  mode: 'pin',
  paths: [],
  honoursGitignore: true,
  isWrite: false,
  isDiff: true,
  keepsTag: true,
  cooldown: 0,
  isVerbose: false,
};

describe('seaworthy check', () => {
  it.each<[string, Partial<CheckCommand>]>([
    ['', {}],
    ['Dockerfile services', { paths: ['Dockerfile', 'services'] }],
    ['-- --odd-name', { paths: ['--odd-name'] }],
    ['--format sarif', { format: 'sarif' }],
    ['--format=junit a', { format: 'junit', paths: ['a'] }],
    ['-f json -o report.json', { format: 'json', output: 'report.json' }],
    ['a --format text --format gitlab', { format: 'gitlab', paths: ['a'] }],
    ['--fail-on hint', { failOn: 'hint' }],
    ['--max-findings 12', { maxFindings: 12 }],
    ['--profile strict', { profile: 'strict' }],
    ['--config ci/seaworthy.yaml', { config: 'ci/seaworthy.yaml' }],
    ['--baseline b.json', { baseline: 'b.json' }],
    ['--write-baseline b.json', { writeBaseline: 'b.json' }],
    ['--baseline b.json --write-baseline b.json', { baseline: 'b.json', writeBaseline: 'b.json' }],
    ['--changed-since origin/main', { changedSince: 'origin/main' }],
    ['--fix', { fixes: 'safe' }],
    ['--unsafe-fixes', { fixes: 'unsafe' }],
    ['--fix --unsafe-fixes', { fixes: 'unsafe' }],
    ['--diff', { fixes: 'safe', isDiff: true }],
    ['--unsafe-fixes --diff', { fixes: 'unsafe', isDiff: true }],
    ['--online --verbose', { isOnline: true, isVerbose: true }],
    ['--scan', { scan: 'first' }],
    ['--scan trivy', { scan: ['trivy'] }],
    ['--scan=grype a', { scan: ['grype'], paths: ['a'] }],
    ['--scan first a', { scan: 'first', paths: ['a'] }],
    ['--scan Dockerfile', { scan: 'first', paths: ['Dockerfile'] }],
    ['--scan --online', { scan: 'first', isOnline: true }],
    ['a -- --scan', { paths: ['a', '--scan'] }],
    ['--threads 4', { threads: 4 }],
    ['--no-cache', { usesCache: false }],
    ['--no-gitignore', { honoursGitignore: false }],
    ['--stdin-filename Dockerfile', { paths: ['-'], stdinFilename: 'Dockerfile' }],
    ['--stdin-filename a.yaml -', { paths: ['-'], stdinFilename: 'a.yaml' }],
    [
      '--stdin-filename a --diff',
      { paths: ['-'], stdinFilename: 'a', fixes: 'safe', isDiff: true },
    ],
  ])('%s', (words, expected) => {
    expect(parsed(`check ${words}`)).toEqual({ ...plainCheck, ...expected });
  });
});

describe('seaworthy pin', () => {
  it.each<[string, Partial<PinCommand>]>([
    ['pin', {}],
    ['pin a b', { paths: ['a', 'b'] }],
    ['pin --write', { isWrite: true, isDiff: false }],
    ['pin -w --diff', { isWrite: true }],
    ['pin --diff', {}],
    ['pin --update', { mode: 'update' }],
    [
      'pin --update --cooldown 7 --write',
      { mode: 'update', cooldown: 7, isWrite: true, isDiff: false },
    ],
    ['pin --check', { mode: 'check' }],
    ['pin --check --cooldown 365', { mode: 'check', cooldown: 365 }],
    ['pin --unpin', { mode: 'unpin' }],
    ['unpin', { mode: 'unpin' }],
    ['unpin --write a', { mode: 'unpin', isWrite: true, isDiff: false, paths: ['a'] }],
    ['unpin --no-gitignore', { mode: 'unpin', honoursGitignore: false }],
    ['pin --drop-tag --verbose', { keepsTag: false, isVerbose: true }],
    ['pin --no-gitignore', { honoursGitignore: false }],
  ])('%s', (line, expected) => {
    expect(parsed(line)).toEqual({ ...plainPin, ...expected });
  });
});

describe('the other commands', () => {
  const inspect = {
    kind: 'inspect',
    image: undefined,
    platform: undefined,
    scan: 'none',
    asksEngine: false,
    service: undefined,
    signer: undefined,
    format: 'text',
    isWhole: false,
    output: undefined,
    isVerbose: false,
  };
  const init = { kind: 'init', folder: undefined, pipelines: undefined, isForced: false };

  it.each<[string, object]>([
    ['inspect redis:8', { ...inspect, image: 'redis:8' }],
    [
      'inspect redis --platform linux/arm/v7',
      { ...inspect, image: 'redis', platform: 'linux/arm/v7' },
    ],
    [
      'inspect --format json --verbose redis',
      { ...inspect, image: 'redis', format: 'json', isVerbose: true },
    ],
    ['inspect redis --scan', { ...inspect, image: 'redis', scan: 'first' }],
    ['inspect --scan redis', { ...inspect, image: 'redis', scan: 'first' }],
    ['inspect --scan grype,trivy redis', { ...inspect, image: 'redis', scan: ['grype', 'trivy'] }],
    [
      'inspect --scan quay --scan clair redis',
      { ...inspect, image: 'redis', scan: ['quay', 'clair'] },
    ],
    [
      'inspect --engine --service C:/web/compose.yaml:api',
      { ...inspect, asksEngine: true, service: { file: 'C:/web/compose.yaml', name: 'api' } },
    ],
    [
      'inspect redis --key cosign.pub',
      { ...inspect, image: 'redis', signer: { kind: 'key', file: 'cosign.pub' } },
    ],
    [
      'inspect redis --identity *@example.com --issuer https://id.example',
      {
        ...inspect,
        image: 'redis',
        signer: { kind: 'identity', identity: '*@example.com', issuer: 'https://id.example' },
      },
    ],
    [
      'inspect redis --all -f html -o report.html',
      { ...inspect, image: 'redis', isWhole: true, format: 'html', output: 'report.html' },
    ],
    ['explain user-root', { kind: 'explain', rule: 'user-root', format: 'text' }],
    ['explain DL3007 -f json', { kind: 'explain', rule: 'DL3007', format: 'json' }],
    ['rules', { kind: 'rules', profile: undefined, format: 'text' }],
    [
      'rules --profile minimal --format json',
      { kind: 'rules', profile: 'minimal', format: 'json' },
    ],
    ['init', init],
    ['init services --force', { ...init, folder: 'services', isForced: true }],
    ['init --ci none', { ...init, pipelines: [] }],
    ['init --ci gitlab,github', { ...init, pipelines: ['github', 'gitlab'] }],
    ['init --ci github --ci pre-commit', { ...init, pipelines: ['github', 'pre-commit'] }],
    ['language-server', { kind: 'language-server' }],
    ['language-server --stdio --clientProcessId=4711', { kind: 'language-server' }],
    ['completion zsh', { kind: 'completion', shell: 'zsh' }],
    ['man', { kind: 'manual' }],
  ])('%s', (line, expected) => {
    expect(parsed(line)).toEqual(expected);
  });
});

describe('help and version', () => {
  it.each<[string, string | undefined]>([
    ['', undefined],
    ['help', undefined],
    ['--help', undefined],
    ['-h', undefined],
    ['help check', 'check'],
    ['check --help', 'check'],
    ['pin -h', 'pin'],
    ['inspect --help', 'inspect'],
    ['check --frobnicate --help', 'check'],
    ['help --help', 'help'],
  ])('%j asks for help', (line, topic) => {
    expect(parsed(line)).toEqual({ kind: 'help', topic });
  });

  it.each(['--version', '-V'])('%s says the version', async (word) => {
    expect(await command([word])).toEqual({
      code: 0,
      output: `seaworthy ${version}\n`,
      errors: '',
    });
  });

  it('help goes to standard output and is no error', async () => {
    const { code, output, errors } = await command(['help', 'check']);
    expect([code, errors]).toEqual([0, '']);
    expect(output).toContain('seaworthy check [OPTIONS] [PATH...]');
  });
});

describe('the descriptions of commands', () => {
  const examples = [...programExamples, ...commands.flatMap((one) => one.examples)];

  it.each(examples.map(({ line }) => line))('have an example that is understood: %s', (line) => {
    const words = /seaworthy ([^<>|()]*)/.exec(line)?.[1] ?? '';
    const result = parseCommand(words.trim().split(' '));
    expect(result.ok, words).toBe(true);
  });
});
