import { describe, expect, it } from 'vitest';
import { machinePlatform } from '../../server/src/cli/machine-platform.ts';
import { ok } from '../../server/src/text/result.ts';
import { noTerminal } from '../support/command-line.ts';
import { digestOf, indexNamed } from '../support/image-shelf.ts';
import {
  amd64,
  arm64,
  image,
  index,
  inspect,
  registryWith,
  report,
} from '../support/inspecting.ts';
import { partialRegistry } from '../support/registries.ts';

describe('seaworthy inspect', () => {
  const tags = [
    { tag: 'latest', digest: index.digest },
    {
      tag: '3.14.1-trixie',
      digest: index.digest,
      sizes: [
        { platform: { os: 'linux', architecture: 'arm64', variant: 'v8' }, size: 28_000_000 },
      ],
    },
    { tag: '3.13', digest: digestOf('other') },
  ];

  it('answers the five questions, each fact with how it is known', async () => {
    const { code, output, errors } = await inspect(
      ['--platform', 'linux/amd64', 'python:3.14'],
      registryWith({}, { tags }),
    );
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(output).toContain(`python:3.14
docker.io/library/python:3.14@${index.digest}
Asked 2026-11-23 00:00 UTC.

Who made this?  Good
  A Docker Official Image: `);
    expect(output).toMatch(
      /^ {2}Publisher +Docker Official Images {2}\(the list of official images, 2026-/m,
    );
    expect(output).toMatch(
      /^ {2}Source code +https:\/\/example.com\/source {2}\(the publisher's claim\)$/m,
    );
    expect(output).toMatch(/^ {2}Licence +MIT {2}/m);
    expect(output).toMatch(/^ {2}User +app {2}\(the publisher's claim\)$/m);
    expect(output).toMatch(/^ {2}Platforms +linux\/amd64 and linux\/arm64\/v8 {2}\(docker.io\)$/m);
    expect(output).toMatch(
      /^What's really in it\? {2}Not known\n {2}Nobody has looked for known /m,
    );
    expect(output).toMatch(
      /^Is this what I think it is\? {2}Not known\n {2}No signature was found/m,
    );
    expect(output).toMatch(/^What is it running on\? {2}Not known$/m);
    expect(output.split('\n').length).toBeLessThan(60);
  });

  it('says which options ask for more, and names in a line what there is none of', async () => {
    const { output } = await inspect(['python:3.14']);
    expect(output).toMatch(/^ {2}None: Volumes, Health check \(the publisher's claim\)$/m);
    expect(output).toMatch(/^ {2}Not asked: Scan \(--scan\)$/m);
    expect(output).toMatch(/^ {2}Not asked: .*Container engine \(--engine\)$/m);
  });

  it('looks for `scratch` nowhere, as no registry has it', async () => {
    const { code, errors } = await inspect(['scratch'], partialRegistry({}));
    expect(code).toBe(2);
    expect(errors).toContain('`scratch` is the empty image');
  });

  it('has the rest with --all', async () => {
    const words = ['--platform', 'linux/amd64', 'python:3.14'];
    const registry = registryWith({}, { tags });
    expect((await inspect(words, registry)).output).toContain('With --all: Digest and form (');
    const { output } = await inspect(['--all', ...words], registry);
    expect(output).toContain(`  Platforms (docker.io)
  Platform                Compressed size  Digest
  linux/amd64 (this one)  30.0 MB          ${amd64}
  linux/arm64/v8          28.0 MB          ${arm64}
`);
    expect(output).toContain(
      '  Tags of the same digest (docker.io)\n  Tag\n  3.14.1-trixie\n  latest\n',
    );
    expect(output).toContain('  DB_PASSWORD  (hidden)\n');
    expect(output).not.toContain('hunter2');
  });

  it('tells the same as data', async () => {
    const told = await report(
      ['--platform', 'linux/amd64', 'python:3.14'],
      registryWith({}, { tags }),
    );
    expect(told).toMatchObject({
      version: 1,
      askedAt: '2026-11-23T00:00:00.000Z',
      image: { name: 'docker.io/library/python', tag: '3.14', isTagImplied: false },
      registry: {
        digest: index.digest,
        tagDigest: index.digest,
        kind: 'index',
        platforms: [
          { platform: 'linux/amd64', digest: amd64, compressedSize: 30_000_000, isChosen: true },
          { platform: 'linux/arm64/v8', compressedSize: 28_000_000, isChosen: false },
        ],
      },
      tags: {
        sameDigest: { items: ['3.14.1-trixie', 'latest'], omitted: 0 },
        listed: 3,
        withDigest: 3,
        isComplete: true,
      },
      lists: { official: { name: 'python' }, givenUp: { sentence: null } },
      details: {
        created: '2026-11-20T08:12:00.000Z',
        user: 'app',
        entryPoint: ['docker-entrypoint.sh'],
        origin: { source: 'https://example.com/source', licence: 'MIT', revision: null },
        environment: {
          items: [
            { name: 'DB_PASSWORD', value: '(hidden)' },
            { name: 'PATH', value: '/bin' },
          ],
        },
      },
      notKnown: [],
    });
  });

  it('says that latest is meant where nothing else is written', async () => {
    expect((await inspect(['python'])).output).toContain(
      'python\ndocker.io/library/python:latest@',
    );
    expect((await report(['python'])).image).toMatchObject({ tag: 'latest', isTagImplied: true });
  });

  it('looks at a written digest, and says what the tag beside it stands for now', async () => {
    const moved = digestOf('moved');
    const asked: string[] = [];
    const registry = registryWith({
      entry: (_, version) => {
        asked.push(version);
        return Promise.resolve(ok(index));
      },
      resolve: () => Promise.resolve(ok({ digest: moved, mediaType: 'test', resolvedAt: 0 })),
    });
    const { output } = await inspect([`python:3.14@${index.digest}`], registry);
    expect(asked).toEqual([index.digest]);
    expect(output).toMatch(/^ {2}The tag stands for +another image by now, /m);
    const { output: current } = await inspect(
      [`python:3.14@${index.digest}`],
      registryWith({
        resolve: () =>
          Promise.resolve(ok({ digest: index.digest, mediaType: 'test', resolvedAt: 0 })),
      }),
    );
    expect(current).toMatch(/^ {2}The tag stands for +the same image {2}/m);
  });

  it('has no tag where a digest alone is written', async () => {
    expect(await report([`python@${index.digest}`])).toMatchObject({
      image: { tag: null, writtenDigest: index.digest },
      registry: { tagDigest: null },
      lists: { official: { name: 'python', isTagRebuilt: null } },
    });
  });

  it('says that an image was given up', async () => {
    const { output } = await inspect(['centos:7']);
    expect(output).toMatch(/^Who made this\? {2}Needs attention$/m);
    expect(output).toMatch(/\(the list of images that were given up, \d{4}-\d\d-\d\d\)$/m);
    expect(output).toContain('`centos:7` has had no updates since November 2020');
  });

  it('does not guess which tags are the same where the list tells names alone', async () => {
    const names = registryWith({}, { tags: [{ tag: '1' }, { tag: 'latest' }] });
    expect((await inspect(['--all', 'team/app:1'], names)).output).not.toContain(
      'Tags of the same',
    );
    expect((await report(['team/app:1'], names)).tags).toMatchObject({ sameDigest: null });
  });

  it('says of how many tags it knows, and that there may be more', async () => {
    const registry = registryWith({
      allTags: () =>
        Promise.resolve(
          ok({ tags: [{ tag: '1', digest: index.digest }, { tag: '2' }], isPartial: true }),
        ),
    });
    expect((await report(['team/app:1'], registry)).tags).toEqual({
      sameDigest: { items: ['1'], omitted: 0 },
      listed: 2,
      withDigest: 1,
      isComplete: false,
    });
  });

  it('colours headings where that is wanted', async () => {
    const terminal = { ...noTerminal, hasColours: true };
    const { output } = await inspect(['python'], registryWith(), { terminal });
    expect(output).toContain('\u001b[1mWho made this?\u001b[22m  \u001b[32mGood\u001b[39m\n');
  });
});

describe('the platform that seaworthy inspect shows', () => {
  it('is the one that was asked for', async () => {
    const asked: string[] = [];
    const registry = registryWith({
      details: (_, version) => {
        asked.push(version);
        return Promise.resolve(ok(image));
      },
    });
    const told = await report(['--platform', 'arm64', 'python'], registry);
    expect(asked).toEqual([arm64]);
    expect(told.registry.platforms.map(({ isChosen }) => isChosen)).toEqual([false, true]);
    expect(told.details?.platform).toBe('linux/arm64/v8');
  });

  it('is else that of this machine, in the words of images', () => {
    expect(['x64', 'arm64', 'ppc64'].map(machinePlatform)).toEqual([
      { os: 'linux', architecture: 'amd64' },
      { os: 'linux', architecture: 'arm64' },
      { os: 'linux', architecture: 'ppc64le' },
    ]);
  });

  it('is the first that there is where nothing is for this machine', async () => {
    const entry = indexNamed('windows', { 'windows/mips64le': 'amd64' });
    const { platforms } = (await report(['python'], registryWith({}, { entry }))).registry;
    expect(platforms).toMatchObject([{ platform: 'windows/mips64le', isChosen: true }]);
  });

  it('may not be there: then it says which are', async () => {
    const outcome = await inspect(['--platform', 'linux/s390x', 'python']);
    expect(outcome).toEqual({
      code: 1,
      output: '',
      errors:
        '`python` has no image for `linux/s390x`. It has: linux/amd64 and linux/arm64/v8. Ask for one of these with `--platform`.\n',
    });
  });

  it('may not be that of an image without an index', async () => {
    const registry = registryWith({}, { entry: image.manifest });
    expect(await inspect(['--platform', 'linux/arm64', 'team/app'], registry)).toMatchObject({
      code: 1,
      errors: expect.stringContaining('It has: linux/amd64.') as string,
    });
    expect(await inspect(['--platform', 'linux/amd64', 'team/app'], registry)).toMatchObject({
      code: 0,
      output: expect.stringMatching(/^ {2}Platforms +linux\/amd64 {2}/m) as string,
    });
  });

  it.each(['linux', 'a/b/c/d', 'linux/arm64;x'])('is refused when it is none: %s', async (text) => {
    const { code, output, errors } = await inspect(['--platform', text, 'python']);
    expect({ code, output }).toEqual({ code: 2, output: '' });
    expect(errors).toContain(`\`${text}\``);
    expect(errors).toContain('`linux/arm64`');
  });
});
