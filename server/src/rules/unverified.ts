import type { Container, DocumentModel } from '../model/document-model.ts';
import { nextIndex, readOptions, type OptionGrammar } from '../shell/options.ts';
import type { Script, Word } from '../shell/script.ts';
import { cover, type Span } from '../text/span.ts';
import type { TextEdit } from '../text/text-edit.ts';
import { commandsOf, type ScriptCommand } from './commands.ts';
import { readDownload } from './downloads.ts';
import { downloadedEndings, installsOwnFiles } from './package-files.ts';
import { unverifiedArgumentsOf, type ArgumentForm, type Subject } from './unverified-arguments.ts';
import { unverifiedVariables } from './unverified-settings.ts';
import { unverifiedText, unverifiedTexts } from './unverified-texts.ts';
import { isLocal } from './urls.ts';

/** One place that turns a check of certificates, signatures or checksums off. */
export interface Unverified {
  readonly span: Span;
  /** What turns it off, as people write it. */
  readonly written: string;
  readonly subject: Subject;
  /** Whether it lets nothing in but a package file that the build has already. */
  readonly isLocalPackage: boolean;
  /** Takes it out; undefined when something else must change with it. */
  readonly edit: TextEdit | undefined;
}

/** What is true of a line that is written into a file. */
const asText = { isLocalPackage: false, edit: undefined };

/** Every such place of a stage: variables, what its RUNs run and write, and here-documents that it copies. */
export function* findUnverified(document: DocumentModel, stage: Container): Generator<Unverified> {
  yield* inVariables(stage);
  for (const { script } of stage.runs) yield* inScript(document, script);
  for (const { destination, sources } of stage.transfers)
    for (const { kind, text, span } of sources)
      if (kind === 'here-document')
        for (const found of unverifiedText(document, text, { span }, [destination]))
          yield { ...found, ...asText };
}

function* inVariables({ variables }: Container): Generator<Unverified> {
  for (const { name, known, literal, span, removal } of variables) {
    const subject = subjectOfVariable(name, known ?? literal);
    if (subject !== undefined)
      yield {
        span,
        written: name,
        subject,
        isLocalPackage: false,
        edit: removal && { span: removal, newText: '' },
      };
  }
}

function subjectOfVariable(name: string, value: string | undefined): Subject | undefined {
  if (value === undefined) return undefined;
  const setting = unverifiedVariables.find((entry) => entry.name.test(name));
  return setting?.value.test(value) === true && !isLocal(value) ? setting.subject : undefined;
}

function* inScript(document: DocumentModel, script: Script): Generator<Unverified> {
  const commands = [...commandsOf(script)];
  const downloaded = downloadedEndings(commands);
  for (const command of commands) {
    if (!isOnlyLocal(command)) yield* inArguments(document, command, downloaded);
    yield* inAssignments(command);
    for (const found of unverifiedTexts(document, command)) yield { ...found, ...asText };
  }
}

/** Whether all addresses that a command names are of this machine. */
function isOnlyLocal(command: ScriptCommand): boolean {
  const words = command.words.map(({ text }) => text);
  const addresses = readDownload(command)?.urls ?? words.filter((text) => text.includes('://'));
  return addresses.length > 0 && addresses.every(isLocal);
}

function* inArguments(
  document: DocumentModel,
  command: ScriptCommand,
  downloaded: ReadonlySet<string>,
): Generator<Unverified> {
  const { name, words } = command;
  yield* acceptedCertificates(words);
  if (name === undefined) return;
  const reported = new Set<Word>();
  let isOwn: boolean | undefined;
  for (const { subject, form } of unverifiedArgumentsOf(name))
    for (const use of usesOf(words, form)) {
      const { index, last } = use;
      if (reported.has(last)) continue;
      reported.add(last);
      const first = words[index] ?? last;
      isOwn ??= installsOwnFiles(command, downloaded);
      yield {
        span: cover(first.span, last.span),
        written: writtenUse(form, first, last),
        subject,
        isLocalPackage: subject === 'signature' && isOwn,
        edit:
          form.kind === 'letter'
            ? letterEdit(document, words, index, form.letter)
            : argumentEdit(words, use),
      };
    }
}

/** `[Net.ServicePointManager]::ServerCertificateValidationCallback = {$true}` of .NET. */
function* acceptedCertificates(words: readonly Word[]): Generator<Unverified> {
  const [first] = words;
  const last = words.at(-1);
  if (first === undefined || last === undefined) return;
  const isCallback = /ServerCertificateValidationCallback/i.test(first.text);
  if (isCallback && words.some(({ text }) => /\$true\b/i.test(text)))
    yield {
      span: cover(first.span, last.span),
      written: 'ServerCertificateValidationCallback',
      subject: 'certificate',
      isLocalPackage: false,
      edit: undefined,
    };
}

function writtenUse(form: ArgumentForm, first: Word, last: Word): string {
  if (form.kind === 'letter') return `-${form.letter}`;
  return first === last ? first.text : `${first.text} ${last.text}`;
}

type WordForm = Extract<ArgumentForm, { kind: 'word' }>;
type PairForm = Extract<ArgumentForm, { kind: 'pair' }>;

/** Where an argument stands: the number of its first word, and its last one. */
interface Use {
  readonly index: number;
  readonly last: Word;
}

function* usesOf(words: readonly Word[], form: ArgumentForm): Generator<Use> {
  if (form.kind === 'letter') {
    yield* lettersOf(words, form.letter, form.syntax);
    return;
  }
  for (let index = 1; index < words.length; index++) {
    const word = words[index];
    const last =
      word && (form.kind === 'word' ? ownEnd(form, word) : endOfPair(form, word, words[index + 1]));
    if (last !== undefined) yield { index, last };
  }
}

function ownEnd(form: WordForm, word: Word): Word | undefined {
  return form.word.test(word.text) ? word : undefined;
}

/** The word with the value, when the option has one that counts: the next word, or it stands behind `=`, or it is glued on. */
function endOfPair(form: PairForm, word: Word, next: Word | undefined): Word | undefined {
  const { text } = word;
  if (next !== undefined && isUnverified(form, text, next.text)) return next;
  const equals = text.indexOf('=');
  const isWhole =
    isUnverified(form, text.slice(0, equals), text.slice(equals + 1)) ||
    isUnverified(form, text.slice(0, 2), text.slice(2));
  return isWhole ? word : undefined;
}

function isUnverified({ option, value }: PairForm, name: string, text: string): boolean {
  return option.test(name) && value.test(text) && !isLocal(text);
}

/** The words of short options that have the letter, but not as the value of another one. */
function* lettersOf(words: readonly Word[], letter: string, syntax: OptionGrammar): Generator<Use> {
  let index = 1;
  for (let word = words[index]; word !== undefined && word.text !== '--'; word = words[index]) {
    const options = readOptions(words, index, syntax);
    if (options.some(({ name }) => name === `-${letter}`)) yield { index, last: word };
    index = nextIndex(words, index, options);
  }
}

/** Deletes the words with the blanks before them; undefined when they are no options, so that the command is there for them. */
function argumentEdit(words: readonly Word[], { index, last }: Use): TextEdit | undefined {
  const before = words[index - 1];
  return before === undefined || words[index]?.text.startsWith('-') !== true
    ? undefined
    : { span: { start: before.span.end, end: last.span.end }, newText: '' };
}

/** Deletes the letter, or the word when there is no other in it. */
function letterEdit(
  { text }: DocumentModel,
  words: readonly Word[],
  index: number,
  letter: string,
): TextEdit | undefined {
  const word = words[index];
  if (word === undefined) return undefined;
  if (text.slice(word.span.start, word.span.end) !== word.text) return undefined;
  if (word.text === `-${letter}`) return argumentEdit(words, { index, last: word });
  const at = word.span.start + word.text.indexOf(letter);
  return { span: { start: at, end: at + letter.length }, newText: '' };
}

const declarations: ReadonlySet<string> = new Set([
  'export',
  'declare',
  'typeset',
  'readonly',
  'local',
  'set',
  'setx',
  'go',
]);

/** Variables that are set before a command, by `env`, `export` and their kin, or as `$env:NAME` in PowerShell. */
function* inAssignments({ name = '', command, words }: ScriptCommand): Generator<Unverified> {
  if (command.assignments.length === 0 && !declarations.has(name)) return;
  for (const word of command.assignments) {
    const found = inAssignment(word);
    const next = [...command.assignments, ...words].find(({ span }) => span.start >= word.span.end);
    const edit = next && {
      span: { start: word.span.start, end: next.span.start },
      newText: '',
    };
    if (found !== undefined) yield { ...found, edit };
  }
  if (!declarations.has(name)) return;
  for (const word of words) {
    const found = inAssignment(word);
    if (found !== undefined) yield found;
  }
}

function inAssignment({ text, span }: Word): Unverified | undefined {
  const match = /^(?:\$env:)?([A-Za-z_]\w*)=(.*)$/is.exec(text);
  const [, variable = '', value = ''] = match ?? [];
  const subject = subjectOfVariable(variable, value);
  return match !== null && subject !== undefined
    ? { span, written: variable, subject, isLocalPackage: false, edit: undefined }
    : undefined;
}
