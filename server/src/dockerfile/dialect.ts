import type { Dialect } from '../shell/script.ts';
import type { MappedText } from '../text/mapped-text.ts';

/** Windows images that Microsoft publishes, and those that are named after them. */
const windowsImage = /^mcr\.microsoft\.com\/windows\/|nanoserver|windowsservercore/i;

const dialects: ReadonlyMap<string, Dialect> = new Map([
  ...['sh', 'bash', 'ash', 'dash', 'zsh', 'ksh', 'mksh', 'busybox', 'fish'].map(
    (name) => [name, 'posix'] as const,
  ),
  ['powershell', 'powershell'],
  ['pwsh', 'powershell'],
  ['cmd', 'cmd'],
  ...['python', 'python3', 'perl', 'ruby', 'node', 'php'].map((name) => [name, 'none'] as const),
]);

/** The dialect of shell forms as long as no SHELL says otherwise: Windows images begin with `cmd`. */
export function defaultDialect(image: string, platform: string, escape: string): Dialect {
  const isWindows =
    escape === '`' || windowsImage.test(image) || platform.toLowerCase().startsWith('windows');
  return isWindows ? 'cmd' : 'posix';
}

/** The dialect of the program that SHELL names, perhaps behind another one that starts it: `conda run bash -c`. */
export function shellDialect(words: readonly MappedText[]): Dialect {
  for (const { text } of words) {
    const dialect = dialects.get(programName(text));
    if (dialect !== undefined) return dialect;
  }
  return 'posix';
}

const scriptOpening = /^#![ \t]*(\S+)(?:[ \t]+([^\n]*))?/;

/** The dialect of a script by its `#!` line, `none` for languages that no shell reads; undefined without such a line. */
export function scriptDialect(script: string): Dialect | undefined {
  if (!script.startsWith('#!')) return undefined;
  const [, program = '', words = ''] = scriptOpening.exec(script) ?? [];
  const isEnv = programName(program) === 'env';
  const name = isEnv ? words.split(/\s+/).find((word) => !/^-|=/.test(word)) : program;
  return dialects.get(programName(name ?? '')) ?? 'none';
}

function programName(path: string): string {
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  return name.toLowerCase().replace(/\.exe$/, '');
}
