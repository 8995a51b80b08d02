import type { Rule } from '../../rules/rule.ts';
import { version } from '../../version.ts';
import type { CheckedFinding, CheckedFix } from '../check/checked-file.ts';
import { createItemWriter, jsonText } from './json-text.ts';
import { createObstacleReader, obstacleTitles, type Obstacle } from './obstacles.ts';
import type { Reporter } from './reporter.ts';
import { artifactLocation, region, sarifLocation, sourceRoot } from './sarif-places.ts';
import { sarifLevels, sarifRule, sarifText } from './sarif-rules.ts';
import { createFixFilter, type FixFilter } from './shown-fixes.ts';

const schema =
  'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/**
 * SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html), one run. Results are written as they come, what
 * is told of the run itself at the end.
 */
export function createSarifReporter(rules: readonly Rule[]): Reporter {
  const obstaclesOf = createObstacleReader();
  const results = createItemWriter('        ');
  const indexes = new Map(rules.map(({ id }, index) => [id, index]));
  const executing: object[] = [];
  const configuring: object[] = [];
  let isSuccessful = true;

  function note(obstacle: Obstacle, path: string | undefined): void {
    isSuccessful &&= !obstacle.isGrave;
    const list = obstacle.code === 'configuration' ? configuring : executing;
    list.push(notification(obstacle, path));
  }

  return {
    begin: () =>
      `{\n  "$schema": ${jsonText(schema)},\n  "version": "2.1.0",\n  "runs": [\n    {\n` +
      `      "tool": ${jsonText({ driver: driver(rules) })},\n` +
      `      "columnKind": "utf16CodeUnits",\n` +
      `      "originalUriBaseIds": ${jsonText({ [sourceRoot]: { description: { text: 'The root of the repository.' } } })},\n` +
      `      "results": [`,
    file(file) {
      const { checked, known, repositoryPath: path } = file;
      const shownFixes = createFixFilter(file);
      const write = (finding: CheckedFinding, suppressions?: readonly object[]): object =>
        result(path, finding, indexes.get(finding.rule), shownFixes, suppressions);
      for (const obstacle of obstaclesOf(checked)) note(obstacle, path);
      return results.write([
        ...checked.findings.map((finding) => write(finding)),
        ...checked.suppressed.map((finding) => write(finding, [inSource(finding.reason)])),
        ...known.map((finding) => write(finding, [inBaseline])),
      ]);
    },
    problem({ sentence }) {
      const obstacle = { code: 'unreadable-file', message: sentence, isGrave: true } as const;
      note({ ...obstacle, range: undefined }, undefined);
      return '';
    },
    end() {
      const invocation = {
        executionSuccessful: isSuccessful,
        toolExecutionNotifications: executing,
        toolConfigurationNotifications: configuring,
      };
      return `${results.end('      ')},\n      "invocations": [${jsonText(invocation)}]\n    }\n  ]\n}\n`;
    },
  };
}

function driver(rules: readonly Rule[]): object {
  return {
    name: 'Seaworthy',
    version,
    semanticVersion: version,
    informationUri: 'https://github.com/seaworthy/seaworthy',
    rules: rules.map(sarifRule),
    notifications: Object.entries(obstacleTitles).map(([id, title]) => ({
      id,
      shortDescription: { text: `${title}.` },
    })),
  };
}

/** A `result` (3.27). */
function result(
  path: string,
  finding: CheckedFinding,
  ruleIndex: number | undefined,
  shownFixes: FixFilter,
  suppressions: readonly object[] = [],
): object {
  const { rule, rules, severity, message, range, related, fingerprint } = finding;
  const fixes = (shownFixes(finding.fixes) ?? []).filter(isOfOneFile);
  return {
    ruleId: rule,
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: sarifLevels[severity],
    message: { text: sarifText(message) },
    locations: [sarifLocation(path, range)],
    ...(related.length === 0
      ? {}
      : {
          relatedLocations: related.map((place, index) => ({
            id: index + 1,
            ...sarifLocation(path, place.range, sarifText(place.message)),
          })),
        }),
    partialFingerprints: { 'seaworthy/v1': fingerprint },
    suppressions,
    ...(fixes.length === 0 ? {} : { fixes: fixes.map((fix) => sarifFix(path, fix)) }),
    properties: { severity, ...(rules.length > 1 ? { rules } : {}) },
  };
}

/** SARIF has no place for a line that is put at the end of a file, unless the file's length is known. */
function isOfOneFile({ append, edits }: CheckedFix): boolean {
  return append === undefined && edits.length > 0;
}

/** A `fix` (3.55). */
function sarifFix(path: string, { title, isSafe, edits }: CheckedFix): object {
  return {
    description: { text: sarifText(`${title}.`) },
    artifactChanges: [
      {
        artifactLocation: artifactLocation(path),
        replacements: edits.map(({ range, newText }) => ({
          deletedRegion: region(range),
          insertedContent: { text: newText },
        })),
      },
    ],
    properties: { isSafe },
  };
}

function inSource(reason: string | undefined): object {
  return { kind: 'inSource', ...(reason === undefined ? {} : { justification: reason }) };
}

const inBaseline: object = { kind: 'external', justification: 'Known to the baseline.' };

/** A `notification` (3.58). */
function notification({ code, message, range, isGrave }: Obstacle, path?: string): object {
  const isPlaced = path !== undefined && code !== 'configuration';
  const location =
    isPlaced && range === undefined
      ? { physicalLocation: { artifactLocation: artifactLocation(path) } }
      : isPlaced && range !== undefined
        ? sarifLocation(path, range)
        : undefined;
  return {
    descriptor: { id: code, index: Object.keys(obstacleTitles).indexOf(code) },
    level: isGrave ? 'error' : 'warning',
    message: { text: sarifText(message) },
    ...(location === undefined ? {} : { locations: [location] }),
  };
}
