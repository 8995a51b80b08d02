import { execScript, readScript } from '../shell/read-script.ts';
import type { Dialect, Script } from '../shell/script.ts';
import { MappedTextBuilder, slice, type MappedText } from '../text/mapped-text.ts';
import { scriptDialect } from './dialect.ts';
import { execWords } from './exec-form.ts';
import { splitFlags } from './flags.ts';
import { bodyText, isHeredocAlone, type Heredoc } from './heredoc.ts';
import type { Instruction } from './instructions.ts';

const noScript: Script = { dialect: 'none', pipelines: [] };

/**
 * What an instruction runs: its exec form, or its shell form with its here-documents. A here-document that
 * stands alone is itself the script, of the language that its `#!` line names.
 */
export function scriptOf(
  source: MappedText,
  instruction: Instruction,
  command: MappedText,
  dialect: Dialect,
  escape: string,
): Script {
  const words = execWords(command);
  if (words !== undefined) return execScript(words);
  const { heredocs } = instruction;
  const [heredoc] = heredocs;
  if (heredoc === undefined) return shellScript(command, dialect);
  if (heredocs.length === 1 && heredoc.body !== undefined && isHeredocAlone(command.text, escape)) {
    const body = bodyText(source, heredoc.body, heredoc.stripTabs);
    return shellScript(body, scriptDialect(body.text) ?? dialect);
  }
  return shellScript(withHeredocs(source, instruction, command, heredocs), dialect);
}

/** The command of a HEALTHCHECK; undefined for `HEALTHCHECK NONE`. */
export function healthCommand(instruction: Instruction): MappedText | undefined {
  const { rest } = splitFlags(instruction);
  const keyword = /^CMD\s+/i.exec(rest.text)?.[0];
  return keyword === undefined
    ? undefined
    : slice(rest, { start: keyword.length, end: rest.text.length });
}

function shellScript(text: MappedText, dialect: Dialect): Script {
  return dialect === 'none' ? noScript : readScript(text, dialect);
}

/** The command with the here-documents below it, as the shell gets them. */
function withHeredocs(
  source: MappedText,
  { place }: Instruction,
  command: MappedText,
  heredocs: readonly Heredoc[],
): MappedText {
  if (heredocs.every(({ body }) => body === undefined)) return command;
  const builder = new MappedTextBuilder(command.anchor);
  builder.append(command, { start: 0, end: command.text.length });
  const below = bodyText(source, { start: place.content.end, end: place.lines.end }, false);
  builder.append(below, { start: 0, end: below.text.length });
  return builder.build();
}
