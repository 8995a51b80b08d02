import { allCommands, commandName, unwrapped } from '../shell/commands.ts';
import { argumentsOf, type Option, type OptionGrammar } from '../shell/options.ts';
import type { Command, Script } from '../shell/script.ts';
import { parseGoBoolean } from '../text/go-boolean.ts';
import type { Span } from '../text/span.ts';

const tlsPort = '2376';

/** The host of a `tcp://` endpoint of an engine that is not the one with TLS; undefined for any other text. */
export function hostOfEndpoint(endpoint: string): string | undefined {
  const [, host, port] =
    /^tcp:\/\/(\[[^\]]*\]|[^:/[\]]*)(?::(\d*))?\/?$/i.exec(endpoint.trim()) ?? [];
  return port === tlsPort ? undefined : host;
}

/** Whether an endpoint with variables in it has the port of the engine without TLS, whatever its host. */
export function hasOpenPort(endpoint: string): boolean {
  return /^tcp:\/\/\S*:2375\/?$/i.test(endpoint.trim());
}

export function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d+){3}|\[?::1\]?)$/i.test(host);
}

/** Whether the entry point of an image starts an engine, so that a command of options alone is for that. */
export type EntryPoint = 'engine' | 'unknown' | 'other';

/**
 * Where a script tells an engine to listen on TCP for everybody: the words with the addresses. Options without
 * a program are an engine's when the entry point is one, and when it is not known and they name its port.
 */
export function* unprotectedListeners(script: Script, entryPoint: EntryPoint): Generator<Span> {
  for (const { command: wrapped } of allCommands(script)) {
    const command = unwrapped(wrapped);
    const isArguments = !isEngine(command);
    if (isArguments && entryPoint === 'other') continue;
    const options = isArguments
      ? bareOptions(command)
      : argumentsOf(command, engineGrammar).options;
    if (options.some(checksClients)) continue;
    for (const { name, value = '', valueWord } of options) {
      if ((name !== '-H' && name !== '--host') || valueWord === undefined) continue;
      if (!isOpenListener(value) || (isArguments && !isLocalAddress(value))) continue;
      if (!isArguments || entryPoint === 'engine' || hasOpenPort(value)) yield valueWord.span;
    }
  }
}

/** Of the options of dockerd, those that matter here and the short ones that take a value. */
const engineGrammar: OptionGrammar = { letters: 'GHglps', names: ['host'] };

function isEngine(command: Command): boolean {
  const name = commandName(command);
  return name === 'dockerd' || name === 'dockerd-entrypoint.sh';
}

function bareOptions(command: Command): readonly Option[] {
  const [first] = command.words;
  if (first?.text.startsWith('-') !== true) return [];
  // The name of the entry point stands where the first option does.
  return argumentsOf({ ...command, words: [first, ...command.words] }, engineGrammar).options;
}

function checksClients({ name, value = 'true' }: Option): boolean {
  return name === '--tlsverify' && parseGoBoolean(value) === true;
}

/** Port 2376 is no excuse: without `--tlsverify` nothing is checked on it either. */
function isOpenListener(value: string): boolean {
  const host = /^=?tcp:\/\/(\[[^\]]*\]|[^:/[\]]*)/i.exec(value)?.[1];
  return host !== undefined && !isLoopback(host);
}

/** Whether one can listen there: on every address or on one, not on the name of another machine. */
function isLocalAddress(value: string): boolean {
  return /^=?tcp:\/\/(?:\[[^\]]*\]|[\d.]*)(?::\d*)?\/?$/i.test(value);
}
