import { describe, expect, it } from 'vitest';
import { explainRegistryError } from '../../server/src/analysis/registry-sentences.ts';
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
  'proxy',
  'skipped',
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

  it.each<[string, Partial<RegistryError>, string]>([
    [
      'the source of credentials that were not accepted',
      { code: 'unauthorized', hadCredentials: true, credentialSource: 'docker-credential-pass' },
      'the credentials from docker-credential-pass. Sign in again with `docker login ghcr.io`.',
    ],
    [
      'that the editor keeps them',
      { code: 'unauthorized', hadCredentials: true, credentialSource: 'the editor' },
      'or with the command "Seaworthy: Sign In to a Registry".',
    ],
    [
      'which helper failed',
      {
        code: 'unauthorized',
        withheld: 'helper-failed',
        keychainProblem: { kind: 'helper', program: 'docker-credential-pass', reason: 'missing' },
      },
      'docker-credential-pass, which keeps your sign-in, is not on the PATH.',
    ],
    [
      'which file could not be read',
      {
        code: 'denied',
        withheld: 'file-unreadable',
        keychainProblem: { kind: 'unreadable', source: '/home/a/config.json', reason: 'not JSON' },
      },
      '/home/a/config.json could not be read (not JSON).',
    ],
    [
      'which sign-in server is not trusted, and how to trust it',
      { code: 'denied', withheld: 'other-host', tokenServer: 'auth.example.com' },
      'another host, auth.example.com, which is not known to belong to it. Check the spelling; if you trust that host, set it as `authHost` of ghcr.io',
    ],
    [
      'a private address',
      { code: 'refused', detail: 'address: private' },
      'not for everyone (private), and a file must not send requests there unasked. If it is your registry, sign in to it or name it in `seaworthy.registries`.',
    ],
    [
      "an address of a cloud's metadata",
      { code: 'refused', detail: 'address: metadata' },
      "(that of a cloud's metadata service), and a file must not send requests there unasked.",
    ],
    [
      'who sends us to such an address',
      { code: 'refused', detail: 'address: metadata', host: '169.254.169.254' },
      "ghcr.io sends us to 169.254.169.254, at an address that is not for everyone (that of a cloud's metadata service). Nothing was sent there; tell those who run ghcr.io.",
    ],
    [
      'an unsafe sign-in server',
      { code: 'refused', detail: 'token realm: not-https' },
      'sends us elsewhere to sign in, in a way that is not safe (without TLS). Nothing was sent there',
    ],
    [
      'an unsafe redirect',
      { code: 'refused', detail: 'redirect: loopback' },
      'sends us elsewhere, in a way that is not safe (this machine itself)',
    ],
    [
      'a proxy that wants a password',
      { code: 'proxy', proxy: 'proxy.example.com:3128', status: 407 },
      'the proxy proxy.example.com:3128 wants a user name and password.',
    ],
    [
      'a proxy that refuses',
      { code: 'proxy', proxy: 'proxy.example.com:3128', status: 403 },
      'the proxy proxy.example.com:3128 does not connect to ghcr.io (403).',
    ],
    [
      'a proxy that is not there',
      { code: 'proxy', proxy: 'proxy.example.com:3128', detail: 'ECONNREFUSED' },
      'could not be reached (ECONNREFUSED).',
    ],
    [
      'a proxy that is none',
      { code: 'proxy', detail: 'HTTPS_PROXY: SOCKS is not supported' },
      'cannot be used (HTTPS_PROXY: SOCKS is not supported).',
    ],
    [
      'certificates that could not be used',
      { code: 'tls', certificateProblems: ['/etc/docker/certs.d/ghcr.io/a.cert: no key'] },
      'Not usable: /etc/docker/certs.d/ghcr.io/a.cert: no key.',
    ],
    [
      'that a host is left alone',
      { code: 'timeout', detail: 'paused', retryAfter: 60_000 },
      'did not answer several times, so it is left alone for now. Check the network, and try again in 60 seconds.',
    ],
    [
      'who skips a registry',
      { code: 'skipped', detail: 'registries.conf' },
      "podman's registries.conf says that ghcr.io is not asked.",
    ],
  ])('tells %s', (_, error, expected) => {
    expect(sentence({ code: 'refused', ...error })).toContain(expected);
  });

  it('says when to try again', () => {
    expect(sentence({ code: 'rate-limited', retryAfter: 1 })).toContain('in 1 second;');
    expect(sentence({ code: 'rate-limited', retryAfter: 300_000 })).toContain('in 5 minutes;');
    expect(sentence({ code: 'rate-limited' })).toContain('in some minutes;');
  });
});
