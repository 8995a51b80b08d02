import type { Report } from '../../analysis/report.ts';
import { explainSyntaxProblem } from '../../analysis/sentences.ts';
import { isExcluded } from '../../settings/policy.ts';
import { createLineIndex, shownPosition } from '../../text/line-index.ts';
import { createAnalyst, type AnalysedFile } from '../analyst.ts';
import type { CheckSettings } from '../check/checked-file.ts';
import type { PinCommand } from '../command.ts';
import type { SourceFile } from '../files.ts';
import type { CliPorts } from '../ports.ts';
import { eachSource, tell } from '../sources.ts';

export interface ReadReport {
  readonly file: SourceFile;
  readonly report: Report;
}

export interface ReadReports {
  readonly read: readonly ReadReport[];
  /** Whether something was left out because it could not be read, or read as somebody else than its author wanted. */
  readonly hasProblem: boolean;
}

/** Reads and analyses all files of a command but those that its configuration excludes, and names those that cannot be read as what they are. */
export async function readReports(command: PinCommand, ports: CliPorts): Promise<ReadReports> {
  const analyst = createAnalyst(settingsFor(ports), ports);
  const read: ReadReport[] = [];
  const told = new Set<string>();
  let isComplete = true;
  const isMissing = await eachSource(command, ports, async (file) => {
    const analysed = await analyst.analyse(file);
    const { report, policy } = analysed;
    const problems = problemsOf(file, analysed);
    if (problems.length > 0) isComplete = false;
    else if (!isExcluded(policy, report.source.path ?? '')) read.push({ file, report });
    for (const sentence of [...analysed.configurationProblems, ...problems])
      if (!told.has(sentence)) {
        told.add(sentence);
        tell(ports, sentence);
      }
  });
  return { read, hasProblem: isMissing || !isComplete };
}

function settingsFor({ folder, root, today }: CliPorts): CheckSettings {
  return { folder, root, today, profile: undefined, configuration: undefined, withFixes: false };
}

/** Why nothing of a file is to be changed: it may not say what it seems to, or nobody knows whether it is left out. */
function problemsOf(
  { path }: SourceFile,
  { report, isConfigurationBroken }: AnalysedFile,
): readonly string[] {
  const { syntaxProblem } = report.model;
  if (isConfigurationBroken)
    return [`${path} is left alone, because its configuration cannot be read as a whole.`];
  if (syntaxProblem === undefined) return [];
  const lines = createLineIndex(report.source.text);
  const place = shownPosition(lines.positionAt(syntaxProblem.span.start));
  return [`${path}:${place}: ${explainSyntaxProblem(syntaxProblem)}`];
}
