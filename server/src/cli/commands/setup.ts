import { commandNames, pipelines, shells } from '../command.ts';
import type { CommandDescription } from './description.ts';
import { done, misused } from './shared.ts';

export const init: CommandDescription = {
  name: 'init',
  summary: 'Write a commented seaworthy.yaml, and the file for a pipeline.',
  description: [
    'Writes a configuration in which everything is explained and nothing is changed yet. Asks at a terminal which pipelines shall run the check, unless `--ci` says it. Files that are there stay as they are unless `--force` is given.',
  ],
  parameters: [
    {
      name: 'FOLDER',
      description: 'The folder that gets the configuration; without it the current one.',
      isOptional: true,
      isRepeatable: false,
      completion: 'folders',
    },
  ],
  groups: [
    {
      title: 'What is written',
      options: [
        {
          flag: '--ci',
          value: { name: 'NAME', choices: [...pipelines, 'none'], isList: true },
          description:
            'The pipelines that get a file or a snippet; several with commas between them, or by repeating the option.',
        },
        { flag: '--force', description: 'Replace files that are there.' },
      ],
    },
  ],
  examples: [
    { purpose: 'Begin in the current folder', line: 'seaworthy init' },
    {
      purpose: 'Begin without questions, with a workflow for GitHub',
      line: 'seaworthy init --ci github',
    },
  ],
  exitCodes: [
    done,
    {
      code: 2,
      meaning: 'A file could not be written, or the command line was not understood.',
    },
  ],
};

export const languageServer: CommandDescription = {
  name: 'language-server',
  summary: 'Serve an editor by the Language Server Protocol.',
  description: [
    'Speaks the Language Server Protocol on standard input and standard output until the editor ends it. It is meant for editors, not for people.',
  ],
  parameters: [],
  groups: [
    {
      title: 'Transport',
      options: [
        {
          flag: '--stdio',
          description:
            'Use standard input and standard output. That is the only way; editors say it.',
        },
        {
          flag: '--clientProcessId',
          value: { name: 'PID', range: [1, 4_294_967_295] },
          description: 'End when the process with this number has ended.',
        },
      ],
    },
  ],
  examples: [{ purpose: 'As editors start it', line: 'seaworthy language-server --stdio' }],
  exitCodes: [{ code: 0, meaning: 'The editor has ended it.' }, misused],
};

export const completion: CommandDescription = {
  name: 'completion',
  summary: 'Print a script that completes command lines in a shell.',
  description: [
    'Prints a script for the shell that completes commands, options, their values and the ids of rules. The script asks nobody, so that it is quick; print it again after an update.',
  ],
  parameters: [
    {
      name: 'SHELL',
      description: 'The shell that reads the script.',
      choices: shells,
      isOptional: false,
      isRepeatable: false,
    },
  ],
  groups: [],
  examples: [
    {
      purpose: 'For bash, in ~/.bashrc',
      line: 'source <(seaworthy completion bash)',
    },
    {
      purpose: 'For zsh, in ~/.zshrc after compinit',
      line: 'source <(seaworthy completion zsh)',
    },
    {
      purpose: 'For fish',
      line: 'seaworthy completion fish > ~/.config/fish/completions/seaworthy.fish',
    },
  ],
  exitCodes: [done, misused],
};

export const man: CommandDescription = {
  name: 'man',
  summary: 'Print the manual page.',
  description: ['Prints the page of this manual in the language of `man`.'],
  parameters: [],
  groups: [],
  examples: [{ purpose: 'Read it', line: 'seaworthy man | man -l -' }],
  exitCodes: [done, misused],
};

export const help: CommandDescription = {
  name: 'help',
  summary: 'Show the help of the program or of a command.',
  description: ['Shows what a command does, its options, examples and exit codes.'],
  parameters: [
    {
      name: 'COMMAND',
      description: 'The command that is explained; without it the program as a whole.',
      choices: commandNames,
      isOptional: true,
      isRepeatable: false,
    },
  ],
  groups: [],
  examples: [{ purpose: 'Show the options of a command', line: 'seaworthy help check' }],
  exitCodes: [done, misused],
};
