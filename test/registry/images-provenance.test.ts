import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../server/src/registry/json.ts';
import { readProvenance } from '../../server/src/registry/images/provenance.ts';

const now = Date.UTC(2026, 10, 23);
const finished = Date.UTC(2026, 10, 20, 12);
const commit = '0123456789abcdef0123456789abcdef01234567';
const digest = 'a'.repeat(64);
const repository = 'https://github.com/example/app';

function read(predicate: object) {
  return readProvenance(predicate as JsonObject, now);
}

describe('provenance 0.2', () => {
  it('by BuildKit, from a repository, tells where the source is, its commit and what went in', () => {
    const uri = `${repository}.git#${commit}:3.13`;
    const predicate = {
      builder: { id: 'https://github.com/example/app/actions/runs/1' },
      buildType: 'https://mobyproject.org/buildkit@v1',
      invocation: { configSource: { uri, digest: { sha1: commit }, entryPoint: 'Dockerfile' } },
      materials: [
        { uri: 'pkg:docker/debian@trixie?platform=linux%2Famd64', digest: { sha256: digest } },
        { uri, digest: { sha1: commit } },
      ],
      metadata: { buildFinishedOn: '2026-11-20T12:00:00Z' },
    };
    expect(read(predicate)).toEqual({
      version: '0.2',
      builder: 'https://github.com/example/app/actions/runs/1',
      source: uri,
      revision: commit,
      entryPoint: 'Dockerfile',
      finished,
      materials: [
        { uri: 'pkg:docker/debian@trixie?platform=linux%2Famd64', digest: `sha256:${digest}` },
        { uri, digest: commit },
      ],
    });
  });

  it('by BuildKit, from a folder, tells the working copy', () => {
    const vcs = { source: repository, revision: `${commit}-dirty`, 'localdir:context': '.' };
    const predicate = {
      builder: { id: '' },
      invocation: { configSource: { entryPoint: 'Dockerfile' } },
      metadata: { 'https://mobyproject.org/buildkit@v1#metadata': { vcs } },
    };
    expect(read(predicate)).toEqual({
      version: '0.2',
      builder: undefined,
      source: repository,
      revision: `${commit}-dirty`,
      entryPoint: 'Dockerfile',
      finished: undefined,
      materials: [],
    });
  });
});

describe('provenance 1', () => {
  const runDetails = {
    builder: { id: 'https://builder.example.org' },
    metadata: { finishedOn: '2026-11-20T12:00:00Z' },
  };

  it('by BuildKit, from a repository, tells the same', () => {
    const buildDefinition = {
      externalParameters: {
        configSource: { uri: repository, digest: { sha1: commit }, path: 'Dockerfile' },
      },
      resolvedDependencies: [{ uri: 'pkg:docker/debian@trixie', digest: { sha256: digest } }],
    };
    expect(read({ buildDefinition, runDetails })).toEqual({
      version: '1',
      builder: 'https://builder.example.org',
      source: repository,
      revision: commit,
      entryPoint: 'Dockerfile',
      finished,
      materials: [{ uri: 'pkg:docker/debian@trixie', digest: `sha256:${digest}` }],
    });
  });

  it.each(['buildkit_metadata', 'https://mobyproject.org/buildkit@v1#metadata'])(
    'by BuildKit, from a folder, tells the working copy under %s',
    (key) => {
      const metadata = { [key]: { vcs: { source: repository, revision: commit } } };
      const buildDefinition = { externalParameters: { configSource: { path: 'Dockerfile' } } };
      expect(read({ buildDefinition, runDetails: { metadata } })).toMatchObject({
        source: repository,
        revision: commit,
        entryPoint: 'Dockerfile',
      });
    },
  );

  it('by GitHub Actions tells the workflow, and the commit that was checked out', () => {
    const path = '.github/workflows/release.yml';
    const buildDefinition = {
      externalParameters: { workflow: { ref: 'refs/tags/v1', repository, path } },
      resolvedDependencies: [
        { uri: `git+${repository}-other@refs/tags/v1`, digest: { gitCommit: 'f'.repeat(40) } },
        { uri: `git+${repository}@refs/tags/v1`, digest: { gitCommit: commit } },
      ],
    };
    expect(read({ buildDefinition, runDetails })).toMatchObject({
      source: repository,
      revision: commit,
      entryPoint: path,
    });
  });
});

describe('provenance that strangers write', () => {
  it.each([
    ['nothing', {}],
    ['a builder that is a text', { builder: 'x' }],
    ['a definition that is a list', { buildDefinition: [] }],
    ['a list of parts', { spdxVersion: 'SPDX-2.3', packages: [] }],
  ])('is none when it has %s', (_, predicate) => {
    expect(read(predicate)).toBeUndefined();
  });

  it('tells nothing where the members are of other types, too long or far off', () => {
    const predicate = {
      builder: { id: 'x'.repeat(10_000) },
      invocation: { configSource: { uri: 7, digest: [commit], entryPoint: null } },
      materials: [null, 'x', { uri: 7 }, { uri: '' }, []],
      metadata: { buildFinishedOn: '9999-01-01T00:00:00Z', buildkit_metadata: { vcs: 'x' } },
    };
    expect(read(predicate)).toEqual({
      version: '0.2',
      builder: undefined,
      source: undefined,
      revision: undefined,
      entryPoint: undefined,
      finished: undefined,
      materials: [],
    });
  });

  it.each(['main', '](command:x)', '\u001b[31m', commit.toUpperCase(), 'f'.repeat(100)])(
    'has no revision where the digest is %j',
    (sha1) => {
      const configSource = { uri: repository, digest: { sha1 } };
      expect(read({ builder: {}, invocation: { configSource } })).toMatchObject({
        source: repository,
        revision: undefined,
      });
    },
  );

  it.each([
    'https://ann:secret@github.com/example/app',
    'git+https://secret@github.com/example/app',
  ])('tells no password that somebody left in an address: %s', (uri) => {
    const configSource = { uri };
    const told = read({ builder: {}, invocation: { configSource }, materials: [{ uri }] });
    expect(told?.source).toMatch(/^(?:git\+)?https:\/\/github\.com\/example\/app$/);
    expect(JSON.stringify(told)).not.toContain('secret');
  });

  it('has at most 500 materials', () => {
    const materials = Array(100_000).fill({ uri: repository });
    expect(read({ builder: {}, materials })?.materials).toHaveLength(500);
  });
});
