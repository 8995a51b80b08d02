import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Digest } from '../../server/src/reference/digest.ts';
import { notaryServer, python38, readerOf, sample, type Files } from './notary-setup.ts';

const python = '127.0.0.1:15000/library/python';
const golang = '127.0.0.1:15000/library/golang';
const hubPython = 'docker.io/library/python';
/** After its root has moved on; the delegations' documents stayed what they were. */
const rotated = new Map([...sample('delegated'), ...sample('rotated')]);
const otherDigest: Digest = `sha256:${'0'.repeat(64)}`;

/** A reader and a server with one of the samples. */
async function meet(name: string, files: string | Files) {
  const server = notaryServer(name, typeof files === 'string' ? sample(files) : files);
  return { server, reader: await readerOf(name, server) };
}

describe('Docker Content Trust, of what real servers have served', () => {
  it.each([
    ['its own targets', python, '', 'targets'],
    ['its own targets, with delegations beside', golang, 'delegated', 'targets'],
    [
      'a delegation with an RSA key',
      'docker.io/library/busybox',
      'rsa-delegation',
      'targets/releases',
    ],
    ['a delegation, as Docker signs', hubPython, 'dockerio-like', 'targets/releases'],
  ])('finds a tag in %s', async (_, name, folder, role) => {
    const root = sample(folder).get('root') ?? new Uint8Array();
    const signedName = nameIn(root) ?? name;
    const { reader } = await meet(signedName, folder);
    expect(await reader.ask()).toMatchObject({
      kind: 'signed',
      role,
      facts: { server: 'https://notary.example/', name: signedName, isFirstUse: true },
    });
  });

  it('tells a signed tag from one that is not', async () => {
    const { reader } = await meet(python, '');
    expect(await reader.ask({ tag: 'latest' })).toMatchObject({
      kind: 'tag-unsigned',
      facts: { signedTags: ['3.8', '3.8-alpine3.12'] },
    });
  });

  it('tells that a tag was moved after it was signed', async () => {
    const { reader } = await meet(python, '');
    expect(await reader.ask({ digest: otherDigest })).toMatchObject({
      kind: 'mismatch',
      role: 'targets',
      signed: python38,
    });
  });

  it('takes the tag of `targets/releases` before that of any other delegation', async () => {
    const { reader, server } = await meet(golang, 'delegated');
    const latest = 'sha256:7a3b0bc90abcaaa9053d2f0a2a8c8869895f11116e87f3c361a54fd61d6f41dd';
    expect(await reader.ask({ tag: 'latest', digest: otherDigest })).toMatchObject({
      kind: 'mismatch',
      role: 'targets/releases',
      signed: latest,
    });
    expect(server.paths.filter((path) => path.includes('alice'))).toEqual([]);
  });

  it('asks for five documents, all but the first two by their hashes', async () => {
    const { reader, server } = await meet(golang, 'delegated');
    await reader.ask();
    const files = server.paths.map((path) => path.replace(/^.*\/tuf\//, ''));
    expect(files).toEqual([
      'root.json',
      'timestamp.json',
      expect.stringMatching(/^snapshot\.[0-9a-f]{64}\.json$/),
      expect.stringMatching(/^targets\.[0-9a-f]{64}\.json$/),
      expect.stringMatching(/^targets\/releases\.[0-9a-f]{64}\.json$/),
    ]);
  });

  it('names the fingerprints of the root certificates and when the first document expires', async () => {
    const { reader } = await meet(python, '');
    expect(await reader.ask()).toMatchObject({
      facts: {
        rootKeys: [expect.stringMatching(/^[0-9a-f]{64}$/)],
        expires: Date.parse('2026-12-07T06:42:28Z'),
      },
    });
  });

  it('refuses a timestamp that has run out', async () => {
    const { reader } = await meet(python, '');
    expect(await reader.ask({ now: Date.UTC(2026, 11, 8) })).toEqual({
      kind: 'refused',
      reason: 'expired',
      role: 'timestamp',
    });
  });

  it('follows a root to the next one', async () => {
    const { reader, server } = await meet(golang, 'delegated');
    await reader.ask();
    server.serve(rotated);
    expect(await reader.ask()).toMatchObject({ kind: 'signed', facts: { isFirstUse: false } });
  });

  it('refuses the root that was handed over when it comes back', async () => {
    const { reader, server } = await meet(golang, rotated);
    await reader.ask();
    server.serve(sample('delegated'));
    expect(await reader.ask()).toEqual({ kind: 'refused', reason: 'rollback', role: 'root' });
  });

  it('refuses a root that nobody handed over to', async () => {
    const { reader, server } = await meet(golang, rotated);
    await reader.ask();
    const others = new Map([...rotated, ['root', sample('').get('root') ?? new Uint8Array()]]);
    server.serve(others);
    expect(await reader.ask()).toEqual({ kind: 'refused', reason: 'wrong-root', role: 'root' });
  });

  it('refuses metadata of another repository', async () => {
    const server = notaryServer(golang, sample(''));
    const reader = await readerOf(golang, server);
    expect(await reader.ask()).toEqual({ kind: 'refused', reason: 'wrong-root', role: 'root' });
  });

  it('believes no document of which one bit is another', async () => {
    const good = sample('delegated');
    const outcomes = new Set<string>();
    for (const [file, bytes] of good) {
      if (file === 'targets/alice') continue;
      for (let at = 3; at < bytes.length; at += 41) {
        const server = notaryServer(golang, withChange(good, file, at));
        const answer = await (await readerOf(golang, server)).ask();
        outcomes.add(answer?.kind === 'refused' ? answer.reason : (answer?.kind ?? 'none'));
      }
    }
    expect([...outcomes].sort()).toEqual(['malformed', 'tampered']);
  });
});

function withChange(files: Files, file: string, at: number): Files {
  const changed = Buffer.from(files.get(file) ?? new Uint8Array());
  changed[at] = (changed[at] ?? 0) ^ 1;
  return new Map([...files, [file, changed]]);
}

/** The repository that the certificate of a root is for. */
function nameIn(root: Uint8Array): string | undefined {
  const text = Buffer.from(root).toString();
  const pem = /"ecdsa-x509","keyval":\{"private":null,"public":"([^"]+)"/.exec(text)?.[1] ?? '';
  return /CN=(.*)/.exec(new X509Certificate(Buffer.from(pem, 'base64')).subject)?.[1];
}
