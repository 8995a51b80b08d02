import { isInstalled as isOnPath } from '../programs/run-program.ts';
import type { RunProgram } from '../programs/program.ts';
import { diskCache } from '../registry/cache/disk-cache.ts';
import type { ImageRegistry } from '../registry/image-registry.ts';
import type { Transport } from '../registry/network/transport.ts';
import { systemClock, type Clock } from '../registry/patience/clock.ts';
import type { ScannerSettings } from '../settings/inspection-settings.ts';
import { clair } from './clair.ts';
import { grype } from './grype.ts';
import { harbor } from './harbor.ts';
import { osv } from './osv.ts';
import {
  createProgramScanner,
  type ProgramScannerOptions,
  type ScannerProgram,
} from './program-scanner.ts';
import { quay, quayHost } from './quay.ts';
import { createScanMemory } from './scan-memory.ts';
import { scanRecords } from './scan-record.ts';
import { scannerNames, type ScannerName } from '../settings/inspection-settings.ts';
import type { Scanner, ScannerSource, ScanSubject } from './scan.ts';
import { scout } from './scout.ts';
import { trivy } from './trivy.ts';

export interface ScannerSourceOptions {
  readonly registry: Pick<ImageRegistry, 'attestations' | 'blobAddress' | 'fetchApi'>;
  readonly settings: ScannerSettings;
  readonly run: RunProgram;
  /** How a Clair that the person has set is reached, and OSV. */
  readonly web: Transport;
  /** The program's folder among the user's caches. */
  readonly cacheFolder: string;
  /** The text of a file of the person's; rejects when it cannot be read. */
  readonly readFile: (path: string) => Promise<string>;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly now: () => number;
  /** For waits; the system's when left out. */
  readonly clock?: Clock;
  /** Gets a line for each scan, never a secret. */
  readonly log: (line: string) => void;
  /** Whether a program is there, without running it; looks where `runProgram` does when left out. */
  readonly isInstalled?: (program: string) => Promise<boolean>;
  /** OSV's address; for tests. */
  readonly osvAddress?: string;
}

/** A scanner, and whether it can tell something of an image here. */
interface Candidate {
  readonly scanner: Scanner;
  isThere(subject: ScanSubject, signal: AbortSignal): Promise<boolean>;
}

/** Results are large: this many of them are enough for the images of a workspace. */
const maximalResults = 200;
/** Milliseconds in which a plugin answers. */
const probeTimeout = 10_000;
const probeOutput = 64 * 1024;

/** All scanners with their real parts; nothing is run or asked before somebody wants to know. */
export function createScannerSource(options: ScannerSourceOptions): ScannerSource {
  const { settings } = options;
  const candidates = createCandidates(options);
  return {
    async available(subject, signal) {
      const order = scannersInOrder(settings);
      const areThere = await Promise.all(
        order.map((name) => candidates[name].isThere(subject, signal)),
      );
      return order.filter((_, place) => areThere[place]).map((name) => candidates[name].scanner);
    },
    named: (name) => candidates[name].scanner,
  };
}

/** Those that the person wants, in their order; without a wish all but OSV, for which there must be one. */
function scannersInOrder({ use }: ScannerSettings): readonly ScannerName[] {
  if (use === undefined) return scannerNames.filter((name) => name !== 'osv');
  return [...new Set(use)];
}

function createCandidates(options: ScannerSourceOptions): Readonly<Record<ScannerName, Candidate>> {
  const { registry, settings, run, web, cacheFolder, readFile, now, log } = options;
  const { timeout, programs, use } = settings;
  const { isInstalled = isOnPath, clock = systemClock } = options;
  const memory = createScanMemory(
    diskCache({ folder: cacheFolder, kind: scanRecords, maximalEntries: maximalResults, now, log }),
    now,
  );
  const common: Omit<ProgramScannerOptions, 'path'> = { run, timeout, memory, now, log };

  function program(scanner: ScannerProgram, path: string | undefined): Candidate {
    return {
      scanner: createProgramScanner(scanner, { ...common, path }),
      isThere: () => isInstalled(path ?? scanner.program),
    };
  }

  const docker = program(scout, programs.docker);
  const harborScanner = harbor({ registry, now });
  const isOsvAllowed = use?.includes('osv') === true;
  return {
    trivy: program(trivy(timeout, now), programs.trivy),
    grype: program(grype(now), programs.grype),
    scout: {
      scanner: docker.scanner,
      isThere: async (subject, signal) =>
        (await docker.isThere(subject, signal)) && (await hasPlugin(run, programs.docker, signal)),
    },
    clair: {
      scanner: clair({ settings: settings.clair, registry, web, readFile, now, clock, timeout }),
      isThere: () => Promise.resolve(settings.clair !== undefined),
    },
    quay: {
      scanner: quay({ registry, now }),
      isThere: ({ reference }) => Promise.resolve(reference.registry === quayHost),
    },
    harbor: {
      scanner: harborScanner,
      isThere: ({ reference }, signal) => harborScanner.isHarbor(reference, signal),
    },
    osv: {
      scanner: osv({
        isAllowed: isOsvAllowed,
        registry,
        web,
        base: options.osvAddress,
        memory,
        now,
      }),
      isThere: () => Promise.resolve(isOsvAllowed),
    },
  };
}

/** Whether Docker's command line has its Scout: many have the one without the other. */
async function hasPlugin(
  run: RunProgram,
  path: string | undefined,
  signal: AbortSignal,
): Promise<boolean> {
  const limits = { timeout: probeTimeout, maximalOutput: probeOutput };
  const ran = await run(
    { program: path ?? 'docker', args: ['scout', 'version'], ...limits },
    signal,
  );
  return ran.ok && ran.value.exitCode === 0;
}
