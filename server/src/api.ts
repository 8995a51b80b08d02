import type * as api from '../../npm/index.d.cts';
import { languageOfName } from './analysis/languages.ts';
import { analyze } from './analysis/report.ts';
import { knownRule } from './analysis/levels.ts';
import { noSurroundings } from './analysis/surroundings.ts';
import { createTally } from './cli/check/tally.ts';
import { toCheckedDocument } from './cli/check/to-checked.ts';
import { createJsonReporter } from './cli/reporters/json.ts';
import type { ReportedFile } from './cli/reporters/reporter.ts';
import type { Language } from './model/document-model.ts';
import { rules } from './rules/index.ts';
import { isBroken, readConfig, type ReadConfig } from './settings/config-file.ts';
import { defaultPolicy, withLayer } from './settings/policy.ts';
import { createLineIndex } from './text/line-index.ts';

export { version } from './version.ts';

const byteOrderMark = /^\uFEFF/;
const noConfiguration: ReadConfig = { layer: {}, problems: [] };

/** What the npm package is for programs; `npm/index.d.cts` describes it. */
export const checkText: typeof api.checkText = (given, options) => {
  const { path, profile, configuration } = options;
  const text = given.replace(byteOrderMark, '');
  const language = languageOf(options);
  const { layer = {}, problems } =
    configuration === undefined ? noConfiguration : readConfig(configuration, rules.map(knownRule));
  const policy = withLayer(
    withLayer(defaultPolicy, layer),
    profile === undefined ? {} : { profile },
  );
  const lines = createLineIndex(configuration ?? '');
  const analysed = {
    report: analyze(
      { text, language, path },
      { rules, policy, surroundings: noSurroundings, today: today(), defersToBuildKit: false },
    ),
    policy,
    configurationProblems: problems.map(({ span, message }) => {
      const { line, character } = lines.positionAt(span.start);
      return `Configuration, line ${line + 1}, character ${character + 1}: ${message}`;
    }),
    isConfigurationBroken: isBroken(problems),
    reads: [],
  };
  const settings = {
    folder: '/',
    root: '/',
    today: today(),
    profile,
    configuration: undefined,
    withFixes: true,
  };
  const { checked } = toCheckedDocument(analysed, { path, text, language }, settings, rules);
  return reportOf({ checked, text, repositoryPath: path, known: [] });
};

function languageOf({ language, path }: api.CheckOptions): Language {
  const known = language ?? languageOfName(path);
  if (known !== undefined) return known;
  throw new RangeError(
    `The name "${path}" tells neither a Dockerfile nor a Compose file; give the language.`,
  );
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}

/** The report as the command line would write it, so that both say the same. */
function reportOf(file: ReportedFile): api.CheckReport {
  const tally = createTally({ failOn: undefined, maxFindings: 0 });
  tally.add(file);
  const { syntaxProblem, failures, isConfigurationBroken } = file.checked;
  if (syntaxProblem !== undefined || failures.length > 0 || isConfigurationBroken)
    tally.addProblem();
  const reporter = createJsonReporter();
  const json = reporter.begin() + reporter.file(file) + reporter.end(tally.totals());
  return JSON.parse(json) as api.CheckReport;
}
