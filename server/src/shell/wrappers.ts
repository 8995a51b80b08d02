import { nextIndex, readOptions, type OptionGrammar } from './options.ts';
import type { Word } from './script.ts';

/** A program that runs the command in its arguments. */
interface Wrapper extends OptionGrammar {
  /** How many operands stand before the command. */
  readonly operands?: number;
  /** Whether `NAME=value` may stand before the command. */
  readonly takesAssignments?: boolean;
  /** Options with which it runs nothing. */
  readonly queries?: string;
  /** The operand without which it runs no command: `conda run`. */
  readonly subcommand?: string;
}

const simple: Wrapper = {};
const oneOperand: Wrapper = { operands: 1 };
const condaRun: Wrapper = {
  subcommand: 'run',
  letters: 'np',
  names: ['name', 'prefix', 'cwd'],
};

const wrappers: ReadonlyMap<string, Wrapper> = new Map<string, Wrapper>([
  [
    'sudo',
    {
      letters: 'ugpCcrtTUDRha',
      names: [
        'user',
        'group',
        'prompt',
        'host',
        'close-from',
        'role',
        'type',
        'other-user',
        'chdir',
        'chroot',
        'command-timeout',
      ],
      takesAssignments: true,
    },
  ],
  ['doas', { letters: 'uC' }],
  ['gosu', oneOperand],
  ['su-exec', oneOperand],
  ['setuidgid', oneOperand],
  ['s6-setuidgid', oneOperand],
  [
    'setpriv',
    {
      names: [
        'reuid',
        'ruid',
        'euid',
        'regid',
        'rgid',
        'egid',
        'groups',
        'inh-caps',
        'ambient-caps',
        'bounding-set',
        'securebits',
        'pdeathsig',
        'selinux-label',
        'apparmor-profile',
      ],
    },
  ],
  ['chroot', oneOperand],
  ['env', { letters: 'uC', names: ['unset', 'chdir'], takesAssignments: true, queries: 'S' }],
  ['exec', { letters: 'a' }],
  ['command', { queries: 'vV' }],
  ['builtin', simple],
  ['nohup', simple],
  ['setsid', simple],
  ['time', { letters: 'of', names: ['output', 'format'] }],
  ['nice', { letters: 'n', names: ['adjustment'] }],
  ['ionice', { letters: 'cn', names: ['class', 'classdata'] }],
  ['timeout', { letters: 'ks', names: ['kill-after', 'signal'], operands: 1 }],
  ['taskset', oneOperand],
  ['stdbuf', { letters: 'ioe', names: ['input', 'output', 'error'] }],
  [
    'xargs',
    {
      letters: 'adEILnPs',
      names: ['arg-file', 'delimiter', 'max-lines', 'max-args', 'max-procs', 'max-chars'],
    },
  ],
  ['watch', { letters: 'n', names: ['interval'] }],
  ['flock', { letters: 'wE', names: ['timeout', 'conflict-exit-code'], operands: 1 }],
  ['busybox', simple],
  ['toybox', simple],
  ['fakeroot', { letters: 'lsi', names: ['lib', 'faked'] }],
  ['unshare', simple],
  ['eatmydata', simple],
  ['chronic', simple],
  ['unbuffer', simple],
  ['ccache', simple],
  ['linux32', simple],
  ['linux64', simple],
  ['setarch', oneOperand],
  ['strace', { letters: 'eopsuaSbOIXPE' }],
  ['xvfb-run', { letters: 'efnpsw' }],
  ['dbus-run-session', { names: ['config-file', 'dbus-daemon'] }],
  ['tini', { letters: 'pe' }],
  ['dumb-init', { letters: 'r', names: ['rewrite'] }],
  ['catatonit', simple],
  ['conda', condaRun],
  ['mamba', condaRun],
  ['micromamba', condaRun],
]);

export function isWrapper(name: string): boolean {
  return wrappers.has(name);
}

/** A command inside a command: from `index` of its words on, with the assignments before it. */
export interface Wrapped {
  readonly index: number;
  readonly assignments: readonly Word[];
}

/** The command that the program at `start` of the words runs with its arguments; undefined when it runs none. */
export function wrappedAt(words: readonly Word[], start: number): Wrapped | undefined {
  const wrapper = wrappers.get(programName(words[start]) ?? '');
  if (wrapper === undefined) return undefined;
  let operands = (wrapper.operands ?? 0) + (wrapper.subcommand === undefined ? 0 : 1);
  let canHaveOptions = true;
  const assignments: Word[] = [];
  let index = start + 1;
  while (index < words.length) {
    const word = words[index];
    if (word === undefined) break;
    const read = canHaveOptions ? readOptions(words, index, wrapper) : [];
    if (canHaveOptions && (word.text === '--' || word.text === '-')) {
      canHaveOptions = word.text === '-';
      index++;
    } else if (read.length > 0) {
      if (read.some(({ name }) => wrapper.queries?.includes(name.slice(1)))) return undefined;
      index = nextIndex(words, index, read);
    } else if (wrapper.takesAssignments === true && /^[A-Za-z_]\w*=/.test(word.text)) {
      assignments.push(word);
      index++;
    } else if (operands > 0) {
      if (wrapper.subcommand !== undefined && word.text !== wrapper.subcommand) return undefined;
      operands--;
      index++;
    } else {
      return { index, assignments };
    }
  }
  return undefined;
}

const literalTail = /^[\w.+[\]:-]+$/;

/**
 * The name of the program that a word starts: without folders and `.exe`, in lower case, as Windows takes it
 * and no two programs of note differ by case. A variable may give the folder, but not the name.
 */
export function programName(word: Word | undefined): string | undefined {
  if (word === undefined) return undefined;
  const { text, isDynamic } = word;
  const slash = Math.max(text.lastIndexOf('/'), text.lastIndexOf('\\'));
  const name = text.slice(slash + 1);
  if (isDynamic && !(slash > 0 && /^[$%]/.test(text) && literalTail.test(name))) return undefined;
  const lower = name.toLowerCase();
  return lower.endsWith('.exe') ? lower.slice(0, -4) : lower;
}
