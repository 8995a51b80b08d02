import { existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Platform } from '../../server/src/reference/platform.ts';
import type { ScannerName } from '../../server/src/settings/inspection-settings.ts';
import {
  scannerMachine,
  scanTime,
  writeDocker,
  writeGrype,
  writeScanner,
  writeTrivy,
  type ScannerMachine,
} from '../support/fake-scanners.ts';
import { isRunning, numbersIn, until } from '../support/processes.ts';
import { countsOf, sampleDigest, scanSubject } from '../support/scan-subjects.ts';

const never = new AbortController().signal;
const python = `docker.io/library/python@${sampleDigest}`;
const day = 24 * 60 * 60_000;

function scan(machine: ScannerMachine, name: ScannerName, image = 'python:3.8') {
  return machine.source().named(name).scan(scanSubject(image), never);
}

/** What it comes to when Trivy does this in place of scanning. */
async function outcomeOf(script: string) {
  const machine = await scannerMachine();
  await writeTrivy(machine, { scan: script });
  return scan(machine, 'trivy');
}

describe('Trivy', () => {
  it('is run with these arguments, for the digest and not the tag', async () => {
    const machine = await scannerMachine();
    await writeTrivy(machine);
    await scan(machine, 'trivy');
    expect(machine.calls()).toEqual([
      'trivy version --format json',
      `trivy image --format json --quiet --image-src remote --scanners vuln --exit-code 0 --platform linux/amd64 --timeout 20s ${python}`,
      'trivy version --format json',
    ]);
  });

  it('gives what it found, with its version and the age of its data', async () => {
    const machine = await scannerMachine();
    await writeTrivy(machine);
    const result = await scan(machine, 'trivy');
    if (!result.ok) throw new Error(result.error.code);
    expect(countsOf(result.value)).toBe('1 critical, 1 low');
    expect(result.value).toMatchObject({
      scanner: 'trivy',
      scannerVersion: '0.74.0',
      database: Date.UTC(2026, 9, 2, 6, 31, 53, 123),
      at: scanTime,
      digest: sampleDigest,
    });
  });

  it('is told to send nothing but what the scan needs', async () => {
    const machine = await scannerMachine();
    const script = `echo "$TRIVY_DISABLE_TELEMETRY $TRIVY_SKIP_VERSION_CHECK" >&2; exit 1`;
    await writeTrivy(machine, { scan: script });
    expect(await scan(machine, 'trivy')).toMatchObject({ error: { detail: 'true true' } });
  });

  it.each(['0.69.4', '0.69.5', '0.69.6', 'v0.69.4'])(
    'of the version %s is not run for a scan, as attackers published it',
    async (version) => {
      const machine = await scannerMachine();
      await writeTrivy(machine, { version });
      expect(await scan(machine, 'trivy')).toEqual({
        ok: false,
        error: { scanner: 'trivy', code: 'compromised', detail: version.replace('v', '') },
      });
      expect(machine.calls()).toEqual(['trivy version --format json']);
    },
  );

  it('of another version is run', async () => {
    const machine = await scannerMachine();
    await writeTrivy(machine, { version: '0.69.3' });
    expect(await scan(machine, 'trivy')).toMatchObject({ ok: true });
  });

  it.each([
    ['an error', 'echo "FATAL unable to find the image" >&2; exit 1', 'failed'],
    ['a signal', 'kill -9 $$', 'failed'],
    ['no JSON', 'echo "not JSON"', 'invalid-answer'],
    ['nothing', ':', 'invalid-answer'],
    ['more than can be read', 'head -c 70000000 /dev/zero', 'failed'],
  ])('that ends with %s has failed', async (_, script, code) => {
    expect(await outcomeOf(script)).toMatchObject({ ok: false, error: { code } });
  });

  it('tells why it failed in a line', async () => {
    const script = `printf 'INFO start\\n\\033[31mFATAL no such image: https://alice:s3cret@host\\n' >&2; exit 1`;
    expect(await outcomeOf(script)).toMatchObject({
      error: { detail: 'FATAL no such image: https://***@host' },
    });
  });

  it('is not there', async () => {
    const machine = await scannerMachine();
    expect(await scan(machine, 'trivy')).toMatchObject({ error: { code: 'not-installed' } });
  });

  it('is run where the person has it, without a look at PATH', async () => {
    const machine = await scannerMachine();
    await writeTrivy(machine, { scan: 'exit 1' });
    const path = await machine.folder.write('own/trivy', `echo '{"SchemaVersion":2}'`);
    const source = machine.source({ programs: { trivy: path } });
    expect(await source.named('trivy').scan(scanSubject('python'), never)).toMatchObject({
      ok: true,
    });
    expect(machine.calls()).toEqual([]);
  });

  it('is ended, with its children, when the time is up or the caller goes', async () => {
    const machine = await scannerMachine();
    const file = join(machine.folder.path, 'pids');
    await writeTrivy(machine, { scan: `sleep 60 & echo "$$ $!" > "${file}"; wait` });
    const controller = new AbortController();
    const running = machine.source().named('trivy').scan(scanSubject('python'), controller.signal);
    const pids = await numbersIn(file);
    controller.abort();
    expect(await running).toMatchObject({ error: { scanner: 'trivy', code: 'cancelled' } });
    await until(() => !pids.some(isRunning));

    const hasty = machine.source({ timeout: 300 }).named('trivy');
    expect(await hasty.scan(scanSubject('python'), never)).toMatchObject({
      error: { code: 'timeout' },
    });
    const others = await numbersIn(file);
    await until(() => !others.some(isRunning));
  });
});

describe('the name of an image', () => {
  it.each(['--output=/etc/x', '-o', 'a b', 'x$(touch ran)', 'a\n--config=x', '../x'])(
    'cannot be taken for anything else: %j',
    async (repository) => {
      const machine = await scannerMachine();
      await writeTrivy(machine);
      const subject = scanSubject('python');
      const reference = { ...subject.reference, registry: '', repository };
      for (const hostile of [reference, { ...reference, registry: repository, repository: 'x' }])
        expect(
          await machine
            .source()
            .named('trivy')
            .scan({ ...subject, reference: hostile }, never),
        ).toMatchObject({ error: { code: 'unsupported' } });
      expect(machine.calls()).toEqual([]);
    },
  );

  it.each<Platform>([
    { os: '--output=/etc/x', architecture: 'amd64' },
    { os: 'linux', architecture: 'a md64' },
  ])('leaves out a platform that is none: %j', async (platform) => {
    const machine = await scannerMachine();
    await writeGrype(machine);
    await machine.source().named('grype').scan(scanSubject('python', { platform }), never);
    expect(machine.calls().at(-1)).toBe(`grype registry:${python} -o json --quiet`);
  });
});

describe('Grype', () => {
  it('is run with these arguments, and tells its version and the age of its data', async () => {
    const machine = await scannerMachine();
    await writeGrype(machine);
    const platform = { os: 'linux', architecture: 'arm', variant: 'v7' };
    const subject = scanSubject('ghcr.io/some/app:1', { platform });
    const result = await machine.source().named('grype').scan(subject, never);
    if (!result.ok) throw new Error(result.error.code);
    expect(countsOf(result.value)).toBe('1 critical, 1 low');
    expect(result.value.scannerVersion).toBe('0.119.0');
    expect(machine.calls()).toEqual([
      'grype version -o json',
      'grype db status -o json',
      `grype registry:ghcr.io/some/app@${sampleDigest} -o json --quiet --platform linux/arm/v7`,
    ]);
  });

  it('may end with the code for findings that the person has set', async () => {
    const machine = await scannerMachine();
    await writeGrype(machine, `echo '{"matches":[]}'; exit 2`);
    expect(await scan(machine, 'grype')).toMatchObject({ ok: true });
  });

  it('without data yet fetches some when it scans', async () => {
    const machine = await scannerMachine();
    const script = `case "$1" in version) echo '{"version":"0.119.0"}' ;; db) exit 1 ;; *) echo '{"matches":[]}' ;; esac`;
    await writeScanner(machine, 'grype', script);
    expect(await scan(machine, 'grype')).toMatchObject({
      ok: true,
      value: { database: undefined },
    });
  });
});

describe('Docker Scout', () => {
  const report = {
    runs: [
      {
        tool: {
          driver: {
            version: '1.18.3',
            rules: [
              {
                id: 'CVE-1',
                properties: { cvssV3_severity: 'HIGH', purls: ['pkg:npm/a@1'], fixed_version: '2' },
              },
            ],
          },
        },
      },
    ],
  };

  it('writes its report to a file of the user’s own, which is removed', async () => {
    const machine = await scannerMachine();
    await writeDocker(machine, report);
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith('seaworthy-'));
    const result = await scan(machine, 'scout');
    if (!result.ok) throw new Error(result.error.detail);
    expect(countsOf(result.value)).toBe('1 high');
    const [, call = ''] = machine.calls();
    const [, file = ''] = /^docker scout cves --format sarif --output (\S+) /.exec(call) ?? [];
    expect(call).toBe(
      `docker scout cves --format sarif --output ${file} --platform linux/amd64 registry://${python}`,
    );
    expect(existsSync(file)).toBe(false);
    expect(before).not.toContain(file.split('/').at(-2));
    expect(existsSync(join(file, '..'))).toBe(false);
  });

  it('is not there where Docker is without it', async () => {
    const machine = await scannerMachine();
    await writeScanner(machine, 'docker', `echo "'scout' is not a docker command" >&2; exit 1`);
    expect(await scan(machine, 'scout')).toMatchObject({ error: { code: 'not-installed' } });
  });

  it('that writes no report has failed', async () => {
    const machine = await scannerMachine();
    await writeScanner(machine, 'docker', 'echo version 1.2.3');
    expect(await scan(machine, 'scout')).toMatchObject({ error: { code: 'invalid-answer' } });
  });
});

describe('what was found before', () => {
  async function scansOf(machine: ScannerMachine): Promise<number> {
    await scan(machine, 'trivy');
    return machine.calls().filter((call) => call.startsWith('trivy image')).length;
  }

  it('is not scanned for again with the same data, also not by another process', async () => {
    const machine = await scannerMachine();
    await writeTrivy(machine);
    expect(await scansOf(machine)).toBe(1);
    const again = await machine.source().named('trivy').scan(scanSubject('python'), never);
    expect(await scan(machine, 'trivy')).toEqual(again);
    expect(await scansOf(machine)).toBe(1);
  });

  it.each([
    ['newer data', { updated: '2026-10-02T07:00:00Z' }],
    ['another version', { version: '0.75.0' }],
  ])('is scanned for again with %s', async (_, other) => {
    const machine = await scannerMachine();
    await writeTrivy(machine);
    expect(await scansOf(machine)).toBe(1);
    await writeTrivy(machine, other);
    expect(await scansOf(machine)).toBe(2);
  });

  it('is scanned for again after a day, as a scan may renew the data', async () => {
    const machine = await scannerMachine();
    await writeTrivy(machine);
    expect(await scansOf(machine)).toBe(1);
    const tomorrow = machine.source({}, { now: () => scanTime + day });
    expect(await tomorrow.named('trivy').scan(scanSubject('python'), never)).toMatchObject({
      value: { at: scanTime + day },
    });
  });

  it('is not kept when it failed', async () => {
    const machine = await scannerMachine();
    await writeTrivy(machine, { scan: 'exit 1' });
    expect(await scan(machine, 'trivy')).toMatchObject({ ok: false });
    await writeTrivy(machine);
    expect(await scan(machine, 'trivy')).toMatchObject({ ok: true });
  });

  it('is waited for by all who ask at the same time', async () => {
    const machine = await scannerMachine();
    await writeTrivy(machine);
    const trivy = machine.source().named('trivy');
    const all = await Promise.all(
      Array.from({ length: 5 }, () => trivy.scan(scanSubject('python'), never)),
    );
    expect(new Set(all).size).toBe(1);
    expect(machine.calls().filter((call) => call.startsWith('trivy image'))).toHaveLength(1);
  });
});
