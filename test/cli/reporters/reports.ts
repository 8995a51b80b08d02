import type { CheckedFile, CheckedFinding } from '../../../server/src/cli/check/checked-file.ts';
import { toCheckedDocument } from '../../../server/src/cli/check/to-checked.ts';
import type { Format } from '../../../server/src/cli/command.ts';
import { createReporter } from '../../../server/src/cli/reporters/create.ts';
import type {
  ReportedFile,
  ReporterOptions,
  Totals,
} from '../../../server/src/cli/reporters/reporter.ts';
import { createTally } from '../../../server/src/cli/check/tally.ts';
import { analyze, defaultOptions } from '../../../server/src/analysis/report.ts';
import type { Language } from '../../../server/src/model/document-model.ts';
import { rules } from '../../../server/src/rules/index.ts';
import { defaultPolicy } from '../../../server/src/settings/policy.ts';
import { today } from '../../support/rule-examples.ts';

export interface FileProblem {
  readonly path: string;
  readonly sentence: string;
}

/** Checks a text as `seaworthy check` does, with all rules and without files around it. */
export function checkText(
  path: string,
  text: string,
  language: Language = text.startsWith('FROM') ? 'dockerfile' : 'compose',
): ReportedFile {
  const policy = { ...defaultPolicy, profile: 'strict' as const, preview: true };
  const report = analyze({ text, language, path }, { ...defaultOptions(rules, today), policy });
  const { checked } = toCheckedDocument(
    { report, policy, configurationProblems: [], isConfigurationBroken: false, reads: [] },
    { path, text, language },
    {
      folder: '/repository',
      root: '/repository',
      today,
      profile: undefined,
      configuration: undefined,
      withFixes: true,
    },
    rules,
  );
  return { checked, text, repositoryPath: path, known: [] };
}

/** A file of which so much is said as a test needs. */
export function fileWith(
  parts: Partial<Omit<CheckedFile, 'findings' | 'suppressed'>> & {
    readonly findings?: readonly Partial<CheckedFinding>[];
    readonly suppressed?: readonly (Partial<CheckedFinding> & { readonly reason?: string })[];
    readonly known?: readonly Partial<CheckedFinding>[];
    readonly text?: string;
    readonly repositoryPath?: string;
  } = {},
): ReportedFile {
  const { findings = [], suppressed = [], known = [], text = 'FROM redis\n', ...checked } = parts;
  const { repositoryPath = checked.path ?? 'Dockerfile', ...others } = checked;
  return {
    text,
    repositoryPath,
    known: known.map(findingWith),
    checked: {
      path: 'Dockerfile',
      findings: findings.map(findingWith),
      suppressed: suppressed.map((each) => ({ ...findingWith(each), reason: each.reason })),
      secrets: [],
      syntaxProblem: undefined,
      failures: [],
      failOn: 'warning',
      configurationProblems: [],
      isConfigurationBroken: false,
      parts: [],
      ...others,
    },
  };
}

function findingWith(parts: Partial<CheckedFinding>): CheckedFinding {
  const { rule = 'image-no-tag' } = parts;
  return {
    rule,
    rules: [rule],
    severity: 'warning',
    range: { start: { line: 0, character: 5 }, end: { line: 0, character: 10 } },
    message: '`redis` has no tag.',
    related: [],
    fingerprint: `0123456789abcdef-${rule}`,
    hasSafeFix: false,
    fixes: undefined,
    ...parts,
  };
}

/** The whole report of these files, and of those that could not be read. */
export function report(
  format: Format,
  files: readonly ReportedFile[],
  problems: readonly FileProblem[] = [],
  options: Partial<ReporterOptions> = {},
): string {
  const reporter = createReporter(format, {
    rules,
    hasColours: false,
    hasLinks: false,
    columns: undefined,
    ...options,
  });
  return [
    reporter.begin(),
    ...files.map((file) => reporter.file(file)),
    ...problems.map((problem) => reporter.problem(problem)),
    reporter.end(totalsOf(files, problems.length)),
  ].join('');
}

function totalsOf(files: readonly ReportedFile[], problems: number): Totals {
  const tally = createTally({ failOn: undefined, maxFindings: 0 });
  for (const file of files) tally.add(file);
  for (let index = 0; index < problems; index++) tally.addProblem();
  return tally.totals();
}

export const token = ['ghp', 'Zq3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0dF3gH6'].join('_');

/** A file with findings of many kinds, at places that are hard to count. */
export const samples: readonly ReportedFile[] = [
  checkText('Dockerfile', 'FROM redis\r\nUSER root\r\nRUN sudo apt-get update\r\n'),
  checkText('a b/c,d:e%25 "f".Dockerfile', 'FROM alpine AS 𝒳\nRUN echo "😀" && sudo ls\n'),
  checkText(
    'compose.yaml',
    'services:\n  "😀": {image: redis, privileged: true}\n  b:\n    image: x\n    ports: ["6379:6379"]\n',
  ),
  checkText(
    'новый\n\\compose.yaml',
    `services:\n  db:\n    image: postgres\n    environment:\n      T: ${token}\n      POSTGRES_PASSWORD: hunter22\n`,
  ),
  checkText('silent/Dockerfile', 'FROM scratch\n'),
  checkText('empty/Dockerfile', '', 'dockerfile'),
  checkText(
    'ignored/Dockerfile',
    'FROM scratch\n# seaworthy: ignore[image-no-tag] -- only a sample\nFROM redis\n',
  ),
];
