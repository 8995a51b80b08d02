import { describe, expect, it } from 'vitest';
import {
  codeOfStatus,
  connectionError,
  parseRetryAfter,
  registryError,
} from '../../server/src/registry/errors.ts';

describe('registryError', () => {
  it('leaves out what is not known', () => {
    expect(registryError('timeout', 'ghcr.io', { status: undefined })).toStrictEqual({
      code: 'timeout',
      host: 'ghcr.io',
    });
  });

  it('makes a detail one line of printable text, 200 characters at most', () => {
    const { detail } = registryError('invalid-response', 'ghcr.io', {
      detail: `text/html\r\n\u001b[31m\u202e\u2028${'x'.repeat(1000)}`,
    });
    expect(detail).toMatch(/^text\/html \[31m x+$/);
    expect(detail?.length).toBeLessThanOrEqual(200);
  });
});

describe('codeOfStatus', () => {
  it.each([
    [401, 'unauthorized'],
    [403, 'denied'],
    [404, 'not-found'],
    [429, 'rate-limited'],
    [500, 'server-error'],
    [503, 'server-error'],
    [204, 'invalid-response'],
    [418, 'invalid-response'],
  ])('%i is %s', (status, code) => {
    expect(codeOfStatus(status)).toBe(code);
  });
});

describe('connectionError', () => {
  it.each([
    ['ECONNREFUSED', 'unreachable'],
    ['ENOTFOUND', 'unreachable'],
    ['ECONNRESET', 'unreachable'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls'],
    ['CERT_HAS_EXPIRED', 'tls'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'tls'],
    ['HPE_INVALID_CONSTANT', 'invalid-response'],
  ])('%s is %s', (code, expected) => {
    const cause = Object.assign(new Error('secret in the message'), { code });
    expect(connectionError('ghcr.io', cause)).toEqual({
      code: expected,
      host: 'ghcr.io',
      detail: code,
    });
  });
});

describe('parseRetryAfter', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');

  it.each([
    ['120', 120_000],
    ['0', 0],
    ['Thu, 01 Jan 2026 00:00:30 GMT', 30_000],
    ['Wed, 31 Dec 2025 23:59:00 GMT', 0],
    ['-5', undefined],
    ['1.5', undefined],
    ['99999999999999999999', undefined],
    ['soon', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('reads %j as %s milliseconds', (value, expected) => {
    expect(parseRetryAfter(value, now)).toBe(expected);
  });
});
