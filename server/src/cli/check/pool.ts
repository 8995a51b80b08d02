import { codeOf } from '../../text/error-code.ts';
import type { CheckThread, Threads } from '../ports.ts';
import type {
  CheckedBatch,
  CheckedDocument,
  CheckSettings,
  DocumentToCheck,
} from './checked-file.ts';

/** What goes through the pool in its order: a document to check, or something that comes out as it went in. */
export type PoolItem<D extends DocumentToCheck, T> =
  { readonly kind: 'check'; readonly document: D } | Passed<T>;

export type PoolResult<D extends DocumentToCheck, T> =
  { readonly kind: 'checked'; readonly document: D; readonly result: CheckedDocument } | Passed<T>;

interface Passed<T> {
  readonly kind: 'passed';
  readonly value: T;
}

export interface PoolOptions {
  readonly settings: CheckSettings;
  /** Undefined checks everything in this thread. */
  readonly threads: Threads | undefined;
  /** How many threads check; undefined starts them when there are many documents, as many as work at once. */
  readonly wanted: number | undefined;
  /** Checks in this thread: few documents, and those whose thread broke. */
  readonly here: CheckThread;
  readonly signal: AbortSignal;
  /** Gets a sentence when a thread breaks. Its documents are checked nevertheless. */
  readonly onBrokenThread: (sentence: string) => void;
}

/** Documents of a batch: enough that sending it costs little, few enough that all threads have work until the end. */
const batchDocuments = 16;
/** Characters of a batch, beyond which it is sent with what it has. */
const batchCharacters = 250_000;
const batchItems = 64;
/** Batches that are read ahead, so that memory stays the same however many files there are. */
const leastReadAhead = 8;
/** Documents that are checked sooner here than threads are started. */
const fewDocuments = 96;

/**
 * Checks documents and gives their results in the order in which they came, whatever the number of threads. Reads
 * no further ahead than a few batches. Ends early when the signal says so, and its threads with it.
 */
export async function* checkInPool<D extends DocumentToCheck, T = never>(
  items: AsyncIterable<PoolItem<D, T>>,
  options: PoolOptions,
): AsyncGenerator<PoolResult<D, T>> {
  const { threads, wanted, here, signal } = options;
  const count = threads === undefined ? 1 : (wanted ?? threads.available);
  const enough = wanted === undefined ? fewDocuments : 0;
  const readAhead = Math.max(leastReadAhead, 2 * count);
  const crew = new Crew(count, options);
  const queue: Ticket<D, T>[] = [];
  const finish = async function* (): AsyncGenerator<PoolResult<D, T>> {
    const ticket = queue.shift();
    if (ticket === undefined) return;
    const { documents } = ticket.batch;
    const sent = await ticket.sent;
    if (!signal.aborted) yield* inOrder(ticket.batch, sent ?? (await here.check(documents)));
  };
  try {
    let seen = 0;
    for await (const batch of batchesOf(items)) {
      if (signal.aborted) return;
      queue.push({ batch, sent: undefined });
      seen += batch.documents.length;
      if (count > 1 && seen > enough)
        for (const ticket of queue) ticket.sent ??= crew.check(ticket.batch.documents);
      if (queue.length > readAhead) yield* finish();
    }
    while (queue.length > 0 && !signal.aborted) yield* finish();
  } finally {
    await crew.end();
  }
}

interface Batch<D extends DocumentToCheck, T> {
  readonly items: PoolItem<D, T>[];
  readonly documents: D[];
}

interface Ticket<D extends DocumentToCheck, T> {
  readonly batch: Batch<D, T>;
  /** What a thread says of it, or undefined when that broke; undefined while it waits for this thread. */
  sent: Promise<CheckedBatch | undefined> | undefined;
}

async function* batchesOf<D extends DocumentToCheck, T>(
  items: AsyncIterable<PoolItem<D, T>>,
): AsyncGenerator<Batch<D, T>> {
  let batch: Batch<D, T> = { items: [], documents: [] };
  let characters = 0;
  for await (const item of items) {
    batch.items.push(item);
    if (item.kind === 'check') {
      batch.documents.push(item.document);
      characters += item.document.text.length;
    }
    const isFull =
      batch.documents.length >= batchDocuments ||
      characters >= batchCharacters ||
      batch.items.length >= batchItems;
    if (!isFull) continue;
    yield batch;
    batch = { items: [], documents: [] };
    characters = 0;
  }
  if (batch.items.length > 0) yield batch;
}

/** The items of a batch with their results; those that have none were not reached before somebody stopped it. */
function* inOrder<D extends DocumentToCheck, T>(
  { items }: Batch<D, T>,
  results: CheckedBatch,
): Generator<PoolResult<D, T>> {
  let index = 0;
  for (const item of items) {
    const result = item.kind === 'passed' ? undefined : results[index++];
    if (item.kind === 'passed') yield item;
    else if (result !== undefined) yield { kind: 'checked', document: item.document, result };
  }
}

interface Member {
  readonly thread: CheckThread;
  /** Batches that it has not answered. */
  load: number;
}

/** The threads of one run, started with the first batch. */
class Crew {
  readonly #count: number;
  readonly #options: PoolOptions;
  readonly #endThreads = (): void => void this.end();
  #members: Member[] | undefined;

  constructor(count: number, options: PoolOptions) {
    this.#count = count;
    this.#options = options;
    options.signal.addEventListener('abort', this.#endThreads, { once: true });
  }

  /** Has the thread with the least to do check a batch; undefined when it broke, or when there is none left. */
  async check(documents: readonly DocumentToCheck[]): Promise<CheckedBatch | undefined> {
    this.#members ??= this.#start();
    const [first, ...others] = this.#members;
    if (first === undefined) return undefined;
    const member = others.reduce(
      (least, other) => (other.load < least.load ? other : least),
      first,
    );
    member.load++;
    try {
      return await member.thread.check(documents.map(toDocument));
    } catch (error) {
      this.#lose(member, error);
      return undefined;
    } finally {
      member.load--;
    }
  }

  async end(): Promise<void> {
    this.#options.signal.removeEventListener('abort', this.#endThreads);
    const members = this.#members ?? [];
    this.#members = [];
    await Promise.all(members.map(({ thread }) => thread.end()));
  }

  #start(): Member[] {
    const { threads, settings } = this.#options;
    if (threads === undefined) return [];
    return Array.from({ length: this.#count }, () => ({
      thread: threads.start(settings),
      load: 0,
    }));
  }

  #lose(member: Member, cause: unknown): void {
    const members = this.#members ?? [];
    // All of its batches come back, and it is named once; who ends it wants no word of that.
    if (!members.includes(member)) return;
    this.#members = members.filter((other) => other !== member);
    void member.thread.end();
    this.#options.onBrokenThread(
      `A thread that checks files broke (${codeOf(cause)}). Its files are checked without it, which takes longer.`,
    );
  }
}

/** Only what a check is about: all that crosses to a thread is copied. */
function toDocument({ path, text, language }: DocumentToCheck): DocumentToCheck {
  return { path, text, language };
}
