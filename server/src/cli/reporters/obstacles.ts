import type { Range } from '../../text/line-index.ts';
import type { CheckedFile } from '../check/checked-file.ts';

export type ObstacleCode = 'unreadable-file' | 'syntax' | 'rule-failure' | 'configuration';

/** What kept a file from being checked, or from being checked as it should be. */
export interface Obstacle {
  readonly code: ObstacleCode;
  readonly message: string;
  /** Undefined when it is no place of the file. */
  readonly range: Range | undefined;
  /** Whether the findings are incomplete or those of other rules than the wanted ones. */
  readonly isGrave: boolean;
}

export const obstacleTitles: Readonly<Record<ObstacleCode, string>> = {
  'unreadable-file': 'File that could not be read',
  syntax: 'File that could be read only in part',
  'rule-failure': 'Rule that broke',
  configuration: 'Configuration that cannot be used',
};

/** Reads the obstacles of one file after another; what many share, a configuration, is told with the first of them. */
export function createObstacleReader(): (checked: CheckedFile) => readonly Obstacle[] {
  const told = new Set<string>();
  return (checked) => {
    const { syntaxProblem, failures, configurationProblems, isConfigurationBroken } = checked;
    const obstacles: Obstacle[] = [];
    if (syntaxProblem !== undefined)
      obstacles.push({ code: 'syntax', isGrave: true, ...syntaxProblem });
    for (const message of failures)
      obstacles.push({ code: 'rule-failure', message, range: undefined, isGrave: true });
    for (const message of configurationProblems) {
      if (told.has(message)) continue;
      told.add(message);
      obstacles.push({
        code: 'configuration',
        message,
        range: undefined,
        isGrave: isConfigurationBroken,
      });
    }
    return obstacles;
  };
}
