import type { DocumentModel } from '../model/document-model.ts';
import type { Span } from '../text/span.ts';
import type { ScriptCommand } from './commands.ts';
import { fileTexts, partSpan, writtenLines } from './file-text.ts';
import type { Subject } from './unverified-arguments.ts';
import { unverifiedLines } from './unverified-settings.ts';
import { isLocal } from './urls.ts';

/** A line of a configuration file that turns a check off. */
export interface UnverifiedText {
  readonly span: Span;
  /** What turns it off, as people write it. */
  readonly written: string;
  readonly subject: Subject;
}

/** Commands whose arguments end up in files. */
const writers =
  /^(?:echo|printf|g?sed|perl|tee|(?:add-apt|apt-add)-repository|set-content|add-content|out-file|write-output)$/;

/** Commands that only print their arguments. */
const printers = /^(?:echo|printf|write-output)$/;

/** Such lines in what a command writes: its arguments and here-documents. */
export function* unverifiedTexts(
  document: DocumentModel,
  command: ScriptCommand,
): Generator<UnverifiedText> {
  const { name = '', pipeline } = command;
  const isWriter = writers.test(name);
  if (printers.test(name) && !isKept(command)) return;
  if (!isWriter && command.redirections.length === 0) return;
  const texts = fileTexts(command).filter(
    ({ word }) => isWriter || command.redirections.some(({ target }) => target === word),
  );
  if (texts.length === 0) return;
  const files = pipeline.commands.flatMap(({ words, redirections }) => [
    ...words.slice(1).map(({ text }) => text),
    ...redirections.flatMap(({ operator, target }) =>
      operator.startsWith('>') ? [target.text] : [],
    ),
  ]);
  for (const { word, text } of texts) yield* unverifiedText(document, text, word, files);
}

/** Whether what a command prints goes anywhere but into the log of the build. */
function isKept({ written, pipeline, redirections }: ScriptCommand): boolean {
  return (
    pipeline.holder !== undefined ||
    pipeline.commands.at(-1) !== written ||
    [...redirections, ...written.redirections].some(
      ({ operator, target }) => operator.includes('>') && !/^[12]$/.test(target.text),
    )
  );
}

/** Whether all repositories that a text describes are files, which this build made itself. */
function isOfLocalRepository(text: string): boolean {
  const addresses = text.split(/\n|\\n/).flatMap((line) => {
    const [, address] = /^\s*(?:baseurl|mirrorlist|metalink)\s*=\s*(.*)/i.exec(line) ?? [];
    return address ?? [];
  });
  return addresses.length > 0 && addresses.every(isLocal);
}

/** Lines that turn checks off, in a text that is written into one of the files. */
export function* unverifiedText(
  document: DocumentModel,
  text: string,
  place: { readonly span: Span },
  files: readonly string[],
): Generator<UnverifiedText> {
  const isLocalRepository = isOfLocalRepository(text);
  for (const line of writtenLines(document, place, text))
    for (const setting of unverifiedLines) {
      const match = setting.line.exec(line.text);
      if (match === null) continue;
      const { file, subject } = setting;
      if (file !== undefined && !files.some((path) => file.test(path))) continue;
      const [written, value] = match;
      if (value !== undefined && isLocal(value)) continue;
      if (subject === 'signature' && isLocalRepository) continue;
      yield {
        span: partSpan(document, line, written),
        written: written.trim(),
        subject,
      };
    }
}
