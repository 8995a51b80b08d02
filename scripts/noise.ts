import { parseArgs } from 'node:util';
import { createAnalyst } from '../server/src/cli/analyst.ts';
import { findSources } from '../server/src/cli/discovery.ts';
import { readSource } from '../server/src/cli/files.ts';
import { nodeFiles, repositoryRoot } from '../server/src/files/node-files.ts';
import { isAtLeast, severities, type Severity } from '../server/src/model/severity.ts';
import { rules } from '../server/src/rules/index.ts';

const usage = `Usage: npm run noise -- [--at-least LEVEL] [--list] FOLDER…

Checks every Dockerfile and Compose file below the folders, as \`seaworthy check\` does, and prints how
many findings there are for a service and for a Dockerfile, and of which rules.
`;

interface Tally {
  files: number;
  clean: number;
  /** Services of Compose files; Dockerfiles count as one each. */
  units: number;
  findings: number;
  readonly byRule: Map<string, number>;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    'at-least': { type: 'string', default: 'warning' },
    list: { type: 'boolean', default: false },
  },
});
const level = severities.find((severity) => severity === values['at-least']);

if (positionals.length === 0 || level === undefined) {
  process.stderr.write(usage);
  process.exitCode = 2;
} else {
  await measure(positionals, level, values.list);
}

async function measure(
  folders: readonly string[],
  atLeast: Severity,
  isListed: boolean,
): Promise<void> {
  const tallies = { compose: newTally(), dockerfile: newTally() };
  const analyst = createAnalyst(
    {
      folder: process.cwd(),
      root: repositoryRoot(folders[0] ?? '.'),
      today: new Date().toISOString().slice(0, 10),
      profile: undefined,
      configuration: undefined,
      withFixes: false,
    },
    { rules, files: nodeFiles },
  );
  const { signal } = new AbortController();
  for await (const found of findSources(folders, { honoursGitignore: false, signal })) {
    const read = found.ok ? await readSource(found.value) : found;
    if (!read.ok) {
      process.stderr.write(`${read.error.sentence}\n`);
      continue;
    }
    const { path, text, language } = read.value;
    const { report } = await analyst.analyse(read.value);
    const told = report.findings.filter(({ severity }) => isAtLeast(severity, atLeast));
    const tally = tallies[language];
    tally.files++;
    tally.findings += told.length;
    if (told.length === 0) tally.clean++;
    tally.units +=
      language === 'dockerfile'
        ? 1
        : report.model.containers.filter(
            ({ kind, nameSpan }) => kind === 'service' && nameSpan.start <= text.length,
          ).length;
    for (const { rule, span, message, severity } of told) {
      tally.byRule.set(rule, (tally.byRule.get(rule) ?? 0) + 1);
      if (!isListed) continue;
      const line = text.slice(0, span.start).split('\n').length;
      process.stdout.write(`${path}:${String(line)}: ${severity} ${rule}: ${message}\n`);
    }
  }
  print('Compose files', 'service', tallies.compose);
  print('Dockerfiles', 'Dockerfile', tallies.dockerfile);
}

function newTally(): Tally {
  return { files: 0, clean: 0, units: 0, findings: 0, byRule: new Map() };
}

function print(
  title: string,
  unit: string,
  { files, clean, units, findings, byRule }: Tally,
): void {
  if (files === 0) return;
  const ratio = units === 0 ? '–' : (findings / units).toFixed(3);
  process.stdout.write(
    `\n${title}: ${String(files)}, ${String(clean)} of them clean; ${String(findings)} findings, ${ratio} a ${unit}\n`,
  );
  for (const [rule, count] of [...byRule].sort(([, a], [, b]) => b - a))
    process.stdout.write(`  ${String(count).padStart(5)} ${rule}\n`);
}
