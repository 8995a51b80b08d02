import { argumentsOf, type Arguments, type OptionGrammar } from '../shell/options.ts';
import type { Command, Word } from '../shell/script.ts';
import type { ScriptCommand } from './commands.ts';
import { fileNameOf } from './urls.ts';

/** What a command downloads, and where to. */
export interface Download {
  /** The addresses that are written; none when they come from a file. */
  readonly urls: readonly string[];
  /** The files that it saves, as written. */
  readonly files: readonly string[];
  /** Whether what comes is printed, for the next command of the pipeline or a redirection. */
  readonly isPrinted: boolean;
}

/** Words that a script without downloads has none of. */
export const downloader =
  /(?:^|[/\\])(?:curl|wget2?|aria2c|iwr|irm|invoke-(?:webrequest|restmethod)|start-bitstransfer)(?:\.exe)?$|\.download|copy\(|urlretrieve\(|readfile\(|file_get_contents\(/i;

/**
 * Reads a command that downloads: curl, wget, aria2c and PowerShell's, or code that calls a function for it;
 * undefined for any other.
 */
export function readDownload({ name, command, words }: ScriptCommand): Download | undefined {
  switch (name) {
    case 'curl':
      return looksLikePowerShell(words) ? readWebRequest(words) : readCurl(command);
    case 'wget':
    case 'wget2':
      return looksLikePowerShell(words) ? readWebRequest(words) : readWget(command);
    case 'aria2c':
      return readAria(command);
    case 'invoke-webrequest':
    case 'invoke-restmethod':
    case 'iwr':
    case 'irm':
      return readWebRequest(words);
    case 'start-bitstransfer':
      return readBitsTransfer(words);
    default:
      return readCode(words);
  }
}

export const curlSyntax: OptionGrammar = {
  letters: 'AbcCdDeEFhHKmoPQrtTuUwxXyYz',
  names: [
    'output',
    'output-dir',
    'header',
    'user-agent',
    'data',
    'data-raw',
    'data-binary',
    'data-ascii',
    'data-urlencode',
    'json',
    'form',
    'request',
    'retry',
    'retry-delay',
    'retry-max-time',
    'connect-timeout',
    'max-time',
    'max-redirs',
    'max-filesize',
    'proto',
    'proto-default',
    'proto-redir',
    'cacert',
    'capath',
    'cert',
    'cert-type',
    'key',
    'key-type',
    'ciphers',
    'proxy',
    'proxy-user',
    'proxy-header',
    'preproxy',
    'socks4',
    'socks5',
    'socks5-hostname',
    'user',
    'referer',
    'cookie',
    'cookie-jar',
    'write-out',
    'resolve',
    'connect-to',
    'range',
    'interface',
    'limit-rate',
    'speed-time',
    'speed-limit',
    'url',
    'url-query',
    'noproxy',
    'continue-at',
    'config',
    'upload-file',
    'time-cond',
    'tls-max',
    'netrc-file',
    'oauth2-bearer',
    'unix-socket',
    'abstract-unix-socket',
    'dump-header',
    'stderr',
    'trace',
    'aws-sigv4',
    'dns-servers',
    'doh-url',
    'keepalive-time',
    'pinnedpubkey',
    'crlfile',
    'engine',
    'etag-save',
    'etag-compare',
  ],
};

function readCurl(command: Command): Download {
  const read = argumentsOf(command, curlSyntax);
  const urls = [...read.operands, ...wordsOf(read, '--url')];
  const folder = optionValue(read, '--output-dir');
  const named = valuesOf(read, '-o', '--output');
  const takesName = hasOption(read, '-O', '--remote-name', '--remote-name-all');
  const files = [...named, ...(takesName ? urls.map(({ text }) => fileNameOf(text)) : [])];
  return {
    urls: hasOption(read, '--unix-socket', '--abstract-unix-socket')
      ? [localSocket]
      : urls.map(textOf),
    files: files.filter((file) => !isStream(file)).map((file) => inFolder(folder, file)),
    isPrinted: files.length === 0 || files.some(isOutput),
  };
}

/** Stands for a server that is reached without a network. */
const localSocket = 'http://localhost/';

const wgetSyntax: OptionGrammar = {
  letters: 'aABDeGiIloOPQRtTUwX',
  names: [
    'output-document',
    'output-file',
    'append-output',
    'directory-prefix',
    'input-file',
    'user-agent',
    'header',
    'tries',
    'timeout',
    'dns-timeout',
    'connect-timeout',
    'read-timeout',
    'wait',
    'waitretry',
    'limit-rate',
    'user',
    'password',
    'http-user',
    'http-password',
    'ca-certificate',
    'ca-directory',
    'certificate',
    'private-key',
    'post-data',
    'post-file',
    'referer',
    'base',
    'quota',
    'level',
    'accept',
    'reject',
    'domains',
    'max-redirect',
    'secure-protocol',
    'progress',
    'execute',
    'method',
    'body-data',
    'load-cookies',
  ],
};

function readWget(command: Command): Download {
  const read = argumentsOf(command, wgetSyntax);
  const folder = optionValue(read, '-P', '--directory-prefix');
  const named = optionValue(read, '-O', '--output-document');
  const files = named === undefined ? read.operands.map(({ text }) => fileNameOf(text)) : [named];
  return {
    urls: read.operands.map(textOf),
    files: files
      .filter((file) => !isStream(file))
      .map((file) => (named === undefined ? inFolder(folder, file) : file)),
    isPrinted: named !== undefined && isOutput(named),
  };
}

function readAria(command: Command): Download {
  const read = argumentsOf(command, {
    letters: 'doxsjkmtiU',
    names: ['dir', 'out', 'header', 'checksum', 'split', 'user-agent'],
  });
  const folder = optionValue(read, '-d', '--dir');
  const named = optionValue(read, '-o', '--out');
  const files = named === undefined ? read.operands.map(({ text }) => fileNameOf(text)) : [named];
  return {
    urls: read.operands.map(textOf),
    // aria2c compares what it gets with `--checksum` itself.
    files: hasOption(read, '--checksum') ? [] : files.map((file) => inFolder(folder, file)),
    isPrinted: false,
  };
}

/** In PowerShell `curl` and `wget` may be other names of Invoke-WebRequest. */
function looksLikePowerShell(words: readonly Word[]): boolean {
  return words.some(({ text }) => /^-(?:uri|usebasicparsing|outfile|useb)$/i.test(text));
}

function readWebRequest(words: readonly Word[]): Download {
  const file = parameterOf(words, 'outfile', 1);
  const url =
    parameterOf(words, 'uri', 1) ?? words.slice(1).find(({ text }) => !text.startsWith('-'));
  return {
    urls: url === undefined ? [] : [url.text],
    files: file === undefined ? [] : [file.text],
    isPrinted: file === undefined,
  };
}

function readBitsTransfer(words: readonly Word[]): Download {
  const url = parameterOf(words, 'source', 1) ?? words[1];
  const file = parameterOf(words, 'destination', 1) ?? words[2];
  return {
    urls: url === undefined ? [] : [url.text],
    files: file === undefined ? [] : [file.text],
    isPrinted: false,
  };
}

/**
 * `.DownloadString("…")` and `.DownloadFile("…", "…")` of .NET, `copy()` and `readfile()` of PHP,
 * `urlretrieve()` of Python.
 */
function readCode(words: readonly Word[]): Download | undefined {
  for (const { text } of words) {
    if (!text.includes('(')) continue;
    const printed = printingCall.exec(text)?.[1];
    if (printed !== undefined) return { urls: [printed], files: [], isPrinted: true };
    const match = functionCall.exec(text);
    if (match === null) continue;
    const [, url = '', file] = match;
    return { urls: [url], files: file === undefined ? [] : [file], isPrinted: file === undefined };
  }
  return undefined;
}

const functionCall =
  /(?:\.Download(?:String|Data|File)(?:Async|TaskAsync)?|\bcopy|\burlretrieve)\(\s*["']?(https?:[^"',)\s]*)["']?(?:\s*,\s*["']?([^"',)\s]+))?/i;

const printingCall =
  /(?:\breadfile|\b(?:echo|print)\b[^;]{0,80}\bfile_get_contents)\(\s*["']?(https?:[^"',)\s]*)/i;

function textOf({ text }: Word): string {
  return text;
}

/** The word behind a parameter of PowerShell, whose name may be cut short. */
function parameterOf(words: readonly Word[], name: string, shortest: number): Word | undefined {
  const at = words.findIndex(
    ({ text }) =>
      text.length > shortest &&
      text.startsWith('-') &&
      name.startsWith(text.slice(1).toLowerCase()),
  );
  return at < 0 ? undefined : words[at + 1];
}

function valuesOf({ options }: Arguments, ...names: readonly string[]): readonly string[] {
  return options.flatMap(({ name, value }) =>
    names.includes(name) && value !== undefined ? [value] : [],
  );
}

function wordsOf({ options }: Arguments, wanted: string): readonly Word[] {
  return options.flatMap(({ name, valueWord }) =>
    name === wanted && valueWord !== undefined ? [valueWord] : [],
  );
}

/** The last value that one of the names has. */
function optionValue(read: Arguments, ...names: readonly string[]): string | undefined {
  return valuesOf(read, ...names).at(-1);
}

function hasOption({ options }: Arguments, ...names: readonly string[]): boolean {
  return options.some(({ name }) => names.includes(name));
}

function isOutput(file: string): boolean {
  return file === '-' || file === '/dev/stdout';
}

/** Whether nothing is saved under that name. */
function isStream(file: string): boolean {
  return isOutput(file) || file === '/dev/null' || file === '';
}

function inFolder(folder: string | undefined, file: string): string {
  return folder === undefined || file.startsWith('/')
    ? file
    : `${folder.replace(/\/$/, '')}/${file}`;
}
