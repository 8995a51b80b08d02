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
      'from the editor. Sign in again with the command "Seaworthy: Sign In to a Registry".',
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
      'not for everyone (private), and a file must not send requests there unasked. If it is your registry, sign in to it or name it in `seaworthy.registries` or registries.yaml.',
    ],
    [
      "an address of a cloud's metadata",
      { code: 'refused', detail: 'address: metadata' },
      "(that of a cloud's metadata service), and a file must not send requests there unasked.",
    ],
    [
      'who sends us to such an address',
      { code: 'refused', detail: 'address: metadata', host: '169.254.169.254' },
      "ghcr.io sends us to 169.254.169.254, at an address that is not for everyone (that of a cloud's metadata service). Nothing was sent there; tell those who run ghcr.io, unless",
    ],
    [
      'a sign-in server at a private address, and how to trust it',
      {
        code: 'refused',
        detail: 'address: private',
        host: 'gitlab.corp',
        tokenServer: 'gitlab.corp',
        withheld: 'other-host',
      },
      'ghcr.io checks sign-ins on gitlab.corp, at an address that is not for everyone (private). Nothing was sent there; if you trust that host, set it as `authHost` of ghcr.io',
    ],
    [
      "that a mirror's sign-in counts where it is asked",
      { code: 'unauthorized', hadCredentials: false, signInTo: 'mirror.example.com' },
      'sign in with `docker login mirror.example.com` if it is private.',
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
      'the proxy proxy.example.com:3128 wants another user name and password.',
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
      'a variable whose credentials were not accepted',
      { code: 'unauthorized', hadCredentials: true, credentialSource: 'DOCKER_AUTH_CONFIG' },
      'did not accept the credentials from DOCKER_AUTH_CONFIG. Correct that variable, or leave it out.',
    ],
    [
      'a proxy whose certificate is not trusted',
      { code: 'proxy', proxy: 'proxy.example.com:3128', detail: 'SELF_SIGNED_CERT_IN_CHAIN' },
      'the connection to the proxy proxy.example.com:3128 is not trusted (SELF_SIGNED_CERT_IN_CHAIN).',
    ],
    [
      'a mirror without TLS',
      { code: 'refused', detail: 'mirror: not https' },
      'cannot be used (without TLS; `plainHttp` allows that).',
    ],
    [
      'a certificate for another name',
      { code: 'tls', detail: 'ERR_TLS_CERT_ALTNAME_INVALID' },
      'Its certificate is for another name: ask for the registry by that name.',
    ],
    ['an old certificate', { code: 'tls', detail: 'CERT_HAS_EXPIRED' }, 'has expired'],
    [
      'that a certificate of ours is wanted',
      { code: 'tls', detail: 'ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE' },
      'put client.cert and client.key into ~/.docker/certs.d/ghcr.io/.',
    ],
    ['a server without TLS', { code: 'tls', detail: 'EPROTO' }, 'then set `plainHttp` for it'],
    [
      'an authority of our own',
      { code: 'tls', detail: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' },
      'put that into ~/.docker/certs.d/ghcr.io/ca.crt',
    ],
    [
      'that a host is left alone',
      { code: 'timeout', detail: 'paused', retryAfter: 60_000 },
      'did not answer several times, so it is left alone for now. Check the network, and try again in 60 seconds.',
    ],
    [
      'which file may skip a registry',
      { code: 'skipped', detail: 'registries.yaml cannot be read' },
      'registries.yaml cannot be read, and it may say that ghcr.io is not asked. Repair that file',
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
    expect(sentence({ code: 'rate-limited', retryAfter: 1 })).toContain('in 1 second.');
    expect(sentence({ code: 'rate-limited', retryAfter: 300_000 })).toContain('in 5 minutes.');
    const hub = sentence({ code: 'rate-limited', host: 'registry-1.docker.io' });
    expect(hub).toContain('in some minutes; signing in raises the limit.');
  });
});
