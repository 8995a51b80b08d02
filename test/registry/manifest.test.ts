import { describe, expect, it } from 'vitest';
import { digestOfBytes, hasDigest, manifestMediaType } from '../../server/src/registry/manifest.ts';

const abc = Buffer.from('abc');
const sha256OfAbc = 'sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

describe('manifestMediaType', () => {
  it.each([
    'application/vnd.oci.image.index.v1+json',
    'application/vnd.oci.image.manifest.v1+json',
    'application/vnd.docker.distribution.manifest.list.v2+json',
    'application/vnd.docker.distribution.manifest.v2+json',
  ])('accepts %s', (type) => {
    expect(manifestMediaType(type)).toEqual({ ok: true, value: type });
    const written = `${type.toUpperCase()} ; charset=utf-8`;
    expect(manifestMediaType(written)).toEqual({ ok: true, value: type });
  });

  it.each(['prettyjws', 'json'])('knows schema 1 (v1+%s)', (suffix) => {
    expect(manifestMediaType(`application/vnd.docker.distribution.manifest.v1+${suffix}`)).toEqual({
      ok: false,
      error: 'schema1',
    });
  });

  it.each(['text/html', 'application/json', '', undefined])('refuses %j', (type) => {
    expect(manifestMediaType(type)).toEqual({ ok: false, error: 'invalid-response' });
  });
});

describe('digests of bytes', () => {
  it('are known by both registered algorithms', () => {
    expect(digestOfBytes(abc, 'sha256')).toBe(sha256OfAbc);
    expect(hasDigest(abc, digestOfBytes(abc, 'sha256'))).toBe(true);
    expect(hasDigest(abc, digestOfBytes(abc, 'sha512'))).toBe(true);
    expect(hasDigest(Buffer.from('abd'), sha256OfAbc)).toBe(false);
    expect(hasDigest(Buffer.from('abd'), digestOfBytes(abc, 'sha512'))).toBe(false);
  });
});
