import type { Holder, Word } from '../shell/script.ts';
import type { ScriptCommand } from './commands.ts';
import { readDownload } from './downloads.ts';
import { changeFolder, originOf, saveFile, type Origin, type SavedFiles } from './saved-files.ts';
import { pipelinesIn, type ScriptIndex } from './script-index.ts';
import { isAtCommit, isLocal } from './urls.ts';
import { withValues, type Lookup } from './variable-values.ts';

/** What is known while downloads are followed through a script. */
export interface Flow {
  readonly valueOf: Lookup;
  readonly index: ScriptIndex;
  readonly files: SavedFiles;
  /** Variables whose values were downloaded. */
  readonly variables: Map<string, Origin>;
}

/** Downloaded data on its way through a pipeline. */
export interface Stream {
  readonly origin: Origin;
  /** Where the command begins that puts it into the pipe. */
  readonly start: number;
}

/** What the pipe behind a command carries, when that was downloaded. */
export function streamBehind(
  flow: Flow,
  command: ScriptCommand,
  stream: Stream | undefined,
): Stream | undefined {
  const { name, words, written } = command;
  const download = readDownload(command);
  if (download !== undefined) {
    const origin = download.isPrinted ? originBy(flow, command, download.urls) : undefined;
    return origin && { origin, start: origin.span.start };
  }
  const origin = otherOrigin(flow, command);
  if (origin !== undefined) return { origin, start: words[0]?.span.start ?? written.span.start };
  return name !== undefined && filters.has(name) ? stream : undefined;
}

/** What a command prints that it did not download itself: what commands inside it print, or a file. */
function otherOrigin(flow: Flow, command: ScriptCommand): Origin | undefined {
  const { name, words } = command;
  const [first, ...others] = words;
  if (first === undefined) return printedInside(flow, command, 'subshell');
  if (name === 'echo' || name === 'printf') {
    const word = others.find(({ text }) => variableOrigin(flow, text) !== undefined);
    return word ? variableOrigin(flow, word.text) : printedInside(flow, command, 'substitution');
  }
  if (name === 'cat' || name === 'get-content' || name === 'type') {
    const file = others.find(({ text }) => originOf(flow.files, text) !== undefined);
    return file && originOf(flow.files, file.text);
  }
  // An expression of PowerShell: `(irm …).Content`.
  return name === undefined && first.text.startsWith('(')
    ? printedInside(flow, command, 'substitution')
    : undefined;
}

/** Commands that pass on what they read, as a whole or in part. */
const filters: ReadonlySet<string> = new Set([
  'awk',
  'base64',
  'bunzip2',
  'bzcat',
  'cat',
  'cut',
  'dos2unix',
  'envsubst',
  'gawk',
  'grep',
  'gunzip',
  'gzip',
  'head',
  'iconv',
  'jq',
  'out-string',
  'pv',
  'sed',
  'select-object',
  'sponge',
  'sort',
  'tail',
  'tee',
  'tr',
  'unxz',
  'unzstd',
  'xz',
  'xzcat',
  'yq',
  'zcat',
  'zstd',
]);

/** What the commands inside another one print, when that was downloaded. */
export function printedInside(
  flow: Flow,
  { written }: ScriptCommand,
  relation: Holder['relation'],
): Origin | undefined {
  for (const commands of pipelinesIn(flow.index, written, relation)) {
    let stream: Stream | undefined;
    for (const command of commands)
      stream = writesToFile(command) ? undefined : streamBehind(flow, command, stream);
    if (stream !== undefined) return stream.origin;
  }
  return undefined;
}

/** Where the value of a variable comes from, when a word is nothing but that variable. */
export function variableOrigin({ variables }: Flow, text: string): Origin | undefined {
  const [, bare, braced] = /^\$(?:(\w+)|\{(\w+)\})$/.exec(text) ?? [];
  return variables.get(bare ?? braced ?? '');
}

const declarations: ReadonlySet<string> = new Set(['export', 'declare', 'local', 'readonly']);

/** Remembers the variables that a command sets to what it downloads: `NAME=$(curl …)`. */
export function keepVariables(flow: Flow, command: ScriptCommand): void {
  const { name: program = '', words, written } = command;
  const declared = declarations.has(program) ? words.slice(1) : [];
  for (const { text } of [...written.assignments, ...declared]) {
    const [, name = '', value = ''] = /^(\w+)=(.*)$/s.exec(text) ?? [];
    const origin = /^(?:\$\((?!\()|`)/.test(value)
      ? printedInside(flow, command, 'substitution')
      : variableOrigin(flow, value);
    if (origin === undefined) flow.variables.delete(name);
    else flow.variables.set(name, origin);
  }
}

/** Remembers what a command saves or moves, and where it goes. */
export function keepFiles(flow: Flow, command: ScriptCommand, stream: Stream | undefined): void {
  const { files } = flow;
  const { name = '', words, redirections } = command;
  const download = readDownload(command);
  const origin = download && originBy(flow, command, download.urls);
  if (download !== undefined && origin !== undefined)
    for (const file of download.files) saveFile(files, file, origin);
  if (stream !== undefined) {
    for (const { operator, descriptor, target } of redirections)
      if (operator.startsWith('>') && (descriptor ?? 1) === 1)
        saveFile(files, target.text, stream.origin);
    if (name === 'tee')
      for (const { text } of operandsOf(words)) saveFile(files, text, stream.origin);
  }
  if (folderChangers.has(name)) changeFolder(files, words[1]?.text);
  else if (name === 'popd') changeFolder(files, undefined);
  else if (movers.has(name)) moveFiles(files, operandsOf(words));
}

const folderChangers: ReadonlySet<string> = new Set(['cd', 'pushd', 'set-location']);
const movers: ReadonlySet<string> = new Set(['mv', 'cp', 'install', 'ln']);

/** The new name is a file or a folder: which of them is not known, so both are remembered. */
function moveFiles(files: SavedFiles, operands: readonly Word[]): void {
  const target = operands.at(-1);
  if (target === undefined) return;
  for (const { text } of operands.slice(0, -1)) {
    const origin = originOf(files, text);
    if (origin === undefined) continue;
    saveFile(files, target.text, origin);
    saveFile(files, `${target.text}/${text.slice(text.lastIndexOf('/') + 1)}`, origin);
  }
}

function operandsOf(words: readonly Word[]): readonly Word[] {
  return words.slice(1).filter(({ text }) => !text.startsWith('-'));
}

/** Where a download comes from; undefined when that can be trusted to stay the same. */
function originBy(
  { valueOf }: Flow,
  { words, written }: ScriptCommand,
  addresses: readonly string[],
): Origin | undefined {
  const urls = addresses.map((text) => withValues(text, valueOf));
  const isTrusted = urls.length > 0 && urls.every((url) => isLocal(url) || isAtCommit(url));
  const start = (words[0] ?? written).span.start;
  return isTrusted ? undefined : { span: { start, end: written.span.end }, urls };
}

/** Whether what a command prints goes to a file and not into the pipe. */
export function writesToFile({ redirections }: ScriptCommand): boolean {
  return redirections.some(
    ({ operator, descriptor }) => operator.startsWith('>') && (descriptor ?? 1) === 1,
  );
}
