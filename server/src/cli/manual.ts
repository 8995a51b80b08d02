import { version } from '../version.ts';
import {
  commands,
  environmentVariables,
  program,
  programExamples,
  programExitCodes,
  programOptions,
  readFiles,
} from './commands.ts';
import {
  flagsOf,
  parameterSentences,
  sentencesOf,
  synopsisOf,
  type CommandDescription,
  type Example,
  type ExitCodeDescription,
  type NamedDescription,
  type OptionDescription,
} from './commands/description.ts';

/** The manual page seaworthy(1) in the macros of man(7). */
export function manualPage(): string {
  const blocks = [
    `.TH SEAWORTHY 1 "" "Seaworthy ${version}" "User Commands"`,
    section('Name', [`seaworthy \\- ${escaped(program.summary.replace(/\.$/, ''))}`]),
    section('Synopsis', synopsis()),
    section('Description', paragraphs(program.description)),
    section('Commands', commands.flatMap(commandLines)),
    section('Options', options(programOptions)),
    section('Exit status', exitCodes(programExitCodes)),
    section('Environment', names(environmentVariables)),
    section('Files', names(readFiles)),
    section('Examples', examples(everyExample())),
  ];
  return `${blocks.join('\n')}\n`;
}

function section(title: string, lines: readonly string[]): string {
  return [`.SH ${title.toUpperCase()}`, ...lines].join('\n');
}

function synopsis(): readonly string[] {
  const lines = commands.map((command) => `.B ${escaped(synopsisOf(command))}`);
  return lines.flatMap((line, index) => (index === 0 ? [line] : ['.br', line]));
}

function commandLines(command: CommandDescription): readonly string[] {
  const parameters = command.parameters.flatMap((parameter) =>
    tagged(`\\fI${escaped(parameter.name)}\\fR`, parameterSentences(parameter)),
  );
  return [
    `.SS ${quotedArgument(synopsisOf(command))}`,
    formatted(command.summary),
    ...command.description.flatMap((paragraph) => ['.PP', formatted(paragraph)]),
    ...parameters,
    ...command.groups.flatMap((group) => options(group.options)),
    ...exitStatus(command),
  ];
}

function exitStatus({ exitCodes: codes }: CommandDescription): readonly string[] {
  const meanings = codes.map(({ code, meaning }) => `${String(code)}: ${meaning}`);
  return ['.PP', formatted(`Exit status. ${meanings.join(' ')}`)];
}

function paragraphs(texts: readonly string[]): readonly string[] {
  return texts.flatMap((text, index) => [...(index === 0 ? [] : ['.PP']), formatted(text)]);
}

function options(all: readonly OptionDescription[]): readonly string[] {
  return all.flatMap((option) =>
    tagged(`\\fB${escaped(flagsOf(option))}\\fR`, sentencesOf(option)),
  );
}

function exitCodes(codes: readonly ExitCodeDescription[]): readonly string[] {
  return codes.flatMap(({ code, meaning }) => tagged(String(code), meaning));
}

function names(all: readonly NamedDescription[]): readonly string[] {
  return all.flatMap(({ name, description }) => tagged(`\\fB${escaped(name)}\\fR`, description));
}

function everyExample(): readonly Example[] {
  const all = [...programExamples, ...commands.flatMap((command) => command.examples)];
  return [...new Map(all.map((example) => [example.line, example])).values()];
}

function examples(all: readonly Example[]): readonly string[] {
  return all.flatMap(({ purpose, line }) => [
    '.TP',
    formatted(`${purpose}:`),
    `\\fB${escaped(line)}\\fR`,
  ]);
}

/** A term with its meaning below it, further in. */
function tagged(term: string, meaning: string): readonly string[] {
  return ['.TP', term, formatted(meaning)];
}

/** Running text, where what is to be typed is bold and is not broken over lines; a full stop at its beginning is no request. */
function formatted(text: string): string {
  const parts = text.split('`');
  return parts
    .map((part, index) => (index % 2 === 1 ? `\\fB\\%${escaped(part)}\\fR` : escaped(part)))
    .join('')
    .replace(/^\./, '\\&.');
}

/** Characters that would be printed as others, after groff_man_style(7). */
function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('~', '\\(ti')
    .replaceAll('^', '\\(ha')
    .replaceAll('`', '\\(ga')
    .replaceAll("'", '\\(aq');
}

/** One argument of a macro, whatever spaces it has. */
function quotedArgument(text: string): string {
  return `"${escaped(text).replaceAll('"', '\\(dq')}"`;
}
