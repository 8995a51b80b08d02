/** Does its work once and gives the figure of it, such as milliseconds. */
export type Contestant = () => number | Promise<number>;

/** The middle value, or the mean of the two in the middle; NaN for no values. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  const lower = sorted[sorted.length % 2 === 0 ? middle - 1 : middle] ?? Number.NaN;
  return (lower + upper) / 2;
}

/**
 * The order in which `count` contestants run in a round: forwards in even rounds, backwards in odd
 * ones, so that what one leaves behind is not always paid by the same neighbour.
 */
export function turns(count: number, round: number): readonly number[] {
  const forwards = Array.from({ length: count }, (_, index) => index);
  return round % 2 === 0 ? forwards : forwards.toReversed();
}

export interface Rounds {
  /** Rounds whose figures count; as many go before them to warm up. */
  readonly count: number;
  /** Milliseconds after which no further round begins, once there are a few. */
  readonly budget: number;
}

const fewestRounds = 5;

/**
 * Runs `contestants` in interleaved rounds and gives the median of each one's figures. Half of the
 * time goes into warming up, since people meet these programs after hours of typing.
 */
export async function compete<T extends readonly Contestant[]>(
  contestants: T,
  { count, budget }: Rounds,
): Promise<{ readonly [K in keyof T]: number }> {
  const figures: number[][] = contestants.map(() => []);
  for (const counts of [false, true]) {
    const started = performance.now();
    for (let round = 0; round < count; round++) {
      if (round >= fewestRounds && performance.now() - started > budget / 2) break;
      for (const turn of turns(contestants.length, round)) {
        const figure = await contestants[turn]?.();
        if (counts && figure !== undefined) figures[turn]?.push(figure);
      }
    }
  }
  return figures.map(median) as { [K in keyof T]: number };
}
