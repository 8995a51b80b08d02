import { fileURLToPath, pathToFileURL } from 'node:url';
import { knownRule } from '../analysis/levels.ts';
import { analyze, type Report } from '../analysis/report.ts';
import { explainRuleFailure } from '../analysis/sentences.ts';
import { defaultPolicy, withLayer, type Policy } from '../settings/policy.ts';
import { createLineIndex } from '../text/line-index.ts';
import { plainLine } from '../text/plain-line.ts';
import { pathOf } from '../workspace/uri.ts';
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
  const knownRules = rules.map(knownRule);
  const roots = [pathToFileURL(root).href];
  const workspace = new Workspace(files, () => undefined, knownRules, roots);
  const told = new Set<string>();
  let isBroken = false;

  function tellOnce(subject: string, sentences: readonly string[]): void {
    if (told.has(subject)) return;
    told.add(subject);
    for (const sentence of sentences) writeError(`${plainLine(sentence)}\n`);
  }

  function tellProblems({ file }: Configuration): void {
    if (file === undefined) return;
    isBroken ||= file.problems.some(({ code }) => code === 'config-syntax');
    tellOnce(file.uri, problemSentences(file));
  }

  return {
    async check({ path, text, language }) {
      const uri = pathToFileURL(path).href;
      return workspace.settle(uri, ({ configuration, surroundings }) => {
        tellProblems(configuration);
        const policy = withLayer(defaultPolicy, configuration.layer);
        const inConfiguration = pathInConfiguration(uri, configuration);
        const report = analyze(
          { text, language, path: inConfiguration, location: pathOf(uri) },
          { rules, policy, surroundings, today, defersToBuildKit: false },
        );
        for (const failure of report.failures)
          tellOnce(failure.rule, [explainRuleFailure(failure)]);
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
