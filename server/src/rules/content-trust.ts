import type { DocumentModel } from '../model/document-model.ts';
import { allCommands, commandName, unwrapped } from '../shell/commands.ts';
import type { Command, Script, Word } from '../shell/script.ts';
import type { Span } from '../text/span.ts';

export interface ContentTrustSetting {
  readonly span: Span;
  /** What to delete to be rid of it; undefined when more must change with it. */
  readonly removal: Span | undefined;
}

const variable = 'DOCKER_CONTENT_TRUST';

/** Every place that turns Docker Content Trust on. */
export function* contentTrustSettings({
  containers,
}: DocumentModel): Generator<ContentTrustSetting> {
  for (const { variables, runs, startup } of containers) {
    for (const { name, known, span, removal } of variables)
      if (name === variable && known !== undefined && turnsOn(known)) yield { span, removal };
    for (const { script } of [...runs, ...startup]) yield* settingsIn(script);
  }
}

function* settingsIn(script: Script): Generator<ContentTrustSetting> {
  for (const { command } of allCommands(script)) {
    const inner = unwrapped(command);
    for (const [index, word] of inner.assignments.entries()) {
      const next = inner.assignments[index + 1] ?? inner.words[0];
      if (isSetting(word)) yield { span: word.span, removal: upTo(word, next) };
    }
    if (!/^(?:export|declare|typeset|readonly|set)$/.test(commandName(inner) ?? '')) continue;
    for (const word of inner.words.slice(1))
      if (isSetting(word)) yield { span: word.span, removal: behindOthers(word, inner) };
  }
}

function isSetting({ text, isDynamic }: Word): boolean {
  return !isDynamic && text.startsWith(`${variable}=`) && turnsOn(text.slice(variable.length + 1));
}

/** As Docker reads it: off when it is empty or a word for no, on for everything else. */
function turnsOn(value: string): boolean {
  return value !== '' && !/^(?:0|f|F|false|FALSE|False)$/.test(value);
}

function upTo(word: Word, next: Word | undefined): Span | undefined {
  return next === undefined ? undefined : { start: word.span.start, end: next.span.start };
}

/** With the space before it, as long as the command has another argument. */
function behindOthers(word: Word, { words }: Command): Span | undefined {
  const before = words[words.indexOf(word) - 1];
  return before === undefined || words.length < 3
    ? undefined
    : { start: before.span.end, end: word.span.end };
}
