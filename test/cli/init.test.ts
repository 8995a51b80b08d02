import { chmod, mkdir, stat, symlink } from 'node:fs/promises';
import { Ajv } from 'ajv';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { knownRule } from '../../server/src/analysis/levels.ts';
import { commentedConfiguration } from '../../server/src/cli/init-configuration.ts';
import { pipelineFiles } from '../../server/src/cli/init-snippets.ts';
import type { Choice, CliPorts } from '../../server/src/cli/ports.ts';
import { rules } from '../../server/src/rules/index.ts';
import { readConfig } from '../../server/src/settings/config-file.ts';
import { policyKeys } from '../../server/src/settings/policy-reader.ts';
import { defaultPolicy } from '../../server/src/settings/policy.ts';
import { version } from '../../server/src/version.ts';
import {
  command,
  makeFolder,
  noPrompts,
  noTerminal,
  type Folder,
  type Outcome,
} from '../support/command-line.ts';

const knownRules = rules.map(knownRule);

function init(
  { path }: Folder,
  words: readonly string[] = [],
  ports: Partial<CliPorts> = {},
): Promise<Outcome> {
  return command(['init', ...words], { folder: path, root: path, ...ports });
}

/** A person at a terminal who answers the one question. */
function answering(
  answer: readonly string[] | undefined,
): Partial<CliPorts> & { readonly asked: Choice[] } {
  const asked: Choice[] = [];
  return {
    asked,
    terminal: { ...noTerminal, isInput: true, isErrors: true },
    prompts: {
      ...noPrompts,
      choose: (_, choices) => {
        asked.push(...choices);
        return Promise.resolve(answer);
      },
    },
  };
}

function isAbsent(path: string): Promise<boolean> {
  return stat(path).then(
    () => false,
    () => true,
  );
}

describe('seaworthy init', () => {
  it('writes a configuration and says what was found and what to do next', async () => {
    const folder = await makeFolder({
      Dockerfile: 'FROM scratch\n',
      'api/Dockerfile': 'FROM scratch\n',
      'compose.yaml': 'services: {}\n',
      'vendor/Dockerfile': 'FROM scratch\n',
      'ignored/Dockerfile': 'FROM scratch\n',
      '.gitignore': 'ignored/\n',
    });
    expect(await init(folder)).toEqual({
      code: 0,
      output: '',
      errors: [
        'Found 2 Dockerfiles and 1 Compose file.',
        'Wrote seaworthy.yaml.',
        'To run the check in a pipeline: `seaworthy init --ci github` (GitHub Actions), `seaworthy init --ci gitlab` (GitLab CI) and `seaworthy init --ci pre-commit` (pre-commit).',
        'Next: `seaworthy check` shows what there is to improve.',
        '',
      ].join('\n'),
    });
    expect(await folder.read('seaworthy.yaml')).toBe(commentedConfiguration);
  });

  it('leaves a configuration as it is, and names it', async () => {
    const folder = await makeFolder({ 'seaworthy.yaml': 'profile: strict\n' });
    const { code, errors } = await init(folder);
    expect(code).toBe(0);
    expect(errors).toContain(
      'seaworthy.yaml is there already and was left as it is. `--force` replaces it.\n',
    );
    expect(await folder.read('seaworthy.yaml')).toBe('profile: strict\n');
  });

  it('replaces it when told to, with its mode', async () => {
    const folder = await makeFolder({ '.seaworthy.yaml': 'profile: strict\n' });
    await chmod(folder.file('.seaworthy.yaml'), 0o640);
    const { errors } = await init(folder, ['--force']);
    expect(errors).toContain('Replaced .seaworthy.yaml.\n');
    expect(await folder.read('.seaworthy.yaml')).toBe(commentedConfiguration);
    expect((await stat(folder.file('.seaworthy.yaml'))).mode & 0o777).toBe(0o640);
    expect(await isAbsent(folder.file('seaworthy.yaml'))).toBe(true);
  });

  it('takes a link that leads nowhere for a file', async () => {
    const folder = await makeFolder({});
    await symlink(folder.file('elsewhere'), folder.file('seaworthy.yaml'));
    expect((await init(folder)).errors).toContain('seaworthy.yaml is there already');
    expect(await isAbsent(folder.file('elsewhere'))).toBe(true);
  });

  it('writes into the folder that is named, and the workflow to the top of the repository', async () => {
    const folder = await makeFolder({ 'api/Dockerfile': 'FROM scratch\n' });
    const { errors } = await init(folder, ['--ci', 'github', 'api']);
    expect(errors).toContain('Wrote api/seaworthy.yaml.\nWrote .github/workflows/seaworthy.yml.\n');
    expect(await folder.read('api/seaworthy.yaml')).toBe(commentedConfiguration);
  });

  it.each(['missing', 'Dockerfile'])('refuses what is no folder: %s', async (name) => {
    const folder = await makeFolder({ Dockerfile: 'FROM scratch\n' });
    expect(await init(folder, [name])).toEqual({
      code: 2,
      output: '',
      errors: `There is no folder ${folder.file(name)}. Make it first, or name another one.\n`,
    });
  });

  it('says when there is nothing to check yet', async () => {
    const { errors } = await init(await makeFolder({}));
    expect(errors).toContain('There is no Dockerfile and no Compose file here yet.\n');
  });

  it('ends with 2 where a file cannot be written, and goes on with the others', async () => {
    const folder = await makeFolder({ '.github': 'a file where a folder should be' });
    const { code, errors } = await init(folder, ['--ci', 'github,pre-commit']);
    expect(code).toBe(2);
    expect(errors).toMatch(/seaworthy\.yml could not be written: .*\n/);
    expect(errors).toContain('Wrote .pre-commit-config.yaml.\n');
  });
});

describe('the pipelines of seaworthy init', () => {
  it('get files of their own where there are none', async () => {
    const folder = await makeFolder({});
    const { code, output } = await init(folder, ['--ci', 'github,gitlab,pre-commit']);
    expect({ code, output }).toEqual({ code: 0, output: '' });
    for (const { path, text } of Object.values(pipelineFiles))
      expect(await folder.read(path)).toBe(text);
  });

  it('keep what is there: what is to be added is shown, with --force too', async () => {
    const others = { '.gitlab-ci.yml': 'test: {}\n', '.pre-commit-config.yaml': 'repos: []\n' };
    const folder = await makeFolder(others);
    const { code, output, errors } = await init(folder, ['--force', '--ci', 'gitlab,pre-commit']);
    expect(code).toBe(0);
    expect(errors).toContain(
      '.gitlab-ci.yml is there already and was left as it is. Add this at its end:\n',
    );
    expect(errors).toContain('Add this below `repos:`:\n');
    expect(output).toContain('seaworthy:\n  stage: test\n');
    expect(output).toContain('    hooks:\n      - id: seaworthy-check\n');
    for (const [name, text] of Object.entries(others)) expect(await folder.read(name)).toBe(text);
  });

  it('are replaced when they are our own and that is wanted', async () => {
    const path = '.github/workflows/seaworthy.yml';
    const folder = await makeFolder({ [path]: 'old\n' });
    const kept = await init(folder, ['--ci', 'github']);
    expect(kept.errors).toContain(`${path} is there already and was left as it is.`);
    expect(await folder.read(path)).toBe('old\n');
    await init(folder, ['--ci', 'github', '--force']);
    expect(await folder.read(path)).toBe(pipelineFiles.github.text);
  });

  it('are asked for where somebody can answer, those that are used here first', async () => {
    const folder = await makeFolder({ '.pre-commit-config.yaml': 'repos: []\n' });
    await mkdir(folder.file('.github'));
    const person = answering(['github']);
    const { code, errors } = await init(folder, [], person);
    expect(code).toBe(0);
    expect(person.asked).toEqual([
      { value: 'github', label: 'GitHub Actions, in .github/workflows/seaworthy.yml (used here)' },
      { value: 'pre-commit', label: 'pre-commit, in .pre-commit-config.yaml (used here)' },
      { value: 'gitlab', label: 'GitLab CI, in .gitlab-ci.yml' },
    ]);
    expect(errors).toContain('Wrote .github/workflows/seaworthy.yml.\n');
  });

  it('are left out when the person chooses none', async () => {
    const folder = await makeFolder({});
    expect(await init(folder, [], answering([]))).toMatchObject({ code: 0 });
    expect(await folder.read('seaworthy.yaml')).toBe(commentedConfiguration);
    expect(await isAbsent(folder.file('.github'))).toBe(true);
  });

  it('and everything else are left alone when the person stops', async () => {
    const folder = await makeFolder({});
    expect(await init(folder, [], answering(undefined))).toMatchObject({
      code: 2,
      errors: expect.stringContaining('Stopped. Nothing was written.\n') as string,
    });
    expect(await isAbsent(folder.file('seaworthy.yaml'))).toBe(true);
  });

  it('are asked for as those that are used here where nobody can answer', async () => {
    const folder = await makeFolder({ '.gitlab-ci.yml': 'test: {}\n' });
    expect((await init(folder)).errors).toContain(
      'To run the check in a pipeline: `seaworthy init --ci gitlab` (GitLab CI).\n',
    );
  });
});

describe('the configuration that it writes', () => {
  it('is valid and decides nothing', () => {
    expect(readConfig(commentedConfiguration, knownRules)).toEqual({ layer: {}, problems: [] });
  });

  it('has every key with its default, ready to be changed', () => {
    const enabled = commentedConfiguration.replaceAll(/^# (?=\w+: \S*$)/gm, '');
    const { layer, problems } = readConfig(enabled, knownRules);
    expect(problems).toEqual([]);
    expect(Object.keys(layer ?? {}).toSorted()).toEqual([...policyKeys].toSorted());
    expect({ ...defaultPolicy, ...layer }).toEqual(defaultPolicy);
  });

  it('has examples that are valid too', () => {
    const text = commentedConfiguration.replaceAll(/\n# /g, ' ');
    const [rulesExample] = /\{ image-latest-tag: error.*?\}/.exec(text) ?? [];
    const [overridesExample] = /\[\{ files.*?\}\]/.exec(text) ?? [];
    const examples = `rules: ${rulesExample ?? ''}\noverrides: ${overridesExample ?? ''}\n`;
    const { layer, problems } = readConfig(examples, knownRules);
    expect(problems).toEqual([]);
    expect({ rules: layer?.rules?.size, overrides: layer?.overrides?.length }).toEqual({
      rules: 2,
      overrides: 1,
    });
  });
});

describe('the files for pipelines', () => {
  function schemaOf(name: string): object {
    const url = new URL(`../support/schemas/${name}.json`, import.meta.url);
    return JSON.parse(readFileSync(url, 'utf8')) as object;
  }

  it.each([
    ['github', 'github-workflows'],
    ['gitlab', 'gitlab-ci'],
  ] as const)('are what %s accepts', (pipeline, schema) => {
    const ajv = new Ajv({ strict: false, validateFormats: false });
    expect(
      ajv.validate(schemaOf(schema), parse(pipelineFiles[pipeline].text)),
      ajv.errorsText(),
    ).toBe(true);
  });

  it('have this version of Seaworthy', () => {
    expect(pipelineFiles.github.text).toContain(`uses: seaworthy/seaworthy@v${version}\n`);
    expect(pipelineFiles.gitlab.text).toContain(`npx --yes seaworthy@${version} check `);
    expect(pipelineFiles['pre-commit'].text).toContain(`rev: v${version}\n`);
  });

  it('give the workflow no more than it needs', () => {
    const workflow = parse(pipelineFiles.github.text) as { readonly permissions: unknown };
    expect(workflow.permissions).toEqual({ contents: 'read', 'security-events': 'write' });
    expect(pipelineFiles.github.text).toMatch(/actions\/checkout@[0-9a-f]{40} # v/);
    expect(pipelineFiles.github.text).toContain('persist-credentials: false');
  });

  it('hold the addition for a file that is there', () => {
    for (const { text, addition } of Object.values(pipelineFiles))
      if (addition !== undefined) expect(text).toContain(addition.text);
  });
});
