import { describe, expect, it } from 'vitest';
import { ecdsaKey, plan, publish } from './notary-forge.ts';
import { notaryServer, python38, readerOf, type Files } from './notary-setup.ts';

const name = 'docker.io/library/python';
const other = `sha256:${'1'.repeat(64)}` as const;

/** `3.8` was signed for one image by the publisher, and for another by `targets/releases`, which counts. */
const rest = { ...plan(name), tags: { '3.8': other } };
const releases = { keys: [ecdsaKey()], paths: [''], tags: { '3.8': python38 } };
const published = publish({ ...rest, releases });

/** The same with a snapshot that says nothing of `targets/releases`. */
function withoutReleases(): Files {
  return publish({ ...rest, releases: { ...releases, isUnlisted: true } });
}

async function meet(files: Files) {
  const server = notaryServer(name, files);
  return { server, reader: await readerOf(name, server) };
}

describe('a server that may sign the snapshot', () => {
  it('may have no signatures of `targets/releases` yet', async () => {
    const { reader } = await meet(withoutReleases());
    expect(await reader.ask({ digest: other })).toMatchObject({ kind: 'signed', role: 'targets' });
  });

  it('is refused when it leaves them out later, which brings back what was signed before', async () => {
    const { server, reader } = await meet(published);
    expect(await reader.ask()).toMatchObject({ kind: 'signed', role: 'targets/releases' });
    server.serve(withoutReleases());
    expect(await reader.ask({ digest: other })).toEqual({
      kind: 'refused',
      reason: 'rollback',
      role: 'targets/releases',
    });
  });

  it('may leave them out when the publisher has ended the delegation', async () => {
    const { server, reader } = await meet(published);
    await reader.ask();
    server.serve(publish({ ...rest, targets: { ...rest.targets, version: 2 } }));
    expect(await reader.ask({ digest: other })).toMatchObject({ kind: 'signed', role: 'targets' });
  });
});

describe('a delegation', () => {
  it('may sign what its paths begin, and has no more of them than can be looked through', async () => {
    const paths = (count: number) => [
      ...Array.from({ length: count - 1 }, (_, at) => `x${at}`),
      '3',
    ];
    const answer = async (count: number) =>
      (
        await meet(publish({ ...rest, releases: { ...releases, paths: paths(count) } }))
      ).reader.ask();
    expect(await answer(1_000)).toMatchObject({ kind: 'signed', role: 'targets/releases' });
    expect(await answer(1_001)).toEqual({ kind: 'refused', reason: 'malformed', role: 'targets' });
  });
});
