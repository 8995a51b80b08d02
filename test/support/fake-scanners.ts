import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createRunProgram } from '../../server/src/programs/run-program.ts';
import { findProgram } from '../../server/src/programs/program-path.ts';
import type { ImageRegistry } from '../../server/src/registry/image-registry.ts';
import { registryError } from '../../server/src/registry/errors.ts';
import {
  createScannerSource,
  type ScannerSourceOptions,
} from '../../server/src/scanners/default-scanners.ts';
import type { ScannerSource } from '../../server/src/scanners/scan.ts';
import type { ScannerSettings } from '../../server/src/settings/inspection-settings.ts';
import { fail } from '../../server/src/text/result.ts';
import { createProgramFolder, type ProgramFolder } from './helper-programs.ts';
import { samplePath } from './scan-subjects.ts';
import { testClock } from './test-clock.ts';

/** A time shortly after the data of the fake programs was made. */
export const scanTime = Date.UTC(2026, 9, 2, 12);

/** A machine with programs of the test's own on its PATH, which note how they are called. */
export interface ScannerMachine {
  readonly folder: ProgramFolder;
  source(settings?: Partial<ScannerSettings>, more?: Partial<ScannerSourceOptions>): ScannerSource;
  /** All calls so far, with the name of the program: `trivy version --format json`. */
  calls(): readonly string[];
}

export async function scannerMachine(): Promise<ScannerMachine> {
  const folder = await createProgramFolder();
  onTestFinished(() => folder.close());
  const places = {
    environment: { PATH: `${folder.path}:/usr/bin:/bin` },
    platform: process.platform,
  };
  return {
    folder,
    source: (settings = {}, more = {}) =>
      createScannerSource({
        registry: silentRegistry,
        settings: { use: undefined, timeout: 20_000, programs: {}, clair: undefined, ...settings },
        run: createRunProgram({ ...places, homeDirectory: folder.path }),
        web: ({ url }) => Promise.resolve(fail(registryError('refused', url.host))),
        cacheFolder: join(folder.path, 'cache'),
        readFile: (path) => readFile(path, 'utf8'),
        now: () => scanTime,
        clock: testClock(),
        log: () => undefined,
        isInstalled: async (program) => (await findProgram(program, places)) !== undefined,
        ...more,
      }),
    calls: () => {
      try {
        return readFileSync(join(folder.path, 'calls'), 'utf8').trim().split('\n');
      } catch {
        return [];
      }
    },
  };
}

/** A registry of which nothing can be had. */
export const silentRegistry: Pick<ImageRegistry, 'attestations' | 'blobAddress' | 'fetchApi'> = {
  attestations: ({ registry }) => Promise.resolve(fail(registryError('not-found', registry))),
  blobAddress: ({ registry }) => Promise.resolve(fail(registryError('not-found', registry))),
  fetchApi: ({ registry }) => Promise.resolve(fail(registryError('not-found', registry))),
};

/** Writes a program that notes its call and then does what the script says. */
export async function writeScanner(
  { folder }: Pick<ScannerMachine, 'folder'>,
  name: string,
  script: string,
): Promise<string> {
  return folder.write(name, `echo "${name} $*" >> "${folder.path}/calls"\n${script}`);
}

export interface FakeTrivy {
  readonly version?: string;
  /** When its data was made. */
  readonly updated?: string;
  /** What it does in place of replaying a real report. */
  readonly scan?: string;
}

/** A Trivy that replays a report of the real one. */
export function writeTrivy(
  machine: Pick<ScannerMachine, 'folder'>,
  { version = '0.74.0', updated = '2026-10-02T06:31:53.123456789Z', scan }: FakeTrivy = {},
): Promise<string> {
  const state = JSON.stringify({ Version: version, VulnerabilityDB: { UpdatedAt: updated } });
  const replay = `cat '${samplePath('trivy/debian-buster.json')}'`;
  return writeScanner(
    machine,
    'trivy',
    `case "$1" in version) echo '${state}' ;; *) ${scan ?? replay} ;; esac`,
  );
}

/** A Grype that replays a report of the real one. */
export function writeGrype(machine: ScannerMachine, scan?: string): Promise<string> {
  const version = JSON.stringify({ application: 'grype', version: '0.119.0' });
  const status = JSON.stringify({ built: '2026-10-02T06:31:53Z', valid: true });
  const replay = `cat '${samplePath('grype/image.json')}'`;
  return writeScanner(
    machine,
    'grype',
    `case "$1" in version) echo '${version}' ;; db) echo '${status}' ;; *) ${scan ?? replay} ;; esac`,
  );
}

/** A Docker with Scout, which writes this report to the file that it is told and talk to its output. */
export function writeDocker(machine: ScannerMachine, report: object): Promise<string> {
  return writeScanner(
    machine,
    'docker',
    `case "$2" in
  version) echo 'version: v1.18.3 (go1.23 - linux/amd64)' ;;
  *) echo 'Provenance obtained from attestation'; echo '${JSON.stringify(report)}' > "$6" ;;
esac`,
  );
}
