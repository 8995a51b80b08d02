import { createColors } from 'picocolors';
import type { CommandName } from './command.ts';
import {
  commands,
  describeCommand,
  program,
  programExamples,
  programExitCodes,
  programOptions,
} from './commands.ts';
import {
  flagsOf,
  helpOption,
  parameterSentences,
  sentencesOf,
  synopsisOf,
  type CommandDescription,
  type Example,
  type ExitCodeDescription,
  type OptionDescription,
} from './commands/description.ts';
import type { Terminal } from './ports.ts';

/** What help looks like where it is read. */
export type HelpTerminal = Pick<Terminal, 'columns' | 'hasColours'>;

/** Lines longer than this are hard to read, however wide the terminal is. */
const maximalColumns = 100;
const usualColumns = 80;
/** Below this, breaking lines does more harm than letting the terminal do it. */
const minimalColumns = 50;

/** A heading with what stands below it. */
interface Section {
  readonly title: string;
  readonly lines: readonly string[];
}

/** A word with its meaning. */
type Entry = readonly [term: string, meaning: string];

/** The help of a command; that of the program without a topic. */
export function helpText(topic: CommandName | undefined, terminal: HelpTerminal): string {
  const columns = Math.min(terminal.columns ?? usualColumns, maximalColumns);
  const width = Math.max(columns, minimalColumns);
  const [summary, sections] =
    topic === undefined ? programHelp(width) : commandHelp(describeCommand(topic), width);
  const { bold } = createColors(terminal.hasColours);
  const blocks = sections
    .filter(({ lines }) => lines.length > 0)
    .map(({ title, lines }) => [...(title === '' ? [] : [bold(`${title}:`)]), ...lines].join('\n'));
  return `${[wrap(summary, width, '').join('\n'), ...blocks].join('\n\n')}\n`;
}

type Help = readonly [summary: string, sections: readonly Section[]];

function programHelp(width: number): Help {
  const names = commands.map(({ name, summary }): Entry => [name, summary]);
  return [
    program.summary,
    [
      { title: 'Usage', lines: ['  seaworthy COMMAND [OPTIONS] [ARGUMENTS]'] },
      { title: '', lines: paragraphs(program.description, width) },
      { title: 'Commands', lines: table(names, width) },
      {
        title: '',
        lines: wrap(
          '`seaworthy COMMAND --help` tells more of a command, `seaworthy man` everything, with the environment variables and files that count.',
          width,
          '',
        ),
      },
      { title: 'Options', lines: optionTable(programOptions, width) },
      { title: 'Examples', lines: examples(programExamples) },
      { title: 'Exit codes', lines: exitCodes(programExitCodes, width) },
    ],
  ];
}

function commandHelp(command: CommandDescription, width: number): Help {
  const parameters = command.parameters.map((parameter): Entry => [
    parameter.name,
    parameterSentences(parameter),
  ]);
  const groups = command.groups.map(({ title, options }) => ({
    title,
    lines: optionTable(options, width),
  }));
  return [
    command.summary,
    [
      { title: 'Usage', lines: [`  ${synopsisOf(command)}`] },
      { title: '', lines: paragraphs(command.description, width) },
      { title: 'Arguments', lines: table(parameters, width) },
      ...groups,
      { title: 'Other options', lines: optionTable([helpOption], width) },
      { title: 'Examples', lines: examples(command.examples) },
      { title: 'Exit codes', lines: exitCodes(command.exitCodes, width) },
    ],
  ];
}

function paragraphs(texts: readonly string[], width: number): readonly string[] {
  return texts.flatMap((text, index) => [...(index === 0 ? [] : ['']), ...wrap(text, width, '')]);
}

function optionTable(options: readonly OptionDescription[], width: number): readonly string[] {
  const entries = options.map((option): Entry => {
    const indent = option.short === undefined ? '    ' : '';
    return [indent + flagsOf(option), sentencesOf(option)];
  });
  return table(entries, width);
}

function examples(all: readonly Example[]): readonly string[] {
  return all.flatMap(({ purpose, line }) => [`  # ${purpose}`, `  ${line}`]);
}

function exitCodes(codes: readonly ExitCodeDescription[], width: number): readonly string[] {
  return table(
    codes.map(({ code, meaning }): Entry => [String(code), meaning]),
    width,
  );
}

/** Meanings stand in one column; a term that is too long for its column has a line of its own. */
function table(entries: readonly Entry[], width: number): readonly string[] {
  const longest = Math.max(0, ...entries.map(([term]) => term.length));
  const column = Math.min(longest, Math.floor(width / 3)) + 4;
  const indent = ' '.repeat(column);
  return entries.flatMap(([term, meaning]) => {
    const [first = '', ...rest] = wrap(meaning, width, indent);
    const start = `  ${term}`;
    return start.length + 2 <= column
      ? [start.padEnd(column) + first.trimStart(), ...rest]
      : [start, first, ...rest];
  });
}

/** The lines of a text, each with an indent and no longer than the width unless a word is. */
function wrap(text: string, width: number, indent: string): readonly string[] {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(' ')) {
    const isFirst = line === indent;
    if (!isFirst && line.length + 1 + word.length > width) {
      lines.push(line);
      line = indent + word;
    } else {
      line += isFirst ? word : ` ${word}`;
    }
  }
  return [...lines, line];
}
