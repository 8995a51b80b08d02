import { fileURLToPath, pathToFileURL } from 'node:url';
import { analyze, type Report } from '../analysis/report.ts';
import { defaultPolicy, withLayer, type Policy } from '../settings/policy.ts';
import { createLineIndex } from '../text/line-index.ts';
import { plainLine } from '../text/plain-line.ts';
import {
  pathInConfiguration,
  Workspace,
  type Configuration,
  type ConfigurationFile,
} from '../workspace/workspace.ts';
import type { SourceFile } from './files.ts';
import type { CliPorts } from './run.ts';

export interface CheckedFile {
  readonly report: Report;
  /** What the configuration that holds for the file says. */
  readonly policy: Policy;
}

/** Analyses one file after another, each with its configuration and the files around it. */
export interface Checker {
  check(file: SourceFile): Promise<CheckedFile>;
  /** Whether a configuration could not be read, so that others than the wanted rules held. */
  hasBrokenConfiguration(): boolean;
}

type CheckerPorts = Pick<CliPorts, 'rules' | 'files' | 'root' | 'today' | 'writeError'>;

export function createChecker({ rules, files, root, today, writeError }: CheckerPorts): Checker {
  const knownRules = rules.map(({ id, meta }) => ({
    id,
    options: (meta.options ?? []).map(({ name }) => name),
  }));
  const roots = [pathToFileURL(root).href];
  const workspace = new Workspace(files, () => undefined, knownRules, roots);
  const told = new Set<string>();
  let isBroken = false;

  function tell({ file }: Configuration): void {
    if (file === undefined || told.has(file.uri)) return;
    told.add(file.uri);
    isBroken ||= file.problems.some(({ code }) => code === 'config-syntax');
    for (const sentence of problemSentences(file)) writeError(`${plainLine(sentence)}\n`);
  }

  return {
    async check({ path, source }) {
      const uri = pathToFileURL(path).href;
      return workspace.settle(uri, ({ configuration, surroundings }) => {
        tell(configuration);
        const policy = withLayer(defaultPolicy, configuration.layer);
        const inConfiguration = pathInConfiguration(uri, configuration);
        const report = analyze(
          { ...source, path: inConfiguration },
          { rules, policy, surroundings, today, defersToBuildKit: false },
        );
        for (const { rule, message } of report.failures)
          if (!told.has(rule)) {
            told.add(rule);
            writeError(
              `${plainLine(`The rule \`${rule}\` broke, so its findings are missing; all others are complete. Please report this: ${message}`)}\n`,
            );
          }
        return { report, policy };
      });
    },
    hasBrokenConfiguration: () => isBroken,
  };
}

function problemSentences({ uri, text, problems }: ConfigurationFile): readonly string[] {
  const lines = createLineIndex(text);
  return problems.map(({ span, message }) => {
    const { line, character } = lines.positionAt(span.start);
    return `${fileURLToPath(uri)}:${line + 1}:${character + 1}: ${message}`;
  });
}
