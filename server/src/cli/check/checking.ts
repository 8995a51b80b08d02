import type { CheckCommand } from '../command.ts';
import type { FileProblem, ReadFile, SourceFile } from '../files.ts';
import type { CliPorts } from '../ports.ts';
import { tell } from '../sources.ts';
import type { CheckedDocument, CheckSettings } from './checked-file.ts';
import type { OnlineFacts } from './online.ts';
import { checkInPool, type PoolItem } from './pool.ts';
import type { ResultCache } from './result-cache.ts';
import { thisThread } from './this-thread.ts';

/** What files are checked with. */
export interface Checking {
  readonly settings: CheckSettings;
  readonly ports: CliPorts;
  readonly command: Pick<CheckCommand, 'threads'>;
  /** What earlier runs found; undefined when that is not to be used. */
  readonly cache: ResultCache | undefined;
  /** What registries and scanners said of images, when they were asked. Only this thread knows it. */
  readonly online: Pick<OnlineFacts, 'pinFacts' | 'imageFacts'> | undefined;
}

/** What is said of a file, or why nothing can be. */
export type Outcome =
  | { readonly kind: 'checked'; readonly file: CheckedSource }
  | { readonly kind: 'unread'; readonly problem: FileProblem };

export interface CheckedSource extends CheckedDocument {
  readonly source: SourceFile;
}

/** Checks files and gives what is said of them, in their order. Ends early when the signal says so. */
export async function* checkDocuments(
  sources: AsyncIterable<ReadFile>,
  { settings, ports, command, cache, online }: Checking,
): AsyncGenerator<Outcome> {
  const { rules, files, signal } = ports;
  const here = thisThread(settings, { rules, files, ...online }, signal);
  const results = checkInPool(knownOrNot(sources, cache), {
    settings,
    threads: online === undefined ? ports.threads : undefined,
    wanted: command.threads,
    here,
    signal,
    onBrokenThread: (sentence) => tell(ports, sentence),
  });
  for await (const item of results) {
    if (item.kind === 'passed') yield item.value;
    else {
      cache?.keep(item.document, item.result);
      yield { kind: 'checked', file: { source: item.document, ...item.result } };
    }
  }
}

async function* knownOrNot(
  sources: AsyncIterable<ReadFile>,
  cache: ResultCache | undefined,
): AsyncGenerator<PoolItem<SourceFile, Outcome>> {
  for await (const read of sources) {
    if (read.ok) yield await knownOrToCheck(read.value, cache);
    else yield { kind: 'passed', value: { kind: 'unread', problem: read.error } };
  }
}

async function knownOrToCheck(
  source: SourceFile,
  cache: ResultCache | undefined,
): Promise<PoolItem<SourceFile, Outcome>> {
  const known = await cache?.find(source);
  if (known === undefined) return { kind: 'check', document: source };
  return { kind: 'passed', value: { kind: 'checked', file: { source, ...known } } };
}
