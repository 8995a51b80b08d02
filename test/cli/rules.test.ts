import { describe, expect, it } from 'vitest';
import type { CliPorts } from '../../server/src/cli/ports.ts';
import type { RuleFacts } from '../../server/src/cli/rule-facts.ts';
import { rules } from '../../server/src/rules/index.ts';
import { command, noTerminal, type Outcome } from '../support/command-line.ts';

function list(words: readonly string[] = [], ports: Partial<CliPorts> = {}): Promise<Outcome> {
  return command(['rules', ...words], ports);
}

interface RulesReport {
  readonly version: 1;
  readonly profile: string | null;
  readonly rules: readonly RuleFacts[];
}

async function listData(...words: readonly string[]): Promise<RulesReport> {
  return JSON.parse((await list(['--format', 'json', ...words])).output) as RulesReport;
}

describe('seaworthy rules', () => {
  it('lists every rule in a line of its own: id, severity, profile, title', async () => {
    const { code, output, errors } = await list();
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    const lines = output.trimEnd().split('\n');
    expect(lines.map((line) => line.split(/ {2,}/)[0])).toEqual(rules.map(({ id }) => id));
    expect(lines.find((line) => line.startsWith('image-latest-tag '))?.split(/ {2,}/)).toEqual([
      'image-latest-tag',
      'warning',
      'recommended',
      'Image with the tag `latest`',
    ]);
  });

  it('aligns the columns', async () => {
    const lines = (await list()).output.trimEnd().split('\n');
    const severities = /(?<= {2})(?:error|warning|information|hint)\b/;
    expect(new Set(lines.map((line) => line.search(severities))).size).toBe(1);
  });

  it('cuts lines to the width of the terminal, and says how to go on', async () => {
    const terminal = { ...noTerminal, isOutput: true, isErrors: true, columns: 80 };
    const { output, errors } = await list([], { terminal });
    const lengths = output.split('\n').map((line) => line.length);
    expect(Math.max(...lengths)).toBe(80);
    expect(output).toContain('…\n');
    expect(errors).toBe(`${rules.length} rules. \`seaworthy explain RULE\` tells more of one.\n`);
  });

  it('colours severities where that is wanted', async () => {
    const { output } = await list([], { terminal: { ...noTerminal, hasColours: true } });
    expect(output).toContain('\u001b[33mwarning');
  });

  it('lists what is on in a profile', async () => {
    const recommended = await listData('--profile', 'recommended');
    const strict = await listData('--profile', 'strict');
    const minimal = await listData('--profile', 'minimal');
    const profiles = new Set(recommended.rules.map(({ profile }) => profile));
    expect([...profiles]).toEqual(['recommended']);
    expect(strict.rules.length).toBeGreaterThan(recommended.rules.length);
    expect(strict.rules.some(({ profile }) => profile === 'preview')).toBe(false);
    expect(new Set(minimal.rules.map(({ severity }) => severity))).toEqual(new Set(['error']));
  });

  it('gives a rule the severity that it has in the profile', async () => {
    const changed = rules.find(
      ({ meta }) =>
        meta.profile !== 'preview' && (meta.strictSeverity ?? meta.severity) !== meta.severity,
    );
    const [strict, all] = [await listData('--profile', 'strict'), await listData()];
    const severityIn = (report: RulesReport) =>
      report.rules.find(({ id }) => id === changed?.id)?.severity;
    expect(severityIn(strict)).toBe(changed?.meta.strictSeverity);
    expect(severityIn(all)).toBe(changed?.meta.severity);
  });

  it('tells the same of each rule as data', async () => {
    const report = await listData();
    expect(report).toMatchObject({ version: 1, profile: null });
    expect(report.rules.map(({ id, title }) => ({ id, title }))).toEqual(
      rules.map(({ id, meta }) => ({ id, title: meta.title })),
    );
  });
});
