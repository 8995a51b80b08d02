import { describe, expect, it } from 'vitest';
import { readClairReport } from '../../server/src/scanners/clair-report.ts';
import { readGrypeReport } from '../../server/src/scanners/grype-report.ts';
import { readHarborReport } from '../../server/src/scanners/harbor-report.ts';
import { readQuayReport } from '../../server/src/scanners/quay-report.ts';
import type { ReadReport } from '../../server/src/scanners/report.ts';
import type { ScanResult } from '../../server/src/scanners/scan.ts';
import { readScoutReport } from '../../server/src/scanners/scout-report.ts';
import { readTrivyReport } from '../../server/src/scanners/trivy-report.ts';
import { countsOf, sampleDigest, vulnerabilitySample } from '../support/scan-subjects.ts';

const at = Date.UTC(2026, 10, 1);
const occasion = { digest: sampleDigest, at };

function resultOf(read: ReadReport, bytes: Uint8Array): ScanResult {
  const result = read(bytes, occasion);
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.detail ?? ''}`);
  return result.value;
}

function sampleResult(read: ReadReport, path: string): ScanResult {
  return resultOf(read, vulnerabilitySample(path));
}

function bytesOf(document: object): Uint8Array {
  return Buffer.from(JSON.stringify(document));
}

/** Of each vulnerability what decides: `CVE-… package version → fix`. */
function linesOf({ vulnerabilities }: ScanResult): readonly string[] {
  return vulnerabilities.map(
    ({ id, severity, package: { name, version }, fixedIn }) =>
      `${severity} ${id} ${name} ${version} → ${fixedIn.join(' or ')}`,
  );
}

describe('a report of Trivy', () => {
  it('tells of an Alpine that gets no more updates', () => {
    const result = sampleResult(readTrivyReport, 'trivy/alpine-310.json');
    expect(result).toMatchObject({
      scanner: 'trivy',
      scannerVersion: 'dev',
      database: undefined,
      at,
      digest: sampleDigest,
      distribution: { name: 'alpine', version: '3.10.2', isEndOfLife: true },
      omitted: 0,
    });
    expect(linesOf(result)).toEqual([
      'medium CVE-2019-1551 libcrypto1.1 1.1.1c-r0 → 1.1.1d-r2',
      'medium CVE-2019-1551 libssl1.1 1.1.1c-r0 → 1.1.1d-r2',
      'medium CVE-2019-1549 libcrypto1.1 1.1.1c-r0 → 1.1.1d-r0',
      'medium CVE-2019-1549 libssl1.1 1.1.1c-r0 → 1.1.1d-r0',
    ]);
    expect(result.vulnerabilities[0]).toEqual({
      id: 'CVE-2019-1551',
      severity: 'medium',
      package: {
        name: 'libcrypto1.1',
        version: '1.1.1c-r0',
        purl: 'pkg:apk/alpine/libcrypto1.1@1.1.1c-r0?arch=x86_64&distro=3.10.2',
      },
      fixedIn: ['1.1.1d-r2'],
      isWontFix: false,
      isKnownExploited: undefined,
      title: 'openssl: Integer overflow in RSAZ modular exponentiation on x86_64',
      link: 'https://avd.aquasec.com/nvd/cve-2019-1551',
    });
  });

  it('tells of a Debian, the worst first, with what has no fix', () => {
    const result = sampleResult(readTrivyReport, 'trivy/debian-buster.json');
    expect(countsOf(result)).toBe('1 critical, 1 low');
    expect(linesOf(result)).toEqual([
      'critical CVE-2019-18224 libidn2-0 2.0.5-1 → 2.0.5-1+deb10u1',
      'low CVE-2019-18276 bash 5.0-4 → ',
    ]);
    expect(result.distribution).toMatchObject({ name: 'debian', version: '10.1' });
  });

  it('has nothing where an image has no packages', () => {
    const result = resultOf(readTrivyReport, bytesOf({ SchemaVersion: 2, Results: null }));
    expect(result).toMatchObject({ vulnerabilities: [], omitted: 0, distribution: undefined });
  });

  it.each([
    ['will_not_fix', true],
    ['end_of_life', true],
    ['fix_deferred', false],
    ['affected', false],
  ])('says of the status %s whether it will stay: %s', (Status, isWontFix) => {
    const Vulnerabilities = [{ VulnerabilityID: 'CVE-1', PkgName: 'a', Status }];
    const result = resultOf(
      readTrivyReport,
      bytesOf({ SchemaVersion: 2, Results: [{ Vulnerabilities }] }),
    );
    expect(result.vulnerabilities[0]).toMatchObject({ isWontFix, severity: 'unknown' });
  });

  it('counts once what is found in two folders', () => {
    const Vulnerabilities = [
      { VulnerabilityID: 'CVE-1', PkgName: 'a', InstalledVersion: '1', Severity: 'LOW' },
    ];
    const worse = [{ ...Vulnerabilities[0], Severity: 'HIGH', FixedVersion: '2, 3' }];
    const Results = [{ Vulnerabilities }, { Vulnerabilities: worse }];
    const result = resultOf(readTrivyReport, bytesOf({ SchemaVersion: 2, Results }));
    expect(linesOf(result)).toEqual(['high CVE-1 a 1 → 2 or 3']);
  });
});

describe('a report of Grype', () => {
  it('tells what is used in attacks', () => {
    const result = sampleResult(readGrypeReport, 'grype/image.json');
    expect(countsOf(result)).toBe('1 critical, 1 low');
    expect(linesOf(result)).toEqual([
      'critical CVE-1999-0002 package-2 2.2.2 → ',
      'low CVE-1999-0001 package-1 1.1.1 → 1.2.1 or 2.1.3 or 3.4.0',
    ]);
    expect(result.vulnerabilities.map(({ isKnownExploited }) => isKnownExploited)).toEqual([
      true,
      false,
    ]);
    expect(result).toMatchObject({
      scannerVersion: undefined,
      distribution: { name: 'centos', version: '8.0', isEndOfLife: undefined },
    });
  });

  it('has nothing in an image without findings', () => {
    expect(sampleResult(readGrypeReport, 'grype/empty.json')).toMatchObject({
      vulnerabilities: [],
      distribution: { name: 'centos', version: '8.0' },
    });
  });

  it('says how old its data is, and that the distribution gets no more updates', () => {
    const document = {
      matches: [],
      distro: { name: 'debian', version: '8' },
      alertsByPackage: [{ alerts: [{ type: 'distro-eol' }] }],
      descriptor: { version: '0.119.0', db: { status: { built: '2026-10-02T06:31:53Z' } } },
    };
    expect(resultOf(readGrypeReport, bytesOf(document))).toMatchObject({
      scannerVersion: '0.119.0',
      database: Date.UTC(2026, 9, 2, 6, 31, 53),
      distribution: { isEndOfLife: true },
    });
  });

  it('says what will not be closed, and nothing of attacks in older versions', () => {
    const vulnerability = { id: 'CVE-1', severity: 'Negligible', fix: { state: 'wont-fix' } };
    const matches = [{ vulnerability, artifact: { name: 'a', version: '1' } }];
    expect(resultOf(readGrypeReport, bytesOf({ matches })).vulnerabilities[0]).toMatchObject({
      severity: 'negligible',
      isWontFix: true,
      isKnownExploited: undefined,
    });
  });
});

describe('a report of Clair', () => {
  it('joins packages and vulnerabilities', () => {
    const result = sampleResult(readClairReport, 'clair/report-handmade.json');
    expect(linesOf(result)).toEqual([
      'critical CVE-2022-37434 zlib1g 1:1.2.11.dfsg-2 → ',
      'high CVE-2023-0286 libssl1.1 1.1.1n-0+deb11u3 → 1.1.1n-0+deb11u4',
    ]);
    expect(result.distribution).toEqual({ name: 'debian', version: '11', isEndOfLife: undefined });
    expect(result.vulnerabilities[1]?.link).toBe(
      'https://security-tracker.debian.org/tracker/CVE-2023-0286',
    );
  });

  it.each([
    ['fixed=1.2.3&introduced=0', ['1.2.3']],
    ['introduced=0&lastAffected=2', []],
    ['1.0', ['1.0']],
    ['', []],
  ])('reads the fix %j', (fixed_in_version, expected) => {
    const document = {
      packages: { 1: { name: 'a', version: '1' } },
      vulnerabilities: { 2: { name: 'CVE-1', normalized_severity: 'Low', fixed_in_version } },
      package_vulnerabilities: { 1: ['2'] },
    };
    const [found] = resultOf(readClairReport, bytesOf(document)).vulnerabilities;
    expect(found?.fixedIn).toEqual(expected);
  });

  it('is not read when a package names a vulnerability that is not there', () => {
    const document = {
      packages: { 1: { name: 'a', version: '1' } },
      vulnerabilities: {},
      package_vulnerabilities: { 1: ['2'] },
    };
    expect(readClairReport(bytesOf(document), occasion)).toMatchObject({
      error: { code: 'invalid-answer' },
    });
  });
});

describe('the reports of registries', () => {
  const expected = ['high CVE-2023-0286 libssl1.1 1.1.1n-0+deb11u3 → 1.1.1n-0+deb11u4'];

  it('are read from Quay', () => {
    const result = sampleResult(readQuayReport, 'quay/security-handmade.json');
    expect(linesOf(result)).toEqual(expected);
    expect(result).toMatchObject({ scanner: 'quay', scannerVersion: undefined });
  });

  it('are read from Harbor, by media type or bare, with the scanner behind it', () => {
    const bytes = vulnerabilitySample('harbor/report-handmade.json');
    const byType = JSON.parse(bytes.toString('utf8')) as Record<string, object>;
    const [bare = {}] = Object.values(byType);
    for (const read of [bytes, bytesOf(bare)]) {
      const result = resultOf(readHarborReport, read);
      expect(linesOf(result)).toEqual(expected);
      expect(result.scannerVersion).toBe('Trivy v0.60.0');
    }
  });
});

describe('a report of Docker Scout', () => {
  /** A SARIF file with these rules, as Docker Scout writes it. */
  function sarif(rules: readonly object[]): Uint8Array {
    const driver = { name: 'docker scout', fullName: 'Docker Scout', version: '1.18.3', rules };
    return bytesOf({ version: '2.1.0', runs: [{ tool: { driver }, results: [] }] });
  }

  it('names each package that a rule is about', () => {
    const rule = {
      id: 'CVE-2023-0286',
      shortDescription: { text: 'CVE-2023-0286: A type confusion' },
      helpUri: 'https://scout.docker.com/v/CVE-2023-0286',
      properties: {
        affected_version: '<1.1.1n-0+deb11u4',
        cvssV3_severity: 'HIGH',
        'security-severity': '7.4',
        fixed_version: '1.1.1n-0+deb11u4',
        purls: [
          'pkg:deb/debian/openssl@1.1.1n-0%2Bdeb11u3?os_distro=bullseye&os_name=debian',
          'pkg:npm/%40scope/name@1.0.0',
        ],
      },
    };
    const result = resultOf(readScoutReport, sarif([rule]));
    expect(linesOf(result)).toEqual([
      'high CVE-2023-0286 @scope/name 1.0.0 → 1.1.1n-0+deb11u4',
      'high CVE-2023-0286 openssl 1.1.1n-0+deb11u3 → 1.1.1n-0+deb11u4',
    ]);
    expect(result.scannerVersion).toBe('1.18.3');
    expect(result.vulnerabilities[0]).toMatchObject({
      title: 'A type confusion',
      link: 'https://scout.docker.com/v/CVE-2023-0286',
    });
  });

  it.each([
    ['UNSPECIFIED', '9.8', 'critical'],
    ['', '6.9', 'medium'],
    ['UNSPECIFIED', '', 'unknown'],
    ['LOW', '9.8', 'low'],
  ])('takes the severity %j before the score %j', (cvssV3_severity, score, expected) => {
    const properties = {
      cvssV3_severity,
      'security-severity': score,
      fixed_version: 'not fixed',
      purl: 'pkg:golang/stdlib@1.20',
    };
    const result = resultOf(readScoutReport, sarif([{ id: 'CVE-1', properties }]));
    expect(linesOf(result)).toEqual([`${expected} CVE-1 stdlib 1.20 → `]);
  });

  it('is clean with a run without rules, and none at all without a run', () => {
    expect(resultOf(readScoutReport, sarif([])).vulnerabilities).toEqual([]);
    expect(readScoutReport(bytesOf({ runs: [] }), occasion)).toMatchObject({
      error: { code: 'invalid-answer' },
    });
  });
});
