import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Digest } from '../../server/src/reference/digest.ts';
import { createDefaultWeb } from '../../server/src/registry/default-web.ts';
import { aDay } from '../../server/src/text/day.ts';
import { createContentTrustReader } from '../../server/src/trust/notary/content-trust.ts';
import type { ContentTrust } from '../../server/src/trust/trust-source.ts';
import { never, reference } from '../registry/setup.ts';
import { startNotaryProxy, type NotaryProxy } from '../support/notary-proxy.ts';
import {
  notaryUser,
  startNotaryServer,
  type NotaryUser,
  type RealNotaryServer,
} from '../support/notary-server.ts';
import { missingTools } from '../support/tools.ts';

const missing = missingTools(['notary', 'notary-server']);
if (missing.length > 0 && process.env['CI'] === 'true')
  throw new Error(`these tests need ${missing.join(', ')}`);
const suffix = missing.length > 0 ? ` (skipped: needs ${missing.join(', ')})` : '';

const python = 'registry.example/library/python';
const python38: Digest = `sha256:${'38'.repeat(32)}`;
const python39: Digest = `sha256:${'39'.repeat(32)}`;

/** Asks for a tag, at a time in milliseconds since 1970-01-01 UTC. */
type Ask = (tag: string, digest?: Digest, now?: number) => Promise<ContentTrust | undefined>;

describe.skipIf(missing.length > 0)(`Docker Content Trust, of notary-server${suffix}`, () => {
  let server: RealNotaryServer;
  let proxy: NotaryProxy;
  let folder: string;
  let publisher: NotaryUser;
  /** The other opinion: a `notary` client that has met nothing yet. */
  let other: NotaryUser;
  let ask: Ask;

  beforeAll(async () => {
    server = await startNotaryServer();
  });
  afterAll(() => server.close());

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'notary-'));
    const home = (name: string) => mkdtemp(join(folder, name));
    proxy = await startNotaryProxy(server.url);
    publisher = notaryUser(server.url, await home('publisher'));
    other = notaryUser(server.url, await home('other'));
    ask = reader(await home('state'));
    await publisher.run('init', python, '-p');
    await publisher.sign(python, '3.8', python38);
  });
  afterEach(async () => {
    await publisher.run('delete', python, '--remote');
    await proxy.close();
    await rm(folder, { recursive: true });
  });

  /** Everybody asks through the proxy, which passes on what it is not told to change. */
  function reader(stateFolder: string): Ask {
    return (tag, digest = python38, now = Date.now()) =>
      createContentTrustReader({
        settings: { notaryServers: { 'registry.example': proxy.url } },
        transport: createDefaultWeb({
          servers: [proxy.url],
          timeout: 10_000,
          userAgent: 'test/1',
          log: () => undefined,
        }),
        stateFolder,
        now: () => now,
      })({ reference: reference(`${python}:${tag}`), tag, digest }, never);
  }

  /** What the `notary` client says, which stands beside ours in the log of the run. */
  async function opinion(tag: string): Promise<string> {
    const said = await other.lookUp(python, tag, proxy.url);
    console.log(`notary lookup ${tag}: ${said}`);
    return said;
  }

  const refused = (reason: string, role: string) => ({ kind: 'refused', reason, role });
  const changeOf = (wanted: RegExp) => (file: string, body: Buffer) =>
    wanted.test(file) ? withOtherByte(body) : undefined;

  it('tells a signed tag from one that is not', async () => {
    expect(await ask('3.8')).toMatchObject({
      kind: 'signed',
      role: 'targets',
      facts: { name: python, isFirstUse: true, signedTags: ['3.8'] },
    });
    expect(await ask('latest')).toMatchObject({
      kind: 'tag-unsigned',
      facts: { isFirstUse: false },
    });
    expect(await opinion('3.8')).toBe(python38);
    expect(await opinion('latest')).toBe('No valid trust data for latest');
  });

  it('tells a tag that stands for another digest than it was signed for', async () => {
    expect(await ask('3.8', python39)).toMatchObject({ kind: 'mismatch', signed: python38 });
    expect(await opinion('3.8')).toBe(python38);
  });

  it('knows nothing of a repository that nobody signed', async () => {
    await publisher.run('delete', python, '--remote');
    expect(await ask('3.8')).toEqual({ kind: 'no-metadata' });
    expect(await opinion('3.8')).toContain('does not have trust data for');
    await publisher.run('init', python, '-p');
  });

  it('finds what a delegation signed, `targets/releases` first', async () => {
    await publisher.delegate(python, 'targets/releases', 'targets/alice');
    await publisher.sign(python, '3.9', python39, 'targets/releases,targets/alice');
    await publisher.sign(python, '4.0', python39, 'targets/alice');
    expect(await ask('3.9', python39)).toMatchObject({ kind: 'signed', role: 'targets/releases' });
    expect(await ask('3.8')).toMatchObject({ kind: 'signed', role: 'targets' });
    // Docker looks in no other delegation; the plain client lists them all.
    expect(await ask('4.0', python39)).toMatchObject({ kind: 'tag-unsigned' });
    expect(await opinion('3.9')).toBe(python39);
  });

  it('follows a root that was rotated twice', async () => {
    await ask('3.8');
    await opinion('3.8');
    await publisher.rotateRoot(python);
    await publisher.rotateRoot(python);
    expect(await ask('3.8')).toMatchObject({ kind: 'signed', facts: { isFirstUse: false } });
    expect(await opinion('3.8')).toBe(python38);
  });

  it('follows no root when one between is missing', async () => {
    await ask('3.8');
    await opinion('3.8');
    await publisher.rotateRoot(python);
    await publisher.rotateRoot(python);
    proxy.meddle((file) => (file === '2.root.json' ? 'absent' : undefined));
    expect(await ask('3.8')).toEqual(refused('wrong-root', 'root'));
    await opinion('3.8');
  });

  it('refuses the root of somebody who began the repository anew', async () => {
    await ask('3.8');
    expect(await opinion('3.8')).toBe(python38);
    await publisher.run('delete', python, '--remote');
    const stranger = notaryUser(server.url, await mkdtemp(join(folder, 'stranger')));
    await stranger.run('init', python, '-p');
    await stranger.sign(python, '3.8', python39);
    expect(await ask('3.8', python39)).toEqual(refused('wrong-root', 'root'));
    expect(await opinion('3.8')).toContain('could not rotate trust to a new trusted root');
  });

  it.each([
    ['root', /^root\./, 'failed to validate integrity of roots'],
    ['timestamp', /^timestamp\./, 'valid signatures did not meet threshold'],
    ['snapshot', /^snapshot\./, 'sha256 checksum for snapshot did not match'],
    ['targets', /^targets\./, 'sha256 checksum for targets did not match'],
  ])('refuses a document of %s in which one byte is another', async (role, file, theirs) => {
    proxy.meddle(changeOf(file));
    expect(await ask('3.8')).toEqual(refused('tampered', role));
    expect(await opinion('3.8')).toContain(theirs);
  });

  it('refuses metadata that is older than what it has seen', async () => {
    await ask('3.8');
    expect(await opinion('3.8')).toBe(python38);
    const before = proxy.recording();
    await publisher.sign(python, '3.9', python39);
    expect(await ask('3.9', python39)).toMatchObject({ kind: 'signed' });
    expect(await opinion('3.9')).toBe(python39);
    proxy.meddle(before);
    expect(await ask('3.8')).toEqual(refused('rollback', 'timestamp'));
    expect(await opinion('3.8')).toContain('is lower than current version');
  });

  it('refuses a timestamp after 14 days, and the rest after years', async () => {
    await ask('3.8');
    expect(await ask('3.8', python38, Date.now() + 13 * aDay)).toMatchObject({
      kind: 'signed',
    });
    const later = (days: number) => ask('3.8', python38, Date.now() + days * aDay);
    expect(await later(15)).toEqual(refused('expired', 'timestamp'));
    expect(await later(11 * 365)).toEqual(refused('expired', 'root'));
  });

  it('is told as unreachable when there is no server', async () => {
    await proxy.close();
    expect(await ask('3.8')).toMatchObject({
      kind: 'unreachable',
      error: { code: 'unreachable', detail: 'ECONNREFUSED' },
    });
    proxy = await startNotaryProxy(server.url);
  });
});

/** The body with another century, so that it is still JSON with a time in it. */
function withOtherByte(body: Buffer): Buffer {
  const text = body.toString();
  const at = text.lastIndexOf('"expires":"20') + '"expires":"20'.length;
  return Buffer.from(`${text.slice(0, at)}9${text.slice(at + 1)}`);
}
