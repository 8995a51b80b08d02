/**
 * What a registry tells beside its answers, for a person to know:
 * - `warning`: a sentence of its own (distribution specification, "Warnings"), one plain line of a stranger's words
 * - `rate-limit`: how many pulls or requests are left, told again when that has changed
 * - `paused`: it is not asked for a while, because it wants so or did not answer several times
 */
export type RegistryNotice =
  | { readonly kind: 'warning'; readonly host: string; readonly text: string }
  | ({ readonly kind: 'rate-limit'; readonly host: string } & RateLimit)
  | {
      readonly kind: 'paused';
      readonly host: string;
      readonly reason: 'rate-limited' | 'timeout';
      /** Milliseconds from now. */
      readonly duration: number;
    };

export interface RateLimit {
  readonly remaining: number;
  readonly limit: number;
  /** Milliseconds in which `limit` holds, when the registry tells. */
  readonly window?: number;
  /** Docker Hub counts pulls, and a pin is none; others count every request. */
  readonly counts?: 'requests';
}

/** Gets each notice once it is known; must not throw. */
export type NoticeListener = (notice: RegistryNotice) => void;
