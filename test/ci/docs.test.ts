import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { pipelineFiles } from '../../server/src/cli/init-snippets.ts';
import { parseCommand } from '../../server/src/cli/parse.ts';
import { knownRule } from '../../server/src/analysis/levels.ts';
import { rules } from '../../server/src/rules/index.ts';
import { readConfig } from '../../server/src/settings/config-file.ts';
import { command, makeFolder } from '../support/command-line.ts';
import {
  complaintsOf,
  readRepositoryFile,
  snippetsOf,
  yamlDocuments,
  type Snippet,
} from './documents.ts';

const page = readRepositoryFile('docs/ci.md');
const snippets = snippetsOf(page);

function named(kinds: readonly string[]): readonly (readonly [string, Snippet])[] {
  const chosen = snippets.filter(({ language, reader }) => kinds.includes(reader ?? language));
  return chosen.map((snippet) => [`docs/ci.md:${snippet.line}`, snippet]);
}

describe('every block', () => {
  it('is of a kind that is tested below', () => {
    const systems = ['github-workflow', 'gitlab-ci', 'pre-commit', 'groovy', 'hcl'];
    const tested = [...systems, 'compose', 'sh', 'seaworthy'];
    const kinds = snippets.map(({ language, reader }) => reader ?? language);
    expect(new Set(kinds)).toEqual(new Set(tested));
  });
});

describe.each(named(['github-workflow']))('the workflow at %s', (_, { text }) => {
  it('is one', () => expect(complaintsOf('github-workflow', text)).toEqual([]));

  it('says which rights it has and keeps no credential in the folder', () => {
    expect(yamlDocuments(text)).toMatchObject([{ permissions: { contents: 'read' } }]);
    expect(text).toContain('persist-credentials: false');
  });

  it('uses actions of others by their commit, and puts no expression into a script', () => {
    const movable = [...text.matchAll(/uses: (.*)/g)]
      .map(([, action = '']) => action)
      .filter((action) => !/@[0-9a-f]{40} # v/.test(action) && !action.startsWith('seaworthy/'));
    expect(movable).toEqual([]);
    expect(text).not.toMatch(/run:.*\$\{\{/);
  });
});

describe.each(named(['gitlab-ci']))('the GitLab pipeline at %s', (_, { text }) => {
  it('is one', () => expect(complaintsOf('gitlab-ci', text)).toEqual([]));
});

describe.each(named(['pre-commit']))('the pre-commit configuration at %s', (_, { text }) => {
  it('names hooks that there are', () => {
    const [{ repos = [] } = {}] = yamlDocuments(text) as readonly {
      readonly repos?: readonly { readonly hooks: readonly { readonly id: string }[] }[];
    }[];
    const [known = []] = yamlDocuments(
      readRepositoryFile('.pre-commit-hooks.yaml'),
    ) as readonly (readonly { id: string }[])[];
    const ids = repos.flatMap(({ hooks }) => hooks.map(({ id }) => id));
    expect(ids).not.toEqual([]);
    expect(known.map(({ id }) => id)).toEqual(expect.arrayContaining(ids));
  });
});

describe.each(named(['compose']))('the Compose file at %s', (_, { text }) => {
  it('passes our strict profile', async () => {
    const folder = await makeFolder({ 'compose.yaml': text });
    const { code, output } = await command(
      ['check', '--profile', 'strict', '--fail-on', 'hint', folder.path],
      { folder: folder.path },
    );
    expect(code, output).toBe(0);
  });

  it('is in the example', () => {
    const service = text.slice(text.indexOf('    command:'));
    expect(readRepositoryFile('examples/ci/compose.yaml')).toContain(service);
  });
});

describe.each(named(['seaworthy']))('the configuration at %s', (_, { text }) => {
  it('has no mistake', () => {
    expect(readConfig(text, rules.map(knownRule)).problems).toEqual([]);
  });
});

describe.each(named(['sh']))('the commands at %s', (_, { text }) => {
  it('are a script', () => {
    expect(() => execFileSync('bash', ['-n'], { input: text })).not.toThrow();
  });
});

describe.each(named(['hcl']))('the Bake file at %s', (_, { text }) => {
  it('is in the example', () => {
    expect(readRepositoryFile('examples/ci/docker-bake.hcl').replace(/^#.*\n/gm, '')).toContain(
      text,
    );
  });

  it('closes what it opens, and names targets that there are', () => {
    const outside = text.replace(/<<(\w+)\n.*?^\1$/gms, '""');
    expect(outside.match(/[[{]/g)?.length).toBe(outside.match(/[\]}]/g)?.length);
    const targets = [...outside.matchAll(/^target "(\w+)" \{$/gm)].map(([, name]) => name);
    const wanted = [...outside.matchAll(/"target:(\w+)"/g)].map(([, name]) => name);
    const grouped = /targets = (\[.*\])/.exec(outside)?.[1] ?? '[]';
    expect(targets).toEqual(
      expect.arrayContaining([...wanted, ...(JSON.parse(grouped) as string[])]),
    );
  });
});

describe.each(named(['groovy']))('the Jenkins pipeline at %s', (_, { text }) => {
  it('closes what it opens', () => {
    expect(text.match(/\{/g)?.length).toBe(text.match(/\}/g)?.length);
    expect(text.match(/'/g)?.length).toSatisfy((count: number) => count % 2 === 0);
  });
});

describe('every command line', () => {
  const words = String.raw`(?:"[^"]*"|[^\s'"` + '`' + String.raw`|)&;#]+)`;
  const pattern = new RegExp(String.raw`\bseaworthy(?:@[\d.]+)?((?: +${words})+)`, 'g');
  const lines = [...page.matchAll(pattern)]
    .map(([, rest = '']) => rest.trim())
    .filter((rest) => /^(?:check|pin|inspect|init|explain|rules)\b/.test(rest));

  it('is found', () => expect(lines.length).toBeGreaterThan(15));

  it.each([...new Set(lines)])('seaworthy %s', (line) => {
    const given = [...line.matchAll(new RegExp(words, 'g'))].map(([word]) =>
      word.replaceAll('"', ''),
    );
    expect(parseCommand(given)).toMatchObject({ ok: true });
  });
});

describe('the page', () => {
  it.each(Object.entries(pipelineFiles))('has what `init --ci %s` writes', (_, { text }) => {
    expect(snippets.map((snippet) => snippet.text)).toContain(text);
  });

  it('tells every input of the action', () => {
    const [{ inputs }] = yamlDocuments(readRepositoryFile('action.yml')) as readonly [
      { readonly inputs: object },
    ];
    expect(Object.keys(inputs).filter((input) => !page.includes(`\`${input}\``))).toEqual([]);
  });
});

describe('the actions of others', () => {
  it('are of one commit each: in our own workflows, on the page, and in what `init` writes', () => {
    const workflows = ['action.yml', '.github/workflows/ci.yml', '.github/workflows/release.yml'];
    const texts = [page, pipelineFiles.github.text, ...workflows.map(readRepositoryFile)];
    const used = texts.flatMap((text) => text.match(/[\w-]+\/[\w/-]+@[0-9a-f]{40} # v.*/g) ?? []);
    const commits = [...new Set(used)];
    const actions = commits.map((commit) => commit.replace(/@.*/, ''));
    expect(actions).toContain('actions/checkout');
    expect(actions).toEqual([...new Set(actions)]);
  });
});
