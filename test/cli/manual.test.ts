import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { commandLinePage } from '../../scripts/cli-page.ts';
import {
  commands,
  environmentVariables,
  programOptions,
  readFiles,
} from '../../server/src/cli/commands.ts';
import { flagsOf, optionsOf, synopsisOf } from '../../server/src/cli/commands/description.ts';
import { manualPage } from '../../server/src/cli/manual.ts';
import { version } from '../../server/src/version.ts';
import { command } from '../support/command-line.ts';
import { extraMark, missingTools, run } from '../support/tools.ts';

const page = manualPage();
const flags = [...programOptions, ...commands.flatMap(optionsOf)].map(flagsOf);

/** As a text stands in the page. */
function inRoff(text: string): string {
  return text.replaceAll('-', '\\-').replaceAll('~', '\\(ti');
}

describe('the manual page', () => {
  it('is what `seaworthy man` writes', async () => {
    expect(await command(['man'])).toEqual({ code: 0, output: page, errors: '' });
  });

  it('has the sections that readers look for, in their usual order', () => {
    const titles = [...page.matchAll(/^\.SH (.*)$/gm)].map(([, title]) => title);
    expect(titles).toEqual([
      'NAME',
      'SYNOPSIS',
      'DESCRIPTION',
      'COMMANDS',
      'OPTIONS',
      'EXIT STATUS',
      'ENVIRONMENT',
      'FILES',
      'EXAMPLES',
    ]);
  });

  it('says its name in the line that indexes of manuals read, and which version it is of', () => {
    expect(page).toMatch(/^\.SH NAME\nseaworthy \\- \S.*[^.]$/m);
    expect(page).toContain(`Seaworthy ${version}`);
  });

  it('has each command, option, variable, file and example', () => {
    for (const one of commands) expect(page).toContain(`.SS "${inRoff(synopsisOf(one))}"`);
    for (const text of flags) expect(page).toContain(`\n.TP\n\\fB${inRoff(text)}\\fR\n`);
    for (const { name } of [...environmentVariables, ...readFiles])
      expect(page).toContain(`\\fB${inRoff(name)}\\fR`);
    for (const { line } of commands.flatMap(({ examples }) => examples))
      expect(page).toContain(`\\fB${inRoff(line)}\\fR`);
  });

  it('has no line that begins with a sign of roff by accident, and no backtick', () => {
    const requests = [...page.matchAll(/^[.'](\S*)/gm)].map(([, name]) => name);
    expect(new Set(requests)).toEqual(new Set(['TH', 'SH', 'SS', 'TP', 'PP', 'B', 'br']));
    expect(page).not.toContain('`');
  });

  const missing = missingTools(['groff']);
  const title = missing.length === 0 ? '' : ` ${extraMark}groff)`;
  it.skipIf(missing.length > 0)(`is set by groff without a warning${title}`, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'seaworthy-manual-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    await writeFile(join(folder, 'seaworthy.1'), page);
    const script = 'groff -man -ww -Tascii "$1" 2>&1 >/dev/null';
    const warnings = await run('sh', ['-c', script, 'sh', join(folder, 'seaworthy.1')]);
    expect(warnings.toString()).toBe('');
  });
});

describe('docs/cli.md', () => {
  it('has each command, option and example', () => {
    const text = commandLinePage();
    for (const one of commands) {
      expect(text).toContain(`\n## seaworthy ${one.name}\n`);
      for (const { line } of one.examples) expect(text).toContain(line);
    }
    for (const flag of flags) expect(text).toContain(`| \`${flag}\` |`);
  });

  it('has links that lead to headings', () => {
    const text = commandLinePage();
    const targets = [...text.matchAll(/\]\(#([^)]*)\)/g)].map(([, target = '']) => target);
    expect(targets).toHaveLength(commands.length);
    for (const target of targets)
      expect(text.toLowerCase()).toContain(`\n## ${target.replace('-', ' ')}\n`);
  });
});
