import type { MappedText } from '../text/mapped-text.ts';
import type { Span } from '../text/span.ts';
import { joinedText, wordText, type DraftWord } from './draft.ts';
import { nextIndex, readOptions } from './options.ts';
import type { Dialect, Word } from './script.ts';
import { isWrapper, programName, wrappedAt } from './wrappers.ts';

/** A shell that a command starts, and what it runs. */
export interface ShellCall {
  readonly dialect: Dialect;
  /** The script in its arguments. */
  readonly script: MappedText | undefined;
  /** Whether it runs what it reads from its standard input. */
  readonly readsInput: boolean;
}

/** Reads a call from the words of a command, the first of which is the shell. */
type ReadCall = (draft: readonly DraftWord[], words: readonly Word[]) => ShellCall;

const calls: ReadonlyMap<string, ReadCall> = new Map<string, ReadCall>([
  ...['sh', 'bash', 'ash', 'dash', 'zsh', 'ksh', 'mksh', 'rbash', 'fish'].map(
    (name) => [name, posixCall] as const,
  ),
  ...['su', 'runuser', 'sg', 'script'].map((name) => [name, userCall] as const),
  ['sudo', sudoCall],
  ['eval', evalCall],
  ['trap', trapCall],
  ['env', envCall],
  ['powershell', powershellCall],
  ['pwsh', powershellCall],
  ['cmd', cmdCall],
]);

/** The shells that a command starts, itself or through others: `sudo`, `env`, `find -exec`. */
export function shellCalls(draft: readonly DraftWord[]): readonly ShellCall[] {
  if (!mayCall(draft[0]?.word)) return [];
  const words = draft.map(({ word }) => word);
  return commandSpans(words).flatMap(({ start, end }) => {
    const read = calls.get(programName(words[start]) ?? '');
    return read === undefined ? [] : [read(draft.slice(start, end), words.slice(start, end))];
  });
}

function mayCall(word: Word | undefined): boolean {
  const name = programName(word) ?? '';
  return calls.has(name) || name === 'find' || isWrapper(name);
}

/** The commands in the words of one, none of which share a word: the innermost that it runs, or those of `find -exec`. */
function commandSpans(words: readonly Word[]): readonly Span[] {
  let start = 0;
  for (let next: number | undefined = 0; next !== undefined; next = wrappedAt(words, start)?.index)
    start = next;
  if (programName(words[start]) !== 'find') return [{ start, end: words.length }];
  const spans: Span[] = [];
  let from = -1;
  for (let index = 1; index <= words.length; index++) {
    const text = words[index]?.text ?? ';';
    const isAction = /^-(?:exec|ok)(?:dir)?$/.test(text);
    if (!isAction && text !== ';' && text !== '+') continue;
    if (from >= 0) spans.push({ start: from, end: index });
    from = isAction ? index + 1 : -1;
  }
  return spans;
}

/** `sh [-o option] -c script`: the script is the first operand (POSIX, "sh"). */
function posixCall(draft: readonly DraftWord[], words: readonly Word[]): ShellCall {
  let isCommand = false;
  let isInput = false;
  let index = 1;
  for (; index < words.length; index++) {
    const text = words[index]?.text ?? '';
    if (text === '--' || text === '-') {
      index++;
      break;
    }
    if (!/^[-+]./.test(text)) break;
    if (text === '--rcfile' || text === '--init-file') index++;
    if (text.startsWith('--')) continue;
    if (text.startsWith('-') && text.includes('c')) isCommand = true;
    if (text.startsWith('-') && text.includes('s')) isInput = true;
    if (/[oO]$/.test(text)) index++;
  }
  const operand = draft[index];
  const script = isCommand && operand !== undefined ? wordText(operand) : undefined;
  return { dialect: 'posix', script, readsInput: !isCommand && (isInput || isFromInput(operand)) };
}

function isFromInput(file: DraftWord | undefined): boolean {
  return file === undefined || file.word.text === '-' || file.word.text === '/dev/stdin';
}

/** `su [-] [user] -c script`; without a script the user's shell reads its input. */
function userCall(draft: readonly DraftWord[], words: readonly Word[]): ShellCall {
  const grammar = { letters: 'cCsgGwuT', names: ['command', 'shell', 'group', 'user'] };
  for (let index = 1; index < words.length;) {
    const read = readOptions(words, index, grammar);
    const option = read.find(({ name }) => name === '-c' || name === '--command');
    if (option?.valueWord !== undefined) {
      const word = draft[nextIndex(words, index, read) - 1];
      const isWhole = word !== undefined && option.valueWord !== words[index];
      return { dialect: 'posix', script: isWhole ? wordText(word) : undefined, readsInput: false };
    }
    index = nextIndex(words, index, read);
  }
  return { dialect: 'posix', script: undefined, readsInput: programName(words[0]) === 'su' };
}

/** `sudo -s` and `sudo -i` start a shell when no command follows. */
function sudoCall(_: readonly DraftWord[], words: readonly Word[]): ShellCall {
  const readsInput = words.some(({ text }) => /^(?:-[a-zA-Z]*[is]|--login|--shell)$/.test(text));
  return { dialect: 'posix', script: undefined, readsInput };
}

function evalCall(draft: readonly DraftWord[]): ShellCall {
  return { dialect: 'posix', script: joinedText(draft.slice(1)), readsInput: false };
}

/** `trap action condition…`. */
function trapCall(draft: readonly DraftWord[]): ShellCall {
  const action = draft[1];
  const isAction = action?.word.text.startsWith('-') === false && draft.length > 2;
  return { dialect: 'posix', script: isAction ? wordText(action) : undefined, readsInput: false };
}

/** `env -S "program arguments"`. */
function envCall(draft: readonly DraftWord[], words: readonly Word[]): ShellCall {
  const text = words[1]?.text ?? '';
  const isSplit = text === '-S' || text === '--split-string';
  const script = isSplit ? joinedText(draft.slice(2)) : undefined;
  return { dialect: 'posix', script, readsInput: false };
}

/** Parameters of PowerShell whose value is the next word (about_PowerShell_exe). */
const powershellValues =
  /^[-/](?:ex|ep|executionpolicy|v|version|inp\w*|if|o\w*|of|w|windowstyle|wd|workingdirectory|configurationname|config|psconsolefile|settingsfile|custompipename)$/;

/** `powershell -Command script…`: all words behind it are the script. */
function powershellCall(draft: readonly DraftWord[], words: readonly Word[]): ShellCall {
  const none: ShellCall = { dialect: 'powershell', script: undefined, readsInput: false };
  for (let index = 1; index < words.length; index++) {
    const text = words[index]?.text.toLowerCase() ?? '';
    if (/^[-/](?:c|com?|comm?|command|cwa|commandwithargs)$/.test(text))
      return { ...none, script: joinedText(draft.slice(index + 1)) };
    if (/^[-/](?:f|fi|fil|file|e|ec|enc\w*)$/.test(text)) return none;
    if (powershellValues.test(text)) index++;
    else if (!/^[-/]/.test(text)) {
      const isScript = programName(words[0]) === 'powershell';
      return isScript ? { ...none, script: joinedText(draft.slice(index)) } : none;
    }
  }
  return { ...none, readsInput: true };
}

/** `cmd /s /c command…`: all words behind it are the command. */
function cmdCall(draft: readonly DraftWord[], words: readonly Word[]): ShellCall {
  const index = words.findIndex(({ text }, at) => at > 0 && /^\/[ck]$/i.test(text));
  const script = index < 0 ? undefined : joinedText(draft.slice(index + 1));
  return { dialect: 'cmd', script, readsInput: index < 0 };
}
