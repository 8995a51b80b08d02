import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { DiagnosticSeverity } from 'vscode-languageserver';
import { formats } from '../../server/src/cli/command.ts';
import type { Severity } from '../../server/src/model/severity.ts';
import { rules } from '../../server/src/rules/index.ts';
import { nodeFiles } from '../../server/src/files/node-files.ts';
import { command, makeFolder, type Folder } from '../support/command-line.ts';
import { connect, modernClient } from '../support/language-client.ts';
import { asToldBy, parseReport, type ToldFinding } from './reporters/parse.ts';

const configuration = 'profile: strict\npreview: true\n';

/** All examples of all rules, each in a folder of its own as a file of the name that it would have. */
const examples: Readonly<Record<string, string>> = Object.fromEntries(
  rules.flatMap(({ id, meta }) =>
    meta.examples.map(({ language, text }, index) => {
      const name = language === 'compose' ? 'compose.yaml' : 'Dockerfile';
      return [`${id}/${String(index)}/${name}`, text.replace(/[«»]/g, '')];
    }),
  ),
);

const severities: Readonly<Record<DiagnosticSeverity, Severity>> = {
  [DiagnosticSeverity.Error]: 'error',
  [DiagnosticSeverity.Warning]: 'warning',
  [DiagnosticSeverity.Information]: 'information',
  [DiagnosticSeverity.Hint]: 'hint',
};

interface Shown {
  readonly finding: ToldFinding;
  readonly isOnOneLine: boolean;
}

/** What an editor shows of the files, in the order of their names. */
async function shownByEditor(folder: Folder): Promise<readonly Shown[]> {
  const client = await connect(
    { capabilities: modernClient, folders: [pathToFileURL(folder.path).href] },
    { files: nodeFiles },
  );
  const shown: Shown[] = [];
  for (const [path, text] of Object.entries(examples).toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const uri = pathToFileURL(folder.file(path)).href;
    client.open(uri, text, path.endsWith('.yaml') ? 'dockercompose' : 'dockerfile');
    const report = await client.pull(uri);
    if (report.kind !== 'full') throw new Error('not a full report');
    for (const { range, severity, code, message } of report.items)
      shown.push({
        finding: {
          path,
          line: range.start.line + 1,
          column: range.start.character + 1,
          rule: String(code),
          severity: severities[severity ?? DiagnosticSeverity.Error],
          message: typeof message === 'string' ? message : message.value,
        },
        isOnOneLine: range.start.line === range.end.line,
      });
    client.close(uri);
  }
  return shown;
}

describe('the examples of all rules', () => {
  it.each(formats)('have the findings as %s that an editor shows', async (format) => {
    const folder = await makeFolder({ ...examples, 'seaworthy.yaml': configuration });
    const shown = await shownByEditor(folder);
    expect(shown.length).toBeGreaterThan(rules.length);
    const { output } = await command(['check', '--format', format, folder.path], {
      folder: folder.path,
      root: folder.path,
    });
    const told = parseReport(format, output).map((finding) => ({
      ...finding,
      path: finding.path.replace(`${folder.path}/`, ''),
    }));
    expect(told).toEqual(
      shown.map(({ finding, isOnOneLine }) => asToldBy(format, finding, isOnOneLine)),
    );
  });
});
