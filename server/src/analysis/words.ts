/** A number with its noun: `1 image`, `2 images`. */
export function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** A time span in words, in the largest unit that fits: `45 seconds`, `3 hours`; at least one second. */
export function durationInWords(milliseconds: number): string {
  const seconds = Math.max(1, Math.ceil(milliseconds / 1000));
  if (seconds < 120) return counted(seconds, 'second');
  if (seconds < 120 * 60) return counted(Math.ceil(seconds / 60), 'minute');
  if (seconds < 48 * 3600) return counted(Math.ceil(seconds / 3600), 'hour');
  return counted(Math.ceil(seconds / 86_400), 'day');
}
