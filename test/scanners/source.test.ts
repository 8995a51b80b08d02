import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ScannerSettings } from '../../server/src/settings/inspection-settings.ts';
import { ok } from '../../server/src/text/result.ts';
import {
  scannerMachine,
  silentRegistry,
  writeDocker,
  writeGrype,
  writeScanner,
  writeTrivy,
  type ScannerMachine,
} from '../support/fake-scanners.ts';
import { scanSubject } from '../support/scan-subjects.ts';

const never = new AbortController().signal;
const clair = {
  indexer: 'https://clair.example',
  matcher: 'https://clair.example',
  keyFile: undefined,
  issuer: 'seaworthy',
};

async function namesOf(
  machine: ScannerMachine,
  settings: Partial<ScannerSettings> = {},
  image = 'python:3.8',
) {
  const available = await machine.source(settings).available(scanSubject(image), never);
  return available.map(({ name }) => name);
}

describe('the scanners that are there', () => {
  it('are none on a machine without any', async () => {
    expect(await namesOf(await scannerMachine())).toEqual([]);
  });

  it('are the programs on PATH, which are not run for that', async () => {
    const machine = await scannerMachine();
    await writeGrype(machine);
    await writeTrivy(machine);
    expect(await namesOf(machine)).toEqual(['trivy', 'grype']);
    expect(machine.calls()).toEqual([]);
  });

  it('are Docker’s only where it has Scout', async () => {
    const machine = await scannerMachine();
    await writeScanner(machine, 'docker', 'exit 1');
    expect(await namesOf(machine)).toEqual([]);
    await writeDocker(machine, {});
    expect(await namesOf(machine)).toEqual(['scout']);
  });

  it('are the Clair that the person has set, and Quay for its own images', async () => {
    const machine = await scannerMachine();
    expect(await namesOf(machine, { clair })).toEqual(['clair']);
    expect(await namesOf(machine, { clair }, 'quay.io/a/b')).toEqual(['clair', 'quay']);
  });

  it('are those that the person wants, in that order, and never OSV without that', async () => {
    const machine = await scannerMachine();
    await writeGrype(machine);
    await writeTrivy(machine);
    expect(await namesOf(machine, { use: ['osv', 'grype', 'trivy', 'grype'] })).toEqual([
      'osv',
      'grype',
      'trivy',
    ]);
    expect(await namesOf(machine, { use: ['scout'] })).toEqual([]);
    expect(await namesOf(machine, { use: [] })).toEqual([]);
  });

  it('are a Harbor’s where the image’s own registry is one, asked once', async () => {
    const machine = await scannerMachine();
    const asked: string[] = [];
    const source = machine.source(
      {},
      {
        registry: {
          ...silentRegistry,
          fetchApi: ({ registry }, { path, isAnonymous }) => {
            asked.push(`${registry}${path}${isAnonymous === true ? ' in nobody’s name' : ''}`);
            return Promise.resolve(ok(Buffer.from('Pong')));
          },
        },
      },
    );
    for (let time = 0; time < 2; time++) {
      const available = await source.available(scanSubject('harbor.example/a/b'), never);
      expect(available.map(({ title }) => title)).toEqual(['Harbor']);
    }
    expect(asked).toEqual(['harbor.example/api/v2.0/ping in nobody’s name']);
  });
});

describe('what is kept of scans', () => {
  async function storedScan(machine: ScannerMachine): Promise<string> {
    await writeTrivy(machine);
    await machine.source().named('trivy').scan(scanSubject('python'), never);
    const folder = join(machine.folder.path, 'cache/scans-1');
    const [name = ''] = await readdir(folder);
    return join(folder, name);
  }

  it('has no secret and no name of an image', async () => {
    const text = await readFile(await storedScan(await scannerMachine()), 'utf8');
    expect(text).toContain('CVE-2019-18224');
    expect(text).not.toContain('library/python');
  });

  it.each([
    ['cut off', (text: string) => text.slice(0, -20)],
    ['with a severity that is none', (text: string) => text.replace('"critical"', '"harmless"')],
    ['with a vulnerability that is none', (text: string) => text.replace('"id":', '"no":')],
    ['with another scanner', (text: string) => text.replace('"scanner":"trivy"', '"scanner":"x"')],
  ])('is scanned for again when it is %s', async (_, damage) => {
    const machine = await scannerMachine();
    const path = await storedScan(machine);
    await mkdir(join(path, '..'), { recursive: true });
    const text = await readFile(path, 'utf8');
    expect(damage(text)).not.toBe(text);
    await writeFile(path, damage(text));
    expect(await machine.source().named('trivy').scan(scanSubject('python'), never)).toMatchObject({
      ok: true,
    });
    expect(machine.calls().filter((call) => call.startsWith('trivy image'))).toHaveLength(2);
  });
});
