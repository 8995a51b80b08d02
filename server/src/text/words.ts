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

/** Bytes as downloads are told: `45.2 MB`, in powers of 1000. */
export function sizeInWords(bytes: number): string {
  if (bytes < 1000) return counted(bytes, 'byte');
  if (bytes < 999_950) return `${(bytes / 1e3).toFixed(1)} kB`;
  if (bytes < 999_950_000) return `${(bytes / 1e6).toFixed(1)} MB`;
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

/** Names that are shown in a list before the others are only counted. */
const maximalNames = 8;

/** `a, b and c`; of many the first ones, and how many more there are. */
export function listed(names: readonly string[]): string {
  if (names.length > maximalNames)
    return `${names.slice(0, maximalNames).join(', ')} and ${names.length - maximalNames} more`;
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}
