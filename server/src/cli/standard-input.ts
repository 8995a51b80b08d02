import { languageOfName } from '../analysis/languages.ts';
import { plainLine } from '../text/plain-line.ts';
import { ok } from '../text/result.ts';
import { decodeText, reasonOf, unreadable, type ReadFile } from './files.ts';
import type { CliPorts } from './ports.ts';

/**
 * Reads standard input as the text of a file of the given name, which tells its language, and which folder its
 * configuration and the files around it are looked for in. Ends with a problem when the signal says so first.
 */
export async function readStandardInput(
  { readInput, signal }: Pick<CliPorts, 'readInput' | 'signal'>,
  name: string,
): Promise<ReadFile> {
  const language = languageOfName(name);
  if (language === undefined)
    return unreadable(name, 'its name is not that of a Dockerfile or a Compose file');
  try {
    const decoded = decodeText(await Promise.race([readInput(), abortOf(signal)]));
    return decoded.ok
      ? ok({ path: name, language, ...decoded.value })
      : unreadable(name, decoded.error);
  } catch (error) {
    return unreadable(name, plainLine(reasonOf(name, error)));
  }
}

function abortOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = (): void => reject(new Error('the command was stopped'));
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
