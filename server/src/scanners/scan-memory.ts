import type { Digest } from '../reference/digest.ts';
import type { FactStore } from '../registry/cache/fact-store.ts';
import { aDay } from '../text/day.ts';
import type { ScannerName } from '../settings/inspection-settings.ts';
import type { ScanResult } from './scan.ts';

/** Who scanned and with which data, as far as is known before a scan. */
export interface ScannerState {
  readonly scanner: ScannerName;
  readonly version: string | undefined;
  /** How old its data is, in milliseconds since 1970-01-01 UTC. */
  readonly database: number | undefined;
}

/** What was found before. Nothing of it rejects. */
export interface ScanMemory {
  /** What the same scanner found in an image with the same data. */
  recall(digest: Digest, state: ScannerState): Promise<ScanResult | undefined>;
  keep(result: ScanResult): Promise<void>;
}

/** For which a result stands for another scan: programs renew their data when they scan. */
const lifetime = aDay;
/** The same of scanners that do not say how old their data is. */
const lifetimeWithoutDate = aDay / 24;

/** Keeps results by digest, scanner, its version and the age of its data. */
export function createScanMemory(
  store: FactStore<ScanResult>,
  /** Milliseconds since 1970-01-01 UTC. */
  now: () => number,
): ScanMemory {
  return {
    async recall(digest, state) {
      const result = await store.read(keyOf(digest, state));
      if (result === undefined) return undefined;
      const age = now() - result.at;
      const limit = state.database === undefined ? lifetimeWithoutDate : lifetime;
      return age >= 0 && age < limit ? result : undefined;
    },
    keep: (result) =>
      store.write(keyOf(result.digest, { ...result, version: result.scannerVersion }), result),
  };
}

function keyOf(digest: Digest, { scanner, version, database }: ScannerState): string {
  return JSON.stringify([digest, scanner, version ?? null, database ?? null]);
}
