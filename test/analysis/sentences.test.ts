import { describe, expect, it } from 'vitest';
import { explainRegistryError } from '../../server/src/analysis/sentences.ts';
import { parseReference } from '../../server/src/reference/reference.ts';
import type { RegistryError, RegistryErrorCode } from '../../server/src/registry/errors.ts';

const codes: readonly RegistryErrorCode[] = [
  'cancelled',
  'timeout',
  'unreachable',
  'tls',
  'unauthorized',
  'denied',
  'not-found',
  'rate-limited',
  'server-error',
  'invalid-response',
  'digest-mismatch',
  'schema1',
  'too-large',
  'refused',
];

function sentence(error: Partial<RegistryError> & Pick<RegistryError, 'code'>): string {
  const reference = parseReference('ghcr.io/team/app:1.4');
  if (!reference.ok) throw new Error(reference.error.code);
  return explainRegistryError(reference.value, { host: 'ghcr.io', ...error });
}

describe('the sentence for a failure', () => {
  it.each(codes)('%s names the image, what happened and what to do', (code) => {
    const text = sentence({ code, detail: 'DETAIL', status: 500, retryAfter: 40_000 });
    expect(text).toMatch(/^Could not pin `ghcr\.io\/team\/app:1\.4`: .+\.$/);
    if (code !== 'cancelled') expect(text).toMatch(/ghcr\.io .+[.,;] \S.+\.$/);
  });

  it('tells a sign-in that is missing from one that failed', () => {
    expect(sentence({ code: 'unauthorized' })).toContain('sign in with `docker login ghcr.io`');
    expect(sentence({ code: 'unauthorized', hadCredentials: true })).toContain('did not accept');
  });

  it('says when to try again', () => {
    expect(sentence({ code: 'rate-limited', retryAfter: 1 })).toContain('in 1 second;');
    expect(sentence({ code: 'rate-limited', retryAfter: 300_000 })).toContain('in 5 minutes;');
    expect(sentence({ code: 'rate-limited' })).toContain('in some minutes;');
  });
});
