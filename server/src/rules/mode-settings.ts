import type { Container, DocumentModel, Transfer } from '../model/document-model.ts';
import { argumentsOf, type OptionGrammar } from '../shell/options.ts';
import type { Word } from '../shell/script.ts';
import type { Span } from '../text/span.ts';
import { commandsOf, type ScriptCommand } from './commands.ts';
import { partSpan } from './file-text.ts';
import { changeFolder, resolve, type Place } from './saved-files.ts';
import { shippedStages } from './stages.ts';
import { runsWithValues, withValues } from './variable-values.ts';

/** A mode that a build gives to files. */
export interface ModeSetting {
  readonly mode: string;
  readonly span: Span;
  /** The files, as written; empty when they are not known. */
  readonly targets: readonly string[];
  /** Whether nothing but folders gets it. */
  readonly isForDirectories: boolean;
}

/** The modes that the stages which are shipped set with `chmod`, `install`, `mkdir` and `--chmod`. */
export function* modeSettings(document: DocumentModel): Generator<ModeSetting> {
  for (const stage of shippedStages(document)) {
    for (const transfer of stage.transfers) yield* byTransfer(transfer);
    yield* byRuns(document, stage);
  }
}

function byTransfer({ mode, destination }: Transfer): readonly ModeSetting[] {
  return mode === undefined
    ? []
    : [
        {
          mode: mode.text,
          span: mode.span,
          targets: destination === '' ? [] : [destination],
          isForDirectories: false,
        },
      ];
}

function* byRuns(document: DocumentModel, stage: Container): Generator<ModeSetting> {
  for (const { run, valueOf } of runsWithValues(document, stage)) {
    const place: Place = { hasCase: true, folder: '' };
    for (const command of commandsOf(run.script)) {
      if (command.name === 'cd') changeFolder(place, command.words[1]?.text);
      for (const setting of byCommand(document, command))
        yield {
          ...setting,
          mode: withValues(setting.mode, valueOf),
          targets: setting.targets.map((path) => resolve(place, withValues(path, valueOf))),
        };
    }
  }
}

function byCommand(document: DocumentModel, command: ScriptCommand): Iterable<ModeSetting> {
  switch (command.name) {
    case 'chmod':
      return byChmod(command);
    case 'mkdir':
      return byOption(document, command, mkdirSyntax, true);
    case 'install':
      return byInstall(document, command);
    default:
      return [];
  }
}

/** `chmod [option]… mode file…`: what begins with `-` and letters of a mode takes rights away, so it is skipped like an option. */
function* byChmod({ words, written }: ScriptCommand): Generator<ModeSetting> {
  const operands = words.slice(1).filter(({ text }) => !text.startsWith('-'));
  const [mode, ...files] = operands;
  if (mode === undefined) return;
  const targets = files.flatMap(({ text }) => (text === '{}' ? searched(written.words) : [text]));
  yield {
    mode: mode.text,
    span: mode.span,
    targets,
    isForDirectories: isForDirectories(written.words),
  };
}

/** Where `find` begins to look. */
function searched(words: readonly Word[]): readonly string[] {
  const texts = words.slice(words.findIndex(({ text }) => text === 'find') + 1);
  const end = texts.findIndex(({ text }) => /^(?:-(?![HLP]$)|[!(])/.test(text));
  return texts
    .slice(0, Math.max(0, end))
    .map(({ text }) => text)
    .filter((text) => !text.startsWith('-'));
}

/** Whether the command stands behind `find -type d`. */
function isForDirectories(words: readonly Word[]): boolean {
  const at = words.findIndex(({ text }) => text === '-type');
  return at >= 0 && words[at + 1]?.text === 'd' && words.some(({ text }) => text === 'find');
}

const mkdirSyntax: OptionGrammar = { letters: 'm', names: ['mode'] };
const installSyntax: OptionGrammar = {
  letters: 'gmoSt',
  names: ['group', 'mode', 'owner', 'suffix', 'target-directory', 'strip-program'],
};

function byInstall(document: DocumentModel, command: ScriptCommand): Generator<ModeSetting> {
  const { options } = argumentsOf(command.command, installSyntax);
  const makesFolders = options.some(({ name }) => name === '-d' || name === '--directory');
  return byOption(document, command, installSyntax, makesFolders);
}

function* byOption(
  document: DocumentModel,
  { command }: ScriptCommand,
  syntax: OptionGrammar,
  isForDirectories: boolean,
): Generator<ModeSetting> {
  const { options, operands } = argumentsOf(command, syntax);
  const targets = (isForDirectories ? operands : operands.slice(-1)).map(({ text }) => text);
  for (const { name, value, word, valueWord = word } of options)
    if ((name === '-m' || name === '--mode') && value !== undefined && value !== '')
      yield {
        mode: value,
        span: partSpan(document, valueWord, value),
        targets,
        isForDirectories,
      };
}
