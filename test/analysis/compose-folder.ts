import { analyze, defaultOptions, type Report } from '../../server/src/analysis/report.ts';
import { noSurroundings } from '../../server/src/analysis/surroundings.ts';
import { rules } from '../../server/src/rules/index.ts';
import { today } from '../support/rule-examples.ts';

/** The reports of the Compose files of a folder, those named `compose…`, each read with all the others. */
export function composeFolder(
  folder: string,
  files: Readonly<Record<string, string>>,
): readonly Report[] {
  const surroundings = { ...noSurroundings, read: (path: string) => files[path] };
  const documents = Object.entries(files).filter(([path]) => path.startsWith('compose'));
  return documents.map(([path, text]) =>
    analyze(
      { text, language: 'compose', path, location: `${folder}/${path}` },
      { ...defaultOptions(rules, today), surroundings },
    ),
  );
}
