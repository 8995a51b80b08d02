import { describe, expect, it } from 'vitest';
import { baseScore } from '../../server/src/scanners/cvss.ts';
import { parsePurl } from '../../server/src/scanners/purl.ts';
import { scanError } from '../../server/src/scanners/scan-errors.ts';
import { severityOfScore, severityOfWord } from '../../server/src/scanners/severity.ts';

describe('a severity', () => {
  it.each([
    ['CRITICAL', 'critical'],
    ['Important', 'high'],
    ['High', 'high'],
    ['MODERATE', 'medium'],
    ['Low', 'low'],
    ['unimportant', 'negligible'],
    ['None', 'negligible'],
    ['UNSPECIFIED', 'unknown'],
    ['not yet assigned', 'unknown'],
    ['constructor', 'unknown'],
  ])('called %s is %s', (word, expected) => {
    expect(severityOfWord(word)).toBe(expected);
  });

  it.each([
    [10, 'critical'],
    [9, 'critical'],
    [8.9, 'high'],
    [6.9, 'medium'],
    [3.9, 'low'],
    [0, 'negligible'],
    [10.1, 'unknown'],
    [-1, 'unknown'],
    [Number.NaN, 'unknown'],
  ])('of the score %d is %s', (score, expected) => {
    expect(severityOfScore(score)).toBe(expected);
  });
});

describe('a vector of CVSS 3', () => {
  // Scores of the specification's own examples and of the National Vulnerability Database.
  it.each([
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', 9.8],
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H', 10],
    ['CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:N/A:H', 7.4],
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:L/I:N/A:N', 5.3],
    ['CVSS:3.0/AV:N/AC:H/PR:N/UI:N/S:U/C:L/I:L/A:N', 4.8],
    ['CVSS:3.0/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N', 6.1],
    ['CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H', 7.8],
    ['CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:N/I:N/A:N', 0],
  ])('%s has the base score %d', (vector, score) => {
    expect(baseScore(vector)).toBe(score);
  });

  it.each([
    '',
    'CVSS:3.1',
    'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N',
    'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H',
    'CVSS:3.1/AV:X/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H',
    'medium',
  ])('is not %j', (text) => {
    expect(baseScore(text)).toBeUndefined();
  });
});

describe('a package URL', () => {
  it.each([
    ['pkg:deb/debian/openssl@1.1.1n-0%2Bdeb11u3?arch=amd64', 'openssl', '1.1.1n-0+deb11u3'],
    ['pkg:apk/alpine/libssl1.1@1.1.1c-r0', 'libssl1.1', '1.1.1c-r0'],
    ['pkg:npm/%40types/node@20.0.0', '@types/node', '20.0.0'],
    ['pkg:npm/@types/node@20.0.0', '@types/node', '20.0.0'],
    ['pkg:npm/@types/node', '@types/node', ''],
    ['pkg:golang/github.com/go-git/go-git/v5@v5.16.5', 'github.com/go-git/go-git/v5', 'v5.16.5'],
    ['pkg:maven/org.apache.logging/log4j@2.17.1#sub', 'org.apache.logging:log4j', '2.17.1'],
    ['pkg:pypi/requests', 'requests', ''],
    ['PKG:deb/package-2@2.2.2', 'package-2', '2.2.2'],
  ])('%s names %s in version %j', (purl, name, version) => {
    expect(parsePurl(purl)).toEqual({ name, version });
  });

  it.each([
    '',
    'openssl',
    'pkg:',
    'pkg:deb',
    'pkg:deb/',
    'https://deb/a',
    `pkg:deb/${'a'.repeat(9_999)}`,
  ])('is not %s', (text) => {
    expect(parsePurl(text)).toBeUndefined();
  });
});

describe('the detail of an error', () => {
  it.each([
    ['first\nFATAL: no such image\n', 'FATAL: no such image'],
    ['\u001b[31mred\u001b[0m\u202e', 'red'],
    ['GET https://alice:s3cret@ghcr.io/v2/', 'GET https://***@ghcr.io/v2/'],
    ['denied: Authorization: Bearer eyJhbGciOi', 'denied: Authorization: Bearer ***'],
    ['password=s3cret user=a', 'password=*** user=a'],
  ])('is a line without a secret: %j', (text, expected) => {
    expect(scanError('trivy', 'failed', text).detail).toBe(expected);
  });

  it('is short, and left out when it says nothing', () => {
    expect(scanError('trivy', 'failed', 'x'.repeat(999)).detail).toHaveLength(200);
    expect(scanError('trivy', 'failed', ' \n ')).toEqual({ scanner: 'trivy', code: 'failed' });
  });
});
