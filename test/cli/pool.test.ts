import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { analysing } from '../../scripts/programs.mjs';
import type {
  CheckedDocument,
  CheckSettings,
  DocumentToCheck,
} from '../../server/src/cli/check/checked-file.ts';
import { checkInPool, type PoolItem, type PoolOptions } from '../../server/src/cli/check/pool.ts';
import { thisThread } from '../../server/src/cli/check/this-thread.ts';
import { nodeThreads } from '../../server/src/cli/check/threads.ts';
import type { CheckThread, Threads } from '../../server/src/cli/ports.ts';
import { nodeFiles } from '../../server/src/files/node-files.ts';
import { rules } from '../../server/src/rules/index.ts';
import { today } from '../support/rule-examples.ts';

const settings: CheckSettings = {
  folder: '/nowhere',
  root: '/nowhere',
  today,
  profile: undefined,
  configuration: undefined,
  withFixes: false,
};

function documents(count: number, text = 'FROM alpine\n'): readonly DocumentToCheck[] {
  return Array.from({ length: count }, (_, index) => ({
    path: `${index}/Dockerfile`,
    text,
    language: 'dockerfile',
  }));
}

/** What a thread would say: nothing but which document it had. */
function answerTo({ path }: DocumentToCheck): CheckedDocument {
  const checked = {
    path,
    findings: [],
    suppressed: [],
    secrets: [],
    syntaxProblem: undefined,
    failures: [],
    failOn: 'warning',
    configurationProblems: [],
    isConfigurationBroken: false,
    parts: [],
  } as const;
  return { checked, reads: [] };
}

const answersAtOnce: CheckThread = {
  check: (batch) => Promise.resolve(batch.map(answerTo)),
  end: () => Promise.resolve(),
};

const noThread: CheckThread = {
  check: () => Promise.reject(new Error('nothing is checked here')),
  end: () => Promise.resolve(),
};

/** Threads that are counted. */
function counted(start: (index: number) => CheckThread, available = 2) {
  const counts = { started: 0, ended: 0 };
  const threads: Threads = {
    available,
    start() {
      const thread = start(counts.started++);
      return {
        check: (batch) => thread.check(batch),
        async end() {
          counts.ended++;
          await thread.end();
        },
      };
    },
  };
  return { counts, threads };
}

function optionsWith(options: Partial<PoolOptions>): PoolOptions {
  return {
    settings,
    threads: undefined,
    wanted: undefined,
    here: answersAtOnce,
    signal: new AbortController().signal,
    onBrokenThread: (sentence) => expect.fail(sentence),
    ...options,
  };
}

async function* asItems<D extends DocumentToCheck>(
  all: Iterable<D>,
): AsyncGenerator<PoolItem<D, never>> {
  for (const document of all) yield await Promise.resolve({ kind: 'check', document } as const);
}

async function pathsThrough(
  all: readonly DocumentToCheck[],
  options: PoolOptions,
): Promise<readonly string[]> {
  const paths: string[] = [];
  for await (const one of checkInPool(asItems(all), options))
    if (one.kind === 'checked') paths.push(one.result.checked.path);
  return paths;
}

describe('the order of results', () => {
  it.each([1, 2, 3, 7])(
    'is that of the documents with %i threads, whoever is ready first',
    async (wanted) => {
      const all = documents(500);
      // Every second thread answers only after the others had their turn.
      const { threads } = counted((index) => ({
        ...answersAtOnce,
        async check(batch) {
          for (let turn = 0; turn < (index % 2) * 50; turn++) await Promise.resolve();
          return batch.map(answerTo);
        },
      }));
      const paths = await pathsThrough(all, optionsWith({ threads, wanted }));
      expect(paths).toEqual(all.map(({ path }) => path));
    },
  );

  it('includes what only passes through', async () => {
    const [first, last] = documents(2);
    async function* items(): AsyncGenerator<PoolItem<DocumentToCheck, string>> {
      for (const value of ['a', 'b']) yield await Promise.resolve({ kind: 'passed', value });
      if (first) yield { kind: 'check', document: first };
      yield { kind: 'passed', value: 'c' };
      if (last) yield { kind: 'check', document: last };
    }
    const seen: string[] = [];
    for await (const one of checkInPool(items(), optionsWith({})))
      seen.push(one.kind === 'passed' ? one.value : one.document.path);
    expect(seen).toEqual(['a', 'b', '0/Dockerfile', 'c', '1/Dockerfile']);
  });
});

describe('threads', () => {
  it('are not started for a few documents', async () => {
    const { threads, counts } = counted(() => noThread);
    expect(await pathsThrough(documents(30), optionsWith({ threads }))).toHaveLength(30);
    expect(counts).toEqual({ started: 0, ended: 0 });
  });

  it('are as many as work at once when there is much to do, and are ended', async () => {
    const { threads, counts } = counted(() => answersAtOnce, 3);
    const options = optionsWith({ threads, here: noThread });
    expect(await pathsThrough(documents(300), options)).toHaveLength(300);
    expect(counts).toEqual({ started: 3, ended: 3 });
  });

  it('are as many as somebody wants, even for a few documents; one is this one', async () => {
    const { threads, counts } = counted(() => answersAtOnce);
    await pathsThrough(documents(3), optionsWith({ threads, wanted: 1 }));
    expect(counts.started).toBe(0);
    await pathsThrough(documents(3), optionsWith({ threads, wanted: 5, here: noThread }));
    expect(counts).toEqual({ started: 5, ended: 5 });
  });

  it('are ended when whoever asked wants no more', async () => {
    const { threads, counts } = counted(() => answersAtOnce);
    for await (const one of checkInPool(asItems(documents(500)), optionsWith({ threads }))) {
      expect(one.kind).toBe('checked');
      break;
    }
    expect(counts).toEqual({ started: 2, ended: 2 });
  });

  it('get large documents in small batches', async () => {
    const sizes: number[] = [];
    const { threads } = counted(() => ({
      ...answersAtOnce,
      check(batch) {
        sizes.push(batch.length);
        return Promise.resolve(batch.map(answerTo));
      },
    }));
    await pathsThrough(documents(6, 'x'.repeat(200_000)), optionsWith({ threads, wanted: 2 }));
    expect(sizes).toEqual([2, 2, 2]);
  });
});

describe('memory', () => {
  it('stays the same, as documents are read only a few batches ahead', async () => {
    let read = 0;
    let given = 0;
    let furthest = 0;
    async function* items(): AsyncGenerator<PoolItem<DocumentToCheck, never>> {
      for await (const item of asItems(documents(5_000))) {
        read++;
        furthest = Math.max(furthest, read - given);
        yield item;
      }
    }
    const { threads } = counted(() => answersAtOnce);
    for await (const one of checkInPool(items(), optionsWith({ threads })))
      if (one.kind === 'checked') given++;
    expect(given).toBe(5_000);
    expect(furthest).toBeLessThan(200);
  });
});

describe('a thread that breaks', () => {
  const cause = Object.assign(new Error('no memory'), { code: 'ERR_WORKER_OUT_OF_MEMORY' });

  it('is named once, and others check what it had', async () => {
    let answers = 0;
    const { threads, counts } = counted((index) =>
      index === 0
        ? {
            ...noThread,
            check: (batch) => (answers++ < 1 ? answersAtOnce.check(batch) : Promise.reject(cause)),
          }
        : answersAtOnce,
    );
    const sentences: string[] = [];
    const all = documents(400);
    const onBrokenThread = (sentence: string): void => void sentences.push(sentence);
    const paths = await pathsThrough(all, optionsWith({ threads, onBrokenThread }));
    expect(paths).toEqual(all.map(({ path }) => path));
    expect(sentences).toEqual([
      'A thread that checks files broke (ERR_WORKER_OUT_OF_MEMORY). Its files are checked without it, which takes longer.',
    ]);
    expect(counts).toEqual({ started: 2, ended: 2 });
  });

  it('leaves all to this one when it was the last', async () => {
    const { threads } = counted(() => ({ ...noThread, check: () => Promise.reject(cause) }));
    const sentences: string[] = [];
    const onBrokenThread = (sentence: string): void => void sentences.push(sentence);
    const paths = await pathsThrough(documents(400), optionsWith({ threads, onBrokenThread }));
    expect(paths).toHaveLength(400);
    expect(sentences).toHaveLength(2);
  });
});

describe('somebody who wants to stop', () => {
  it('ends all threads at once, whatever they are at', async () => {
    const controller = new AbortController();
    const { threads, counts } = counted(() => {
      let end = (): void => undefined;
      return {
        check() {
          controller.abort();
          return new Promise((_, reject) => {
            end = () => reject(new Error('ended'));
          });
        },
        end() {
          end();
          return Promise.resolve();
        },
      };
    });
    const options = optionsWith({ threads, signal: controller.signal, here: noThread });
    expect(await pathsThrough(documents(400), options)).toEqual([]);
    expect(counts).toEqual({ started: 2, ended: 2 });
  });

  it('stops this thread between two files', async () => {
    const controller = new AbortController();
    const files = {
      ...nodeFiles,
      read() {
        controller.abort();
        return Promise.resolve(undefined);
      },
    };
    const here = thisThread(settings, { rules, files }, controller.signal);
    expect(await here.check(documents(20))).toHaveLength(1);
  });
});

describe('threads of Node', () => {
  let folder: string;
  let program: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'seaworthy-thread-'));
    program = join(folder, 'worker.cjs');
    const entry = new URL('../../server/src/main-cli-worker.ts', import.meta.url);
    await build({ ...analysing, entryPoints: [fileURLToPath(entry)], outfile: program });
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('say the same as this one', async () => {
    const threads = nodeThreads(program);
    const all = documents(3, 'FROM alpine\nRUN sudo true\n');
    const [inThreads, inThisOne] = [{ threads, wanted: 2, here: noThread }, {}].map((options) => ({
      here: thisThread(settings, { rules, files: nodeFiles }),
      ...options,
    }));
    const results = [];
    for (const options of [inThreads, inThisOne]) {
      const found: CheckedDocument[] = [];
      for await (const one of checkInPool(asItems(all), optionsWith(options ?? {})))
        if (one.kind === 'checked') found.push(one.result);
      results.push(found);
    }
    expect(results[0]).toEqual(results[1]);
    expect(results[0]?.[0]?.checked.findings).not.toEqual([]);
  });

  it('tell when they are ended amid a batch, and ever after', async () => {
    const thread = nodeThreads(program).start(settings);
    const checked = thread.check(documents(1));
    const isRejected = expect(checked).rejects.toThrow('the thread has ended');
    await thread.end();
    await isRejected;
    await expect(thread.check(documents(1))).rejects.toThrow('the thread has ended');
  });

  it('tell when their program is broken', async () => {
    const broken = nodeThreads(new URL('data:text/javascript,throw new Error("broken")'));
    const thread = broken.start(settings);
    await expect(thread.check(documents(1))).rejects.toThrow('broken');
    await thread.end();
  });
});
