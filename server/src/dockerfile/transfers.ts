import type { Transfer, TransferMode, TransferSource } from '../model/document-model.ts';
import { knownText, type Expansion } from '../model/template.ts';
import { slice, sourceOffset, sourceSpan, type MappedText } from '../text/mapped-text.ts';
import type { Span } from '../text/span.ts';
import { execWords } from './exec-form.ts';
import type { Flag, FlaggedText } from './flags.ts';
import { bodyText, heredocOf, type Heredoc } from './heredoc.ts';
import type { Instruction } from './instructions.ts';
import type { Scope } from './scope.ts';
import { wordsOf } from './words.ts';

/** What a transfer is read with. */
export interface TransferContext {
  readonly source: MappedText;
  readonly scope: Scope;
  readonly escape: string;
  readonly isDeferred: boolean;
}

/** COPY or ADD: its words as a JSON array, or separated by white space whatever the quotes. */
export function transferOf(
  instruction: Instruction,
  { flags, rest }: FlaggedText,
  context: TransferContext,
): Transfer {
  const { scope, isDeferred } = context;
  const keyword = instruction.keyword === 'ADD' ? 'ADD' : 'COPY';
  const words = execWords(rest) ?? wordsOf(rest.text).map((word) => slice(rest, word));
  const destination = words.at(-1);
  const isFromImage = flags.some(({ name }) => name === 'from');
  const canDownload = keyword === 'ADD' && !isFromImage;
  const checksum = valueOf(flags, 'checksum');
  const start = sourceOffset(instruction.rest, 0);
  return {
    keyword,
    span: instruction.span,
    sources: sourcesOf(words.slice(0, -1), instruction.heredocs, canDownload, context),
    destination: (destination && knownText(scope.expandWord(destination))) ?? '',
    isFromImage,
    checksum: checksum && readable(scope.expandWord(checksum)),
    excludes: flags.flatMap(({ name, value }) => (name === 'exclude' ? [value.text] : [])),
    flagSite: { start, end: start },
    mode: modeOf(flags, scope),
    isDeferred,
  };
}

function valueOf(flags: readonly Flag[], wanted: string): MappedText | undefined {
  return flags.find(({ name }) => name === wanted)?.value;
}

function modeOf(flags: readonly Flag[], scope: Scope): TransferMode | undefined {
  const value = valueOf(flags, 'chmod');
  return value && { text: readable(scope.expandWord(value)), span: spanOf(value) };
}

/** The words that are here-documents open these in their order. */
function sourcesOf(
  words: readonly MappedText[],
  heredocs: readonly Heredoc[],
  canDownload: boolean,
  context: TransferContext,
): readonly TransferSource[] {
  let opened = 0;
  return words.map((word) => {
    const isHeredoc =
      heredocs.length > opened && heredocOf(word.text, context.escape) !== undefined;
    const heredoc = isHeredoc ? heredocs[opened++] : undefined;
    if (heredoc !== undefined) return hereDocument(word, heredoc, context);
    const expansion = context.scope.expandWord(word);
    const text = readable(expansion);
    return {
      kind: canDownload ? kindOf(text) : 'path',
      text,
      isDynamic: knownText(expansion) === undefined,
      span: spanOf(word),
    };
  });
}

/** Text and place are those of the body, where it has one. */
function hereDocument(
  word: MappedText,
  { body, stripTabs, expands }: Heredoc,
  { source }: TransferContext,
): TransferSource {
  const text = body && bodyText(source, body, stripTabs);
  return {
    kind: 'here-document',
    text: text?.text ?? '',
    isDynamic: expands && (text?.text.includes('$') ?? false),
    span: spanOf(text ?? word),
  };
}

const gitAddress = /^(?:git:\/\/|ssh:\/\/|[\w-]+@[\w.-]+:)|^https?:\/\/[^?#]+\.git(?:[?#]|$)/i;

/** What ADD takes a source for: BuildKit's `ParseGitRef` asks HTTP addresses for `.git`. */
function kindOf(text: string): TransferSource['kind'] {
  if (gitAddress.test(text)) return 'git';
  return /^https?:\/\//i.test(text) ? 'url' : 'path';
}

/** The text with unknown variables as people write them. */
function readable(expansion: Expansion): string {
  return expansion
    .map((chunk) => (chunk.kind === 'text' ? chunk.text.text : `\${${chunk.variable}}`))
    .join('');
}

function spanOf(text: MappedText): Span {
  return sourceSpan(text, { start: 0, end: text.text.length });
}
