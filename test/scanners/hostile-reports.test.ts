import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readClairReport } from '../../server/src/scanners/clair-report.ts';
import { readGrypeReport } from '../../server/src/scanners/grype-report.ts';
import { readHarborReport } from '../../server/src/scanners/harbor-report.ts';
import { readQuayReport } from '../../server/src/scanners/quay-report.ts';
import type { ReadReport } from '../../server/src/scanners/report.ts';
import { readScoutReport } from '../../server/src/scanners/scout-report.ts';
import { readTrivyReport } from '../../server/src/scanners/trivy-report.ts';
import { sampleDigest, vulnerabilitySample } from '../support/scan-subjects.ts';

const occasion = { digest: sampleDigest, at: 0 };

const readers: readonly (readonly [string, ReadReport])[] = [
  ['Trivy', readTrivyReport],
  ['Grype', readGrypeReport],
  ['Docker Scout', readScoutReport],
  ['Clair', readClairReport],
  ['Quay', readQuayReport],
  ['Harbor', readHarborReport],
];

const samples: readonly (readonly [string, ReadReport])[] = [
  ['trivy/alpine-310.json', readTrivyReport],
  ['trivy/debian-buster.json', readTrivyReport],
  ['grype/image.json', readGrypeReport],
  ['clair/report-handmade.json', readClairReport],
  ['quay/security-handmade.json', readQuayReport],
  ['harbor/report-handmade.json', readHarborReport],
];

function codeOf(read: ReadReport, text: string | Uint8Array): string {
  const result = read(typeof text === 'string' ? Buffer.from(text) : text, occasion);
  return result.ok ? 'ok' : result.error.code;
}

/** A report of Trivy with these vulnerabilities, as text. */
function trivyReport(vulnerabilities: string): string {
  return `{"SchemaVersion":2,"Results":[{"Vulnerabilities":[${vulnerabilities}]}]}`;
}

describe.each(readers)('what is no report of %s', (_, read) => {
  it.each([
    ['nothing', ''],
    ['no JSON', 'panic: runtime error'],
    ['a list', '[]'],
    ['null', 'null'],
    ['an empty object', '{}'],
    ['a report that was cut off', '{"SchemaVersion":2,"Results":['],
    ['text before the report', 'Updating…\n{"matches":[]}'],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00, 0x7b])],
    ['deep nesting', `{"a":${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}}`],
    ['another scanner’s', '{"anything":{"else":true}}'],
  ])('is %s', (__, text) => {
    expect(codeOf(read, text)).toBe('invalid-answer');
  });

  it('is anything that chance makes', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(['ok', 'invalid-answer']).toContain(codeOf(read, text));
      }),
      { numRuns: 200 },
    );
  });
});

/** The document with one value in another's place, for each place that it has. */
function withOneChanged(document: unknown, other: unknown): readonly unknown[] {
  if (typeof document !== 'object' || document === null) return [];
  return Object.entries(document).flatMap(([key, value]) => {
    const replaced = (by: unknown) =>
      Array.isArray(document)
        ? document.map((one: unknown, place) => (place === Number(key) ? by : one))
        : { ...document, [key]: by };
    return [replaced(other), ...withOneChanged(value, other).map(replaced)];
  });
}

describe.each(samples)('the sample %s with one value of another kind', (path, read) => {
  const sample: unknown = JSON.parse(vulnerabilitySample(path).toString('utf8'));
  const others = [null, 17, 'text', [], [1], [null], {}, { a: [] }];

  it.each(others.map((other) => [JSON.stringify(other)]))(
    'gives a result or is invalid with %s in any place, and never throws',
    (other) => {
      const codes = withOneChanged(sample, JSON.parse(other)).map((document) =>
        codeOf(read, JSON.stringify(document)),
      );
      expect(codes.length).toBeGreaterThan(15);
      expect(new Set([...codes, 'ok'])).toEqual(new Set(['invalid-answer', 'ok']));
    },
  );
});

describe('a report that would hide something', () => {
  it.each([
    ['an entry without a name', trivyReport('{"PkgName":"a"}')],
    ['an entry without a package', trivyReport('{"VulnerabilityID":"CVE-1"}')],
    ['an entry that is a text', trivyReport('"CVE-1"')],
    ['an entry that is null', trivyReport('null')],
    ['a name that is a number', trivyReport('{"VulnerabilityID":1,"PkgName":"a"}')],
    [
      'a name without end',
      trivyReport(`{"VulnerabilityID":"${'A'.repeat(1_000_000)}","PkgName":"a"}`),
    ],
    ['another version of the form', '{"SchemaVersion":3,"Results":[]}'],
    ['a list that is an object', '{"SchemaVersion":2,"Results":{}}'],
    ['a million entries', trivyReport(Array.from({ length: 1_000_000 }, () => '{}').join(','))],
  ])('is invalid: %s', (_, text) => {
    expect(codeOf(readTrivyReport, text)).toBe('invalid-answer');
  });

  it('is read by the last of two members of one name, as all readers of JSON do', () => {
    expect(codeOf(readTrivyReport, '{"SchemaVersion":3,"SchemaVersion":2}')).toBe('ok');
    expect(codeOf(readTrivyReport, '{"SchemaVersion":2,"SchemaVersion":3}')).toBe('invalid-answer');
  });

  it('does not reach the members that all objects have', () => {
    const document = '{"__proto__":{"SchemaVersion":2},"constructor":{}}';
    expect(codeOf(readTrivyReport, document)).toBe('invalid-answer');
    const joints =
      '{"packages":{},"vulnerabilities":{},"package_vulnerabilities":{"toString":["constructor"]}}';
    expect(codeOf(readClairReport, joints)).toBe('invalid-answer');
  });
});

describe('a report that is too long to show', () => {
  it('keeps the 20,000 worst, and says how many more there are', () => {
    const entries = Array.from(
      { length: 25_000 },
      (_, place) =>
        `{"VulnerabilityID":"CVE-${place}","PkgName":"a","Severity":"${place < 10 ? 'CRITICAL' : 'LOW'}"}`,
    );
    const result = readTrivyReport(Buffer.from(trivyReport(entries.reverse().join(','))), occasion);
    if (!result.ok) throw new Error(result.error.code);
    const { vulnerabilities, omitted } = result.value;
    expect(vulnerabilities).toHaveLength(20_000);
    expect(omitted).toBe(5_000);
    expect(vulnerabilities.slice(0, 10).every(({ severity }) => severity === 'critical')).toBe(
      true,
    );
  });

  it('bounds titles, lists of fixes and links, and leads nowhere but to the web', () => {
    const entry = {
      VulnerabilityID: 'CVE-1',
      PkgName: 'a',
      InstalledVersion: '1',
      Title: `long\n${'x'.repeat(100_000)}`,
      FixedVersion: Array.from({ length: 100 }, (_, place) => place).join(','),
      PrimaryURL: 'javascript:alert(1)',
      PkgIdentifier: { PURL: `pkg:deb/a@${'1'.repeat(10_000)}` },
    };
    const result = readTrivyReport(Buffer.from(trivyReport(JSON.stringify(entry))), occasion);
    if (!result.ok) throw new Error(result.error.code);
    const [found] = result.value.vulnerabilities;
    expect(found?.title).toHaveLength(300);
    expect(found?.title).not.toContain('\n');
    expect(found?.fixedIn).toHaveLength(20);
    expect(found?.link).toBeUndefined();
    expect(found?.package.purl).toBeUndefined();
  });
});
