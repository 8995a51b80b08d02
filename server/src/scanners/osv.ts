import type { AttestationSource, ListedPackage } from '../registry/attestation-source.ts';
import type { JsonObject } from '../registry/json.ts';
import type { Transport } from '../registry/network/transport.ts';
import { createSlots } from '../registry/patience/slots.ts';
import { fail, ok, type Result } from '../text/result.ts';
import { createOsvClient, type OsvClient } from './osv-client.ts';
import { readOsvRecord, type OsvPackage } from './osv-record.ts';
import { namingPurl, parsePurl } from './purl.ts';
import { scanResult } from './report.ts';
import { registryFailure, scanError } from './scan-errors.ts';
import type { ScanMemory } from './scan-memory.ts';
import type { ScanError, Scanner, Vulnerability } from './scan.ts';
import { vulnerability } from './vulnerability.ts';

export interface OsvOptions {
  /** Whether the person has said yes: the names and versions of the image's packages are sent to OSV. */
  readonly isAllowed: boolean;
  readonly registry: AttestationSource;
  readonly web: Transport;
  /** OSV's own address when it is left out. */
  readonly base?: string | undefined;
  readonly memory: ScanMemory;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly now: () => number;
}

type Records = ReadonlyMap<string, JsonObject | undefined>;

const osvAddress = 'https://api.osv.dev';
const maximalPackages = 10_000;
/** Records that are fetched; what is found beyond them is told by its id alone. */
const maximalRecords = 1_000;
const recordsAtATime = 8;

/**
 * Looks up the packages of an attached list (SBOM) in OSV, as those without a scanner can. What the publisher has not
 * listed is not found, and the list itself is not checked.
 */
export function osv(options: OsvOptions): Scanner {
  const { isAllowed, registry, web, base = osvAddress, memory, now } = options;
  const client = createOsvClient(base, web);
  return {
    name: 'osv',
    title: 'OSV',
    async scan({ reference, manifest, index }, signal) {
      if (!isAllowed) return fail(scanError('osv', 'not-set-up'));
      const state = { scanner: 'osv', version: undefined, database: undefined } as const;
      const known = await memory.recall(manifest.digest, state);
      if (known !== undefined) return ok(known);
      const attached = await registry.attestations(reference, manifest.digest, index, signal);
      if (!attached.ok) return fail(registryFailure('osv', attached.error));
      const packages = packagesOf(attached.value.packages?.packages ?? []);
      if (packages.length === 0)
        return fail(scanError('osv', 'not-applicable', 'no list of packages is attached'));
      const found = await vulnerabilitiesOf(client, packages, signal);
      if (!found.ok) return found;
      const occasion = { digest: manifest.digest, at: now() };
      const result = scanResult('osv', occasion, { vulnerabilities: found.value });
      await memory.keep(result);
      return ok(result);
    },
  };
}

/** Those that can be asked for: with a package URL that names a version, each once. */
function packagesOf(listed: readonly ListedPackage[]): readonly OsvPackage[] {
  const packages = new Map<string, OsvPackage>();
  for (const { purl, name } of listed) {
    const parsed = purl === undefined ? undefined : parsePurl(purl);
    if (purl === undefined || parsed === undefined || parsed.version === '') continue;
    packages.set(purl, { ...parsed, purl, name: parsed.name || name });
    if (packages.size === maximalPackages) break;
  }
  return [...packages.values()];
}

async function vulnerabilitiesOf(
  client: OsvClient,
  packages: readonly OsvPackage[],
  signal: AbortSignal,
): Promise<Result<readonly Vulnerability[], ScanError>> {
  const ids = await client.idsOf(
    packages.map(({ purl }) => namingPurl(purl)),
    signal,
  );
  if (!ids.ok) return ids;
  const records = await recordsOf(client, new Set(ids.value.flat()), signal);
  if (!records.ok) return records;
  return ok(
    packages.flatMap((one, place) =>
      (ids.value[place] ?? [])
        .map((id) => told(id, one, records.value))
        .filter((found) => found !== undefined),
    ),
  );
}

/** What the record says; of one that was not fetched its id alone. */
function told(id: string, one: OsvPackage, records: Records): Vulnerability | undefined {
  const record = records.get(id);
  if (record !== undefined) return readOsvRecord(record, one);
  return vulnerability({ id, severity: 'unknown', ...one, fixedIn: [] });
}

async function recordsOf(
  client: OsvClient,
  ids: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<Result<Records, ScanError>> {
  const slots = createSlots(() => recordsAtATime);
  const records = new Map<string, JsonObject | undefined>();
  let failure: ScanError | undefined;
  const fetchOne = async (id: string): Promise<void> => {
    if (!(await slots.enter(signal))) failure ??= scanError('osv', 'cancelled');
    else {
      const got = failure === undefined ? await client.record(id, signal) : undefined;
      if (got?.ok === true) records.set(id, got.value);
      else if (got !== undefined) failure ??= got.error;
      slots.leave();
    }
  };
  await Promise.all([...ids].slice(0, maximalRecords).map(fetchOne));
  return failure === undefined ? ok(records) : fail(failure);
}
