import type { Severity } from '../../model/severity.ts';
import type { Range } from '../../text/line-index.ts';
import { plainLine } from '../../text/plain-line.ts';
import { createObstacleReader, obstacleTitles } from './obstacles.ts';
import type { Reporter } from './reporter.ts';

type Command = 'error' | 'warning' | 'notice';

const commands: Readonly<Record<Severity, Command>> = {
  error: 'error',
  warning: 'warning',
  information: 'notice',
  hint: 'notice',
};

/**
 * Workflow commands of GitHub Actions, which annotate the lines of a pull request:
 * https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands. GitHub shows the first ten of each kind
 * that a step writes.
 */
export function createGithubReporter(): Reporter {
  const obstaclesOf = createObstacleReader();
  return {
    begin: () => '',
    file({ checked, repositoryPath }) {
      const findings = checked.findings.map(({ rule, severity, message, range }) =>
        annotation(commands[severity], placeOf(repositoryPath, range), rule, message),
      );
      const obstacles = obstaclesOf(checked).map(({ code, message, range, isGrave }) => {
        const isOfFile = code !== 'configuration';
        const place = isOfFile ? placeOf(repositoryPath, range) : [];
        return annotation(isGrave ? 'error' : 'warning', place, obstacleTitles[code], message);
      });
      return [...findings, ...obstacles].join('');
    },
    // Its path is the person's, which need not be that in the repository; the sentence names it.
    problem: ({ sentence }) => annotation('error', [], obstacleTitles['unreadable-file'], sentence),
    end: () => '',
  };
}

type Property = readonly [name: string, value: string];

/** GitHub takes columns only where both are on one line. */
function placeOf(file: string, range: Range | undefined): readonly Property[] {
  if (range === undefined) return [['file', file]];
  const { start, end } = range;
  const lines: readonly Property[] = [
    ['file', file],
    ['line', String(start.line + 1)],
    ['endLine', String(end.line + 1)],
  ];
  if (start.line !== end.line) return lines;
  return [...lines, ['col', String(start.character + 1)], ['endColumn', String(end.character + 1)]];
}

function annotation(
  command: Command,
  place: readonly Property[],
  title: string,
  message: string,
): string {
  const properties = [...place, ['title', title] as const]
    .map(([name, value]) => `${name}=${escapeProperty(value)}`)
    .join(',');
  return `::${command} ${properties}::${escapeData(plainLine(message))}\n`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return plainLine(escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C'));
}
