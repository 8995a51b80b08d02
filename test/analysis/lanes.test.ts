import { describe, expect, it } from 'vitest';
import { workInLanes } from '../../server/src/analysis/lanes.ts';
import { deferred, type Deferred } from '../support/deferred.ts';

const limits = { each: 2, all: 3 };

/** Works on items like `a1`, whose lane is their letter, and lets the test end each of them. */
function start(items: readonly string[]) {
  const running = new Map<string, Deferred<void>>();
  const begun: string[] = [];
  const finished = workInLanes(
    items,
    (item) => item.slice(0, 1),
    limits,
    async (item) => {
      begun.push(item);
      const work = deferred<undefined>();
      running.set(item, work as Deferred<void>);
      await work.promise;
      running.delete(item);
    },
  );

  async function end(item: string): Promise<void> {
    running.get(item)?.resolve();
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
  }
  return { begun, finished, end, running };
}

describe('work in lanes', () => {
  it('keeps the limit of each lane, and leaves the rest to others', async () => {
    const { begun, end } = start(['a1', 'a2', 'a3', 'b1']);
    expect(begun.toSorted()).toEqual(['a1', 'a2', 'b1']);
    await end('b1');
    expect(begun).toHaveLength(3);
    await end('a1');
    expect(begun.at(-1)).toBe('a3');
  });

  it('keeps the limit of all lanes together', async () => {
    const { begun, end } = start(['a1', 'b1', 'c1', 'd1']);
    expect(begun).toHaveLength(3);
    await end(begun[0] ?? '');
    expect(begun).toHaveLength(4);
  });

  it('does not let a slow lane hold up the others', async () => {
    const slow = ['a1', 'a2', 'a3'];
    const fast = ['b1', 'b2', 'b3'];
    const { begun, end } = start([...slow, ...fast]);
    for (const item of fast) await end(item);
    expect(begun).toEqual(expect.arrayContaining(fast));
    expect(begun).not.toContain('a3');
  });

  it('works on every item once and then ends', async () => {
    const items = Array.from({ length: 40 }, (_, index) => `${'abc'[index % 3] ?? ''}${index}`);
    const { begun, finished, end, running } = start(items);
    for (let round = 0; round < items.length && running.size > 0; round++)
      await end([...running.keys()].at(round % running.size) ?? '');
    await finished;
    expect(begun.toSorted()).toEqual(items.toSorted());
  });

  it('ends at once when there is nothing to do', async () => {
    await expect(start([]).finished).resolves.toBeUndefined();
  });
});
