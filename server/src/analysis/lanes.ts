export interface LaneLimits {
  /** How many may be under way in one lane. */
  readonly each: number;
  /** How many may be under way in all lanes together. */
  readonly all: number;
}

interface Lane<T> {
  /** The next one last. */
  readonly waiting: T[];
  running: number;
}

/**
 * Works on all items, several at a time, so that no lane waits for another one as long as `limits.all` allows.
 * Items of one lane begin in their order.
 */
export async function workInLanes<T>(
  items: readonly T[],
  laneOf: (item: T) => string,
  limits: LaneLimits,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const lanes = new Map<string, Lane<T>>();
  for (const item of items.toReversed()) {
    const name = laneOf(item);
    const lane = lanes.get(name) ?? { waiting: [], running: 0 };
    lane.waiting.push(item);
    lanes.set(name, lane);
  }

  function freeLane(): Lane<T> | undefined {
    for (const lane of lanes.values())
      if (lane.waiting.length > 0 && lane.running < limits.each) return lane;
    return undefined;
  }

  // Who finds nothing to do may leave: whenever a lane has room again, it is because its worker looks here.
  async function worker(): Promise<void> {
    for (;;) {
      const lane = freeLane();
      const item = lane?.waiting.pop();
      if (lane === undefined || item === undefined) return;
      lane.running++;
      await work(item);
      lane.running--;
    }
  }
  await Promise.all(Array.from({ length: limits.all }, worker));
}
