import { allCommands, commandName, unwrapped } from '../shell/commands.ts';
import { argumentsOf, type Option, type OptionGrammar } from '../shell/options.ts';
import type { Command, Script } from '../shell/script.ts';
import type { Span } from '../text/span.ts';

const tlsPort = '2376';

/** The host of a `tcp://` endpoint of an engine that is not the one with TLS; undefined for any other text. */
export function hostOfEndpoint(endpoint: string): string | undefined {
  const [, host, port] =
    /^tcp:\/\/(\[[^\]]*\]|[^:/[\]]*)(?::(\d*))?\/?$/i.exec(endpoint.trim()) ?? [];
  return port === tlsPort ? undefined : host;
}

export function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d+){3}|\[?::1\]?)$/i.test(host);
}

/**
 * Where a script tells an engine to listen on TCP for everybody: the words with the addresses. `isArguments`:
 * the script may be only the options for an entry point that starts the engine.
 */
export function* unprotectedListeners(script: Script, isArguments: boolean): Generator<Span> {
  for (const { command } of allCommands(script)) {
    const options = engineOptions(unwrapped(command), isArguments);
    if (options.some(checksClients)) continue;
    for (const { name, value = '', valueWord } of options)
      if ((name === '-H' || name === '--host') && isOpenListener(value) && valueWord !== undefined)
        yield valueWord.span;
  }
}

/** Of the options of dockerd, those that matter here and the short ones that take a value. */
const engineGrammar: OptionGrammar = { letters: 'GHglps', names: ['host'] };

function engineOptions(command: Command, isArguments: boolean): readonly Option[] {
  const name = commandName(command);
  if (name === 'dockerd' || name === 'dockerd-entrypoint.sh')
    return argumentsOf(command, engineGrammar).options;
  const [first] = command.words;
  if (!isArguments || first?.text.startsWith('-') !== true) return [];
  // The name of the entry point stands where the first option does.
  return argumentsOf({ ...command, words: [first, ...command.words] }, engineGrammar).options;
}

function checksClients({ name, value = 'true' }: Option): boolean {
  return name === '--tlsverify' && /^(?:true|t|1)$/i.test(value);
}

/** Port 2376 is no excuse: without `--tlsverify` nothing is checked on it either. */
function isOpenListener(value: string): boolean {
  const host = /^=?tcp:\/\/(\[[^\]]*\]|[^:/[\]]*)/i.exec(value)?.[1];
  return host !== undefined && !isLoopback(host);
}
