import { describe, expect, it } from 'vitest';
import type { Transport } from '../../server/src/registry/network/transport.ts';
import { parseRoot } from '../../server/src/trust/notary/documents.ts';
import { rootSigners } from '../../server/src/trust/notary/root-certificates.ts';
import {
  authorityKey,
  certificateKey,
  ecdsaKey,
  keyInTwoForms,
  plan,
  publish,
  rsaKey,
  type Plan,
  type SigningKey,
} from './notary-forge.ts';
import { notaryServer, python38, readerOf, type Files } from './notary-setup.ts';

const name = 'docker.io/library/python';
const other = `sha256:${'1'.repeat(64)}` as const;

async function meet(files: Files) {
  const server = notaryServer(name, files);
  return { server, reader: await readerOf(name, server) };
}

async function answerTo(published: Plan) {
  const { reader } = await meet(publish(published));
  return reader.ask();
}

const refused = (reason: string, role: string) => ({ kind: 'refused', reason, role });
const own = plan(name);
const withReleases: Plan = {
  ...own,
  tags: { '3.8': other },
  releases: { keys: [ecdsaKey()], paths: [''], tags: { '3.8': python38 } },
};
const roles = ['root', 'timestamp', 'snapshot', 'targets', 'releases'] as const;
const nameOf = (role: string) => (role === 'releases' ? 'targets/releases' : role);

/** The plan with one role changed. */
function changed(role: (typeof roles)[number], change: object): Plan {
  return { ...withReleases, [role]: { ...withReleases[role], ...change } };
}

describe('metadata that may be published', () => {
  it('is believed', async () => {
    expect(await answerTo(own)).toMatchObject({ kind: 'signed', role: 'targets' });
  });

  it('has the tags of `targets/releases` before its own', async () => {
    expect(await answerTo(withReleases)).toMatchObject({
      kind: 'signed',
      role: 'targets/releases',
    });
  });
});

describe('a repository without metadata', () => {
  it('is one that the server knows nothing of', async () => {
    const { reader } = await meet(new Map());
    expect(await reader.ask()).toEqual({ kind: 'no-metadata' });
  });

  it('is refused when there was some before, so that nobody can pass it for unsigned', async () => {
    const { reader, server } = await meet(publish(own));
    await reader.ask();
    server.serve(new Map());
    expect(await reader.ask()).toEqual(refused('rollback', 'root'));
  });
});

describe.each(roles)('the document of %s', (role) => {
  it('is refused once it has run out', async () => {
    const published = changed(role, { expires: '2026-11-01T00:00:00Z' });
    expect(await answerTo(published)).toEqual(refused('expired', nameOf(role)));
  });

  it('is refused when somebody else signed it', async () => {
    const published = changed(role, { signedBy: [ecdsaKey()] });
    expect(await answerTo(published)).toEqual(refused('tampered', nameOf(role)));
  });

  it('is refused when it is older than the last one', async () => {
    const { reader, server } = await meet(publish(changed(role, { version: 7 })));
    expect(await reader.ask()).toMatchObject({ kind: 'signed' });
    server.serve(publish(changed(role, { version: 6 })));
    expect(await reader.ask()).toEqual(refused('rollback', nameOf(role)));
  });

  it('needs as many keys as its threshold', async () => {
    const keys = [...(withReleases[role]?.keys ?? []), certificateKey(name)];
    expect(await answerTo(changed(role, { keys, threshold: 2 }))).toMatchObject({ kind: 'signed' });
    const alone = { keys, threshold: 2, signedBy: keys.slice(0, 1) };
    expect(await answerTo(changed(role, alone))).toEqual(refused('tampered', nameOf(role)));
  });

  it('counts a key once that signs twice', async () => {
    const [one = ecdsaKey()] = withReleases[role]?.keys ?? [];
    const twice = { keys: [one, certificateKey(name)], threshold: 2, signedBy: [one, one] };
    expect(await answerTo(changed(role, twice))).toEqual(refused('tampered', nameOf(role)));
  });

  it('counts a key once that has two ids', async () => {
    const keys = keyInTwoForms(name);
    const published = changed(role, { keys, threshold: 2 });
    expect(await answerTo(published)).toEqual(refused('tampered', nameOf(role)));
  });

  it('takes no RSA key of less than 2048 bits', async () => {
    const certificate = role === 'root' ? [certificateKey(name)] : [];
    const small = { keys: [...certificate, rsaKey(1_024)], threshold: 1 + certificate.length };
    expect(await answerTo(changed(role, small))).toEqual(refused('tampered', nameOf(role)));
  });
});

describe('documents that do not belong together', () => {
  it('are refused when one has another length than was said', async () => {
    for (const lengthError of [-1, 1])
      expect(await answerTo({ ...own, lengthError })).toEqual(refused('tampered', 'targets'));
  });

  it('are refused when a key stands under the id of another', async () => {
    const published = { ...own, targets: { keys: [{ ...ecdsaKey(), id: ecdsaKey().id }] } };
    expect(await answerTo(published)).toEqual(refused('tampered', 'targets'));
  });

  it('are read once more, as they may have been published meanwhile', async () => {
    const newer = publish({ ...own, root: { ...own.root, version: 2 } });
    const mixed = new Map([...newer, ['root', publish(own).get('root') ?? new Uint8Array()]]);
    const server = notaryServer(name, mixed);
    const transport: Transport = (request, signal) => {
      if (server.paths.length === 1) server.serve(newer);
      return server.transport(request, signal);
    };
    const reader = await readerOf(name, { ...server, transport });
    expect(await reader.ask()).toMatchObject({ kind: 'signed' });
  });
});

describe('a root', () => {
  it.each([
    ['for another repository', 'docker.io/library/golang'],
    ['for a repository of which this is the beginning', `${name}-slim`],
    ['for a part of the name', 'docker.io/library/*x'],
  ])('is refused with a certificate %s', async (_, commonName) => {
    const published = { ...own, root: { keys: [certificateKey(commonName)] } };
    expect(await answerTo(published)).toEqual(refused('wrong-root', 'root'));
  });

  it('may have a certificate for everything below a name', async () => {
    const published = { ...own, root: { keys: [certificateKey('docker.io/library/*')] } };
    expect(await answerTo(published)).toMatchObject({ kind: 'signed' });
  });

  it('is refused with a key that is in no certificate', async () => {
    const published = { ...own, root: { keys: [ecdsaKey()] } };
    expect(await answerTo(published)).toEqual(refused('wrong-root', 'root'));
  });

  it('is refused once its certificate has run out', async () => {
    const lasting = '2060-01-01T00:00:00Z';
    const { reader } = await meet(publish({ ...own, root: { ...own.root, expires: lasting } }));
    const now = Date.UTC(2050, 0, 1);
    expect(await reader.ask({ now })).toEqual(refused('expired', 'root'));
  });

  it('is refused when the repository was begun anew', async () => {
    const { reader, server } = await meet(publish(own));
    await reader.ask();
    server.serve(publish(plan(name)));
    expect(await reader.ask()).toEqual(refused('wrong-root', 'root'));
  });

  it('is refused when it says something else under the same number', async () => {
    const { reader, server } = await meet(publish(own));
    await reader.ask();
    server.serve(publish({ ...own, targets: { keys: [ecdsaKey()] } }));
    expect(await reader.ask()).toEqual(refused('wrong-root', 'root'));
  });

  it('is left out of the snapshot that it does not belong to', async () => {
    const newer = publish({ ...own, root: { ...own.root, version: 2 } });
    const mixed = new Map([...newer, ['root', publish(own).get('root') ?? new Uint8Array()]]);
    const { reader } = await meet(mixed);
    expect(await reader.ask()).toEqual(refused('tampered', 'root'));
  });
});

describe('a root that moves on', () => {
  const keys = [1, 2, 3, 4].map(() => certificateKey(name));
  /** The root of this number, signed by its own key and by the one before. */
  const rootOf = (version: number) => {
    const [own, before] = [keys.at(version - 1), keys.at(version - 2)];
    const current = own === undefined ? [] : [own];
    const former = version > 1 && before !== undefined ? [before] : [];
    return { keys: current, signedBy: [...current, ...former], version };
  };
  const version = (number: number) => publish({ ...own, root: rootOf(number) });
  const all = new Map([...version(1), ...version(2), ...version(3), ...version(4)]);

  it('is followed through every version between', async () => {
    const { reader, server } = await meet(version(1));
    await reader.ask();
    server.serve(all);
    expect(await reader.ask()).toMatchObject({ kind: 'signed', facts: { isFirstUse: false } });
    const numbered = server.paths.filter((path) => path.includes('.root.'));
    expect(numbered.map((path) => path.slice(-'2.root.json'.length))).toEqual([
      '2.root.json',
      '3.root.json',
    ]);
  });

  it('is asked for its versions once', async () => {
    const { reader, server } = await meet(version(1));
    await reader.ask();
    server.serve(all);
    await reader.ask();
    const asked = server.paths.length;
    await reader.ask();
    expect(server.paths.slice(asked).filter((path) => path.includes('.root.'))).toEqual([]);
  });

  it.each([
    ['is missing', undefined],
    ['is another', version(2).get('root')],
    [
      'was not handed over to',
      publish({ ...own, root: { ...rootOf(3), signedBy: rootOf(3).keys } }).get('root'),
    ],
  ])('is refused when a version between %s', async (_, between) => {
    const { reader, server } = await meet(version(1));
    await reader.ask();
    const broken = new Map(all);
    broken.delete('3.root');
    if (between !== undefined) broken.set('3.root', between);
    server.serve(broken);
    expect(await reader.ask()).toEqual(refused('wrong-root', 'root'));
  });

  it('is not followed by one that nobody signed before', async () => {
    const { reader, server } = await meet(version(1));
    await reader.ask();
    const alone = { ...rootOf(2), signedBy: rootOf(2).keys };
    server.serve(publish({ ...own, root: alone }));
    expect(await reader.ask()).toEqual(refused('wrong-root', 'root'));
  });

  it('is not led past the version that took the right to sign from a key', async () => {
    const { reader, server } = await meet(version(1));
    await reader.ask();
    const { keys: former } = rootOf(2);
    const byFormer = publish({ ...own, root: { keys: former, version: 4 } });
    const second = version(2).get('root') ?? new Uint8Array();
    server.serve(new Map([...version(2), ...byFormer, ['3.root', second]]));
    expect(await reader.ask()).toEqual(refused('wrong-root', 'root'));
  });

  it('is not followed for ever', async () => {
    const { reader, server } = await meet(version(1));
    await reader.ask();
    const [first = ecdsaKey()] = keys;
    server.serve(publish({ ...own, root: { keys: [first], version: 1_000_000 } }));
    const asked = server.paths.length;
    expect(await reader.ask()).toEqual(refused('wrong-root', 'root'));
    expect(server.paths.length - asked).toBe(1);
  });
});

describe('the certificates of a root', () => {
  const signersOf = (key: SigningKey) => {
    const root = parseRoot(publish({ ...own, root: { keys: [key] } }).get('root') ?? '');
    return root && rootSigners(root, name).keyIds;
  };

  it('count when they are for the repository', () => {
    expect(signersOf(certificateKey(name))).toHaveLength(1);
  });

  it('do not count when they are those of an authority', () => {
    expect(signersOf(authorityKey(name))).toEqual([]);
  });
});

describe('a delegation', () => {
  const releases = (paths: readonly string[]): Plan => ({
    ...own,
    tags: {},
    releases: { keys: [ecdsaKey()], paths, tags: { '3.8': python38, '4.0': python38 } },
  });

  it('signs tags with the beginnings that it was given', async () => {
    expect(await answerTo(releases(['3.']))).toMatchObject({
      kind: 'signed',
      facts: { signedTags: ['3.8'] },
    });
  });

  it('signs no others', async () => {
    expect(await answerTo(releases(['4.']))).toMatchObject({ kind: 'tag-unsigned' });
    expect(await answerTo(releases([]))).toMatchObject({ kind: 'tag-unsigned' });
  });
});
