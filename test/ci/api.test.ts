import { describe, expect, it } from 'vitest';
import { checkText } from '../../server/src/api.ts';
import { rules } from '../../server/src/rules/index.ts';
import { command, makeFolder } from '../support/command-line.ts';

function rulesIn(text: string, options: Parameters<typeof checkText>[1]): readonly string[] {
  return checkText(text, options).findings.map(({ rule }) => rule);
}

describe('checkText', () => {
  it('gives the report that the command line writes', async () => {
    const text =
      'FROM python:latest\n# seaworthy: ignore[user-root] -- it binds a port\nUSER root\n';
    const folder = await makeFolder({ Dockerfile: text });
    const { output } = await command(['check', '--format', 'json', folder.file('Dockerfile')]);
    const report = checkText(text, { path: folder.file('Dockerfile') });
    expect(report).toEqual(JSON.parse(output));
    expect(report.findings[0]?.fixes).not.toEqual([]);
    expect(report.suppressed).toMatchObject([{ rule: 'user-root', reason: 'it binds a port' }]);
  });

  it('knows the language by the name or is told it', () => {
    const compose = 'services:\n  a:\n    image: redis:7.4.1\n    privileged: true\n';
    expect(rulesIn(compose, { path: 'deploy/docker-compose.yml' })).toEqual([
      'privileged-container',
    ]);
    expect(rulesIn(compose, { path: 'stack.tmpl', language: 'compose' })).toEqual([
      'privileged-container',
    ]);
    expect(() => checkText(compose, { path: 'stack.tmpl' })).toThrow(RangeError);
  });

  it('follows a configuration, and a profile against it', () => {
    const text = 'FROM redis:7.4.1\nUSER 1000\n';
    const configuration =
      'profile: strict\noverrides:\n  - files: [old/**]\n    rules: { image-not-pinned: off }\n';
    expect(rulesIn(text, { path: 'new/Dockerfile', configuration })).toEqual(['image-not-pinned']);
    expect(rulesIn(text, { path: 'old/Dockerfile', configuration })).toEqual([]);
    expect(rulesIn(text, { path: 'new/Dockerfile', configuration, profile: 'minimal' })).toEqual(
      [],
    );
  });

  it('tells what of a configuration it cannot use, and checks all the same', () => {
    const options = {
      path: 'Dockerfile',
      configuration: 'profile: recommended\nrules: { no-such: off }\n',
    };
    const { problems, findings, summary } = checkText('FROM redis\nUSER 1000\n', options);
    expect(problems).toMatchObject([{ file: 'Dockerfile', code: 'configuration' }]);
    expect(problems[0]?.message).toMatch(/^Configuration, line 2, character 10: .*`no-such`/);
    expect(findings).toHaveLength(1);
    expect(summary.problems).toBe(0);
  });

  it('counts a configuration that is no YAML, and a text that breaks off, as problems', () => {
    const broken = checkText('FROM redis:7.4.1\n', {
      path: 'Dockerfile',
      configuration: 'rules: [',
    });
    expect(broken.summary.problems).toBe(1);
    const { problems, summary } = checkText('services: {\n', { path: 'compose.yaml' });
    expect([problems[0]?.code, summary.problems]).toEqual(['syntax', 1]);
  });

  it('places findings as an editor does, which shows no byte order mark', () => {
    const [finding] = checkText('\uFEFFFROM redis\nUSER 1000\n', { path: 'Dockerfile' }).findings;
    expect(finding?.range.start).toEqual({ line: 0, character: 5 });
  });

  it('knows every rule that the command line knows', () => {
    const silenced = rules.map(({ id }) => `  ${id}: off\n`).join('');
    const { problems } = checkText('', {
      path: 'Dockerfile',
      configuration: `rules:\n${silenced}`,
    });
    expect(problems).toEqual([]);
  });
});
