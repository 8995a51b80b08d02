import type { Format } from '../../../server/src/cli/command.ts';
import type { Severity } from '../../../server/src/model/severity.ts';
import { readXml } from './xml-reader.ts';

/** What a report says of a finding, whatever its format; lines and columns from 1. */
export interface ToldFinding {
  /** As the person wrote it in text and json, below the repository in the others. */
  readonly path: string;
  readonly line: number;
  /** Undefined where the format has no place for it: in gitlab, and in github for what is on several lines. */
  readonly column: number | undefined;
  readonly rule: string;
  /** In github hints are as information. */
  readonly severity: Severity;
  readonly message: string;
}

/** Reads the findings that a report tells, without those that are silenced or known, in its order. */
export function parseReport(format: Format, report: string): readonly ToldFinding[] {
  switch (format) {
    case 'text':
      return parseText(report);
    case 'json':
      return parseJson(report);
    case 'sarif':
      return parseSarif(report);
    case 'github':
      return parseGithub(report);
    case 'gitlab':
      return parseGitlab(report);
    case 'junit':
      return parseJunit(report);
  }
}

/** A finding as this format can tell it, to compare with what was parsed. */
export function asToldBy(format: Format, finding: ToldFinding, isOnOneLine: boolean): ToldFinding {
  const hasColumn = format !== 'gitlab' && (format !== 'github' || isOnOneLine);
  const isHint = format === 'github' && finding.severity === 'hint';
  return {
    ...finding,
    column: hasColumn ? finding.column : undefined,
    severity: isHint ? 'information' : finding.severity,
  };
}

const textLine = /^ {2}(\d+):(\d+) +(error|warning|information|hint) +(.*) \[([a-z\d-]+)\]$/;

/** Without colours. */
function parseText(report: string): readonly ToldFinding[] {
  let path = '';
  return report.split('\n').flatMap((text) => {
    if (/^\S/.test(text)) path = text;
    const [, line, column, severity, message = '', rule = ''] = textLine.exec(text) ?? [];
    if (severity === undefined) return [];
    return [
      {
        path,
        line: Number(line),
        column: Number(column),
        rule,
        severity: severity as Severity,
        message,
      },
    ];
  });
}

interface JsonFinding {
  readonly file: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly range: { readonly start: { readonly line: number; readonly character: number } };
}

function parseJson(report: string): readonly ToldFinding[] {
  const { findings } = JSON.parse(report) as { readonly findings: readonly JsonFinding[] };
  return findings.map(({ file, rule, severity, message, range: { start } }) => ({
    path: file,
    line: start.line + 1,
    column: start.character + 1,
    rule,
    severity,
    message,
  }));
}

interface SarifResult {
  readonly ruleId: string;
  readonly message: { readonly text: string };
  readonly locations: readonly {
    readonly physicalLocation: {
      readonly artifactLocation: { readonly uri: string };
      readonly region: { readonly startLine: number; readonly startColumn: number };
    };
  }[];
  readonly suppressions: readonly unknown[];
  readonly properties: { readonly severity: Severity };
}

function parseSarif(report: string): readonly ToldFinding[] {
  const { runs } = JSON.parse(report) as {
    readonly runs: readonly { readonly results: readonly SarifResult[] }[];
  };
  return runs
    .flatMap(({ results }) => results)
    .filter(({ suppressions }) => suppressions.length === 0)
    .flatMap(({ ruleId, message, locations, properties }) =>
      locations.map(({ physicalLocation: { artifactLocation, region } }) => ({
        path: decodeURIComponent(artifactLocation.uri),
        line: region.startLine,
        column: region.startColumn,
        rule: ruleId,
        severity: properties.severity,
        message: message.text.replaceAll('\\](', ']('),
      })),
    );
}

const githubSeverities: Readonly<Record<string, Severity>> = {
  error: 'error',
  warning: 'warning',
  notice: 'information',
};

function parseGithub(report: string): readonly ToldFinding[] {
  return githubCommands(report).flatMap(({ command, properties, message }) => {
    const { file = '', line, col, title = '' } = properties;
    const severity = githubSeverities[command];
    if (line === undefined || severity === undefined || title.includes(' ')) return [];
    const column = col === undefined ? undefined : Number(col);
    return [{ path: file, line: Number(line), column, rule: title, severity, message }];
  });
}

export interface GithubCommand {
  readonly command: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly message: string;
}

/** Workflow commands as the runner of GitHub Actions reads them: a line each, of which properties and message are unescaped. */
export function githubCommands(report: string): readonly GithubCommand[] {
  const lines = report.split('\n').slice(0, -1);
  return lines.map((line) => {
    const [, command = '', properties = '', message = ''] =
      /^::([a-z]+) (.*?)::(.*)$/.exec(line) ?? [];
    return {
      command,
      properties: Object.fromEntries(
        properties.split(',').map((property) => {
          const equals = property.indexOf('=');
          return [property.slice(0, equals), withoutEscapes(property.slice(equals + 1))];
        }),
      ),
      message: withoutEscapes(message),
    };
  });
}

function withoutEscapes(text: string): string {
  return text
    .replaceAll('%0D', '\r')
    .replaceAll('%0A', '\n')
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%25', '%');
}

interface GitlabIssue {
  readonly description: string;
  readonly check_name: string;
  readonly severity: string;
  readonly location: { readonly path: string; readonly lines: { readonly begin: number } };
}

const gitlabSeverities: Readonly<Record<string, Severity>> = {
  critical: 'error',
  major: 'warning',
  minor: 'information',
  info: 'hint',
};
const obstacles: ReadonlySet<string> = new Set([
  'unreadable-file',
  'syntax',
  'rule-failure',
  'configuration',
]);

function parseGitlab(report: string): readonly ToldFinding[] {
  const issues = JSON.parse(report) as readonly GitlabIssue[];
  return issues.flatMap(({ description, check_name: rule, severity, location }) => {
    const told = gitlabSeverities[severity];
    if (told === undefined || obstacles.has(rule)) return [];
    const { path, lines } = location;
    return [
      { path, line: lines.begin, column: undefined, rule, severity: told, message: description },
    ];
  });
}

function parseJunit(report: string): readonly ToldFinding[] {
  const cases = readXml(report).children.flatMap(({ children }) => children);
  return cases.flatMap(({ attributes, children }) => {
    const { classname = '', name = '' } = attributes;
    const failure = children.find((child) => child.name === 'failure');
    const [, rule = '', line, column] = /^(.+) at (\d+):(\d+)$/.exec(name) ?? [];
    if (failure === undefined) return [];
    const { message = '', type } = failure.attributes;
    return [
      {
        path: classname,
        line: Number(line),
        column: Number(column),
        rule,
        severity: type as Severity,
        message,
      },
    ];
  });
}
