/** A source of numbers from 0 up to 1. */
export type Random = () => number;

/** The same numbers for the same seed, so that what is made of them is the same on each machine (Mulberry32). */
export function seededRandom(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One of the choices, of which there must be some. */
export function choose<T>(choices: readonly T[], random: Random): T {
  const choice = choices[Math.floor(random() * choices.length)];
  if (choice === undefined) throw new Error('There is nothing to choose from.');
  return choice;
}

/** A whole number from 0 to `limit - 1`. */
export function numberBelow(limit: number, random: Random): number {
  return Math.floor(random() * limit);
}

/** A length as texts of people have it: half are shorter than `median`, few are many times as long (log-normal). */
export function lengthAround(median: number, random: Random): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Math.max(3, Math.round(median * Math.exp(0.85 * normal)));
}
