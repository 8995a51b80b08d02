/** The milliseconds of a day. */
export const aDay = 24 * 60 * 60_000;

/** The day of a moment in milliseconds since 1970-01-01 UTC, as YYYY-MM-DD in UTC. */
export function dayOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10);
}
