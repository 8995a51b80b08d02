import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join, relative } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createTrust } from '../../server/src/registry/network/trust.ts';
import { createAuthority, createLoopbackIdentity } from '../support/certificate.ts';
import { get, getRequest, transport, trustWith } from './connections-setup.ts';
import { never } from './setup.ts';

const authority = createAuthority();
const identity = authority.issue(['localhost', '127.0.0.1']);
const stranger = createAuthority('Other Authority');
const client = createLoopbackIdentity();

/** A TLS server, by host and port. */
async function tlsServer(options: ServerOptions = {}): Promise<string> {
  const server = createServer(
    { key: identity.key, cert: identity.certificate, ...options },
    (_, response) => response.end('fine'),
  );
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** How a request to the host ends with these files in the home folder. */
async function outcome(
  host: string,
  files: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string>> = {},
) {
  const { trust } = await trustWith(files, { environment });
  const answer = await get(`https://${host}/`, { trust });
  return answer.ok ? answer.value.status : answer.error;
}

describe('a private authority', () => {
  it('is not trusted by itself', async () => {
    const host = await tlsServer();
    expect(await outcome(host, {})).toEqual({
      code: 'tls',
      host,
      detail: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    });
  });

  it('is not trusted either where the environment turns all checks off', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    onTestFinished(() => void vi.unstubAllEnvs());
    const host = await tlsServer();
    expect(await outcome(host, {})).toMatchObject({ code: 'tls' });
    expect(await get(`https://${host}/`)).toMatchObject({ error: { code: 'tls' } });
  });

  it.each(['.docker/certs.d', '.config/containers/certs.d', '.config/docker/certs.d'])(
    'is trusted for the host in whose folder below ~/%s it is',
    async (folder) => {
      const host = await tlsServer();
      expect(await outcome(host, { [`${folder}/${host}/ca.crt`]: authority.certificate })).toBe(
        200,
      );
    },
  );

  it('is trusted for no other host, and not for another port', async () => {
    const host = await tlsServer();
    const files = {
      '.docker/certs.d/127.0.0.1/ca.crt': authority.certificate,
      '.docker/certs.d/localhost/ca.crt': authority.certificate,
    };
    expect(await outcome(host, files)).toMatchObject({ code: 'tls' });
  });

  it('of another name is not trusted', async () => {
    const host = await tlsServer();
    const files = { [`.docker/certs.d/${host}/ca.crt`]: stranger.certificate };
    expect(await outcome(host, files)).toMatchObject({ code: 'tls' });
  });

  it('does not make a certificate for another name valid', async () => {
    const { key, certificate: cert } = authority.issue(['registry.example']);
    const host = await tlsServer({ key, cert });
    const files = { [`.docker/certs.d/${host}/ca.crt`]: authority.certificate };
    expect(await outcome(host, files)).toMatchObject({
      code: 'tls',
      detail: 'ERR_TLS_CERT_ALTNAME_INVALID',
    });
  });

  it('is trusted for all hosts when NODE_EXTRA_CA_CERTS or SSL_CERT_FILE names it', async () => {
    const host = await tlsServer();
    const { home } = await trustWith({ 'bundle.pem': `# ours\n${authority.certificate}` });
    const path = join(home, 'bundle.pem');
    expect(await outcome(host, {}, { NODE_EXTRA_CA_CERTS: path })).toBe(200);
    expect(await outcome(host, {}, { SSL_CERT_FILE: path })).toBe(200);
    expect(await outcome(host, {}, { SSL_CERT_DIR: `/nowhere:${home}` })).toBe(200);
  });

  it('is not trusted when a variable names it by a relative path, which says so', async () => {
    const host = await tlsServer();
    const { home } = await trustWith({ 'bundle.pem': authority.certificate });
    const folder = relative(process.cwd(), home);
    const path = join(folder, 'bundle.pem');
    const variables = { NODE_EXTRA_CA_CERTS: path, SSL_CERT_FILE: path, SSL_CERT_DIR: folder };
    for (const [name, value] of Object.entries(variables))
      expect(await outcome(host, {}, { [name]: value })).toMatchObject({
        code: 'tls',
        certificateProblems: [`${name}: not an absolute path`],
      });
  });

  it('comes beside those of Node and of the system, and in certs.d as one of several', async () => {
    const host = await tlsServer();
    const folder = `.docker/certs.d/${host}`;
    expect(
      await outcome(host, {
        [`${folder}/a.crt`]: stranger.certificate,
        [`${folder}/b.crt`]: `${stranger.certificate}${authority.certificate}`,
      }),
    ).toBe(200);
  });
});

describe('an authority that is added after a failure', () => {
  /** How requests to the host end before and after this is done, with the same connections. */
  async function beforeAndAfter(
    host: string,
    { trust }: Awaited<ReturnType<typeof trustWith>>,
    change: () => Promise<void>,
  ) {
    const asking = transport({ trust });
    const ask = async () => {
      const answer = await asking(getRequest(`https://${host}/`), never);
      return answer.ok ? answer.value.status : answer.error.code;
    };
    const before = await Promise.all([ask(), ask()]);
    await change();
    return { before, after: await ask() };
  }

  it('for the host counts at the next request', async () => {
    const host = await tlsServer();
    const own = await trustWith({});
    const folder = join(own.home, '.docker', 'certs.d', host);
    const add = async () => {
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, 'ca.crt'), authority.certificate);
    };
    expect(await beforeAndAfter(host, own, add)).toEqual({ before: ['tls', 'tls'], after: 200 });
  });

  it('for all hosts counts at the next request', async () => {
    const host = await tlsServer();
    const { home } = await trustWith({});
    const path = join(home, 'bundle.pem');
    const own = await trustWith({}, { environment: { NODE_EXTRA_CA_CERTS: path } });
    const add = () => writeFile(path, authority.certificate);
    expect(await beforeAndAfter(host, own, add)).toEqual({ before: ['tls', 'tls'], after: 200 });
  });
});

describe('a file that cannot be used', () => {
  it('is told with the failure that it may have caused', async () => {
    const host = await tlsServer();
    const { trust, home } = await trustWith(
      {
        [`.docker/certs.d/${host}/broken.crt`]: 'no certificate',
        [`.docker/certs.d/${host}/bad.crt`]:
          '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n',
        [`.docker/certs.d/${host}/one.cert`]: client.certificate,
        [`.docker/certs.d/${host}/two.key`]: client.key,
      },
      { environment: { NODE_EXTRA_CA_CERTS: '/nowhere/extra.pem' } },
    );
    const folder = join(home, '.docker', 'certs.d', host);
    expect(await get(`https://${host}/`, { trust })).toEqual({
      ok: false,
      error: {
        code: 'tls',
        host,
        detail: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
        certificateProblems: [
          `${folder}/bad.crt: a certificate is broken`,
          `${folder}/broken.crt: no certificate in PEM format`,
          `${folder}/one.cert: no .key beside it`,
          `${folder}/two.key: no .cert beside it`,
          '/nowhere/extra.pem: ENOENT',
        ],
      },
    });
  });

  it('does not get in the way of the others', async () => {
    const host = await tlsServer();
    const folder = `.docker/certs.d/${host}`;
    const files = {
      [`${folder}/broken.crt`]: 'no certificate',
      [`${folder}/ca.crt`]: authority.certificate,
    };
    expect(await outcome(host, files)).toBe(200);
  });

  it('may be one that is not ours to read', async () => {
    const trust = createTrust({
      environment: {},
      homeDirectory: '/home/me',
      platform: 'linux',
      files: {
        read: () => Promise.reject(Object.assign(new Error(), { code: 'ENOENT' })),
        list: (folder) =>
          Promise.reject(
            Object.assign(new Error(), { code: folder.startsWith('/home') ? 'EACCES' : 'ENOENT' }),
          ),
      },
    });
    const { problems } = await trust.forHost('a.example:5000');
    expect(problems).toContain('/home/me/.docker/certs.d/a.example:5000: EACCES');
    expect(problems).toHaveLength(3);
  });
});

describe('a server that wants to know who we are', () => {
  const asking = { ca: client.certificate, requestCert: true, rejectUnauthorized: true };

  it('gets the client certificate of its own folder', async () => {
    const host = await tlsServer(asking);
    const folder = `.docker/certs.d/${host}`;
    const files = { [`${folder}/ca.crt`]: authority.certificate };
    expect(await outcome(host, files)).toMatchObject({ code: 'tls' });
    const pair = {
      ...files,
      [`${folder}/client.cert`]: client.certificate,
      [`${folder}/client.key`]: client.key,
    };
    expect(await outcome(host, pair)).toBe(200);
  });

  it('is told nothing that is meant for another host', async () => {
    const host = await tlsServer(asking);
    const files = {
      [`.docker/certs.d/${host}/ca.crt`]: authority.certificate,
      '.docker/certs.d/other.example/client.cert': client.certificate,
      '.docker/certs.d/other.example/client.key': client.key,
    };
    expect(await outcome(host, files)).toMatchObject({ code: 'tls' });
  });

  it('is refused with the reason why there is none to show', async () => {
    const host = await tlsServer(asking);
    const folder = `.docker/certs.d/${host}`;
    const error = await outcome(host, {
      [`${folder}/ca.crt`]: authority.certificate,
      [`${folder}/client.cert`]: client.certificate,
      [`${folder}/client.key`]: 'not a key',
    });
    expect(error).toMatchObject({
      code: 'tls',
      certificateProblems: [expect.stringMatching(/client\.key: ERR_/) as string],
    });
  });
});

describe('authorities', () => {
  it('are read when the first host is asked for, and once', async () => {
    const read: string[] = [];
    const lines: string[] = [];
    const trust = createTrust({
      environment: { SSL_CERT_FILE: '/bundle.pem' },
      homeDirectory: '/home/me',
      platform: 'linux',
      log: (line) => lines.push(line),
      files: {
        read(path) {
          read.push(path);
          return Promise.resolve(authority.certificate);
        },
        list: () => Promise.reject(Object.assign(new Error(), { code: 'ENOENT' })),
      },
    });
    expect(read).toEqual([]);
    const [one, other] = await Promise.all([
      trust.forHost('a.example'),
      trust.forHost('b.example'),
    ]);
    expect(read).toEqual(['/bundle.pem']);
    expect(one.context).toBe(other.context);
    expect(lines).toEqual([expect.stringMatching(/authorities \(Node \d+, system 1, /)]);
  });
});
