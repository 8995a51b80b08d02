import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { InspectReport } from '../../server/src/cli/inspect/inspect-report.ts';
import { registryOf } from '../../server/src/registry/client-registry.ts';
import type { ImageRegistry } from '../../server/src/registry/image-registry.ts';
import { client } from '../registry/setup.ts';
import { command, type Outcome } from '../support/command-line.ts';
import { memoryImageKnowledge, noTools } from '../support/examining.ts';
import {
  attestationOf,
  contentsOf,
  entryFor,
  imageOf,
  indexOf,
  manifestType,
  spdxOf,
  spdxPredicate,
  type BuiltManifest,
} from '../support/images.ts';
import { push } from '../support/push.ts';
import { startRealRegistry, type RealRegistry } from '../support/real-registry.ts';
import { run } from '../support/tools.ts';
import { digestBySkopeo, isSkipped, titled } from './tools.ts';

const images = {
  amd64: imageOf(
    {
      created: '2026-01-20T00:00:00Z',
      config: {
        User: 'app',
        Env: ['PATH=/bin', 'API_TOKEN=hunter2'],
        Entrypoint: ['/app'],
        Cmd: ['serve'],
        ExposedPorts: { '8080/tcp': {} },
        WorkingDir: '/srv',
        Labels: { 'org.opencontainers.image.licenses': 'MIT', evil: '\u001b[31m](x)' },
      },
    },
    ['base', 'app'],
  ),
  arm64: imageOf({ architecture: 'arm64' }, ['base', 'other']),
};
const built = [images.amd64, images.arm64];
const sample = {
  repository: 'team/app',
  tag: '1.0',
  root: indexOf([entryFor(images.amd64, 'linux/amd64'), entryFor(images.arm64, 'linux/arm64')]),
  manifests: built.map(({ manifest }) => manifest),
  blobs: contentsOf(...built).filter(({ mediaType }) => mediaType !== manifestType),
};

describe.skipIf(isSkipped)(titled('seaworthy inspect, of docker-registry'), () => {
  let registry: RealRegistry;
  const name = () => `${registry.host}/team/app`;

  beforeAll(async () => {
    registry = await startRealRegistry();
    await push(sample, registry);
    await push({ ...sample, tag: 'stable' }, registry);
  });
  afterAll(() => registry.close());

  /** Inspects with a client of its own, and notes the requests. */
  async function inspect(
    ...words: readonly string[]
  ): Promise<Outcome & { readonly requests: readonly string[] }> {
    const requests: string[] = [];
    const outcome = await command(['inspect', '--platform', 'linux/amd64', ...words], {
      createRegistry: (): ImageRegistry => {
        const asked = client({ log: (line) => requests.push(line) });
        return registryOf(asked);
      },
      createTools: () => noTools,
      openImageKnowledge: () => memoryImageKnowledge(),
    });
    return { ...outcome, requests };
  }

  async function report(...words: readonly string[]): Promise<InspectReport> {
    return JSON.parse((await inspect('--format', 'json', ...words)).output) as InspectReport;
  }

  it('tells the digest, the user and the labels that skopeo tells', async () => {
    const image = `docker://${name()}:1.0`;
    const tools = ['--tls-verify=false', '--override-os=linux', '--override-arch=amd64'];
    const seen = JSON.parse(
      (await run('skopeo', ['inspect', '--config', ...tools, image])).toString(),
    ) as { readonly created: string; readonly config: { readonly User: string } };
    const told = await report(`${name()}:1.0`);
    expect(told.registry.digest).toBe(await digestBySkopeo(['--tls-verify=false', image]));
    expect(told.details?.user).toBe(seen.config.User);
    expect(Date.parse(told.details?.created ?? '')).toBe(Date.parse(seen.created));
    expect(told).toMatchObject({
      registry: {
        platforms: [
          { platform: 'linux/amd64', digest: images.amd64.manifest.digest, isChosen: true },
          { platform: 'linux/arm64', digest: images.arm64.manifest.digest, compressedSize: null },
        ],
      },
      tags: { sameDigest: null, listed: 2, withDigest: 0, isComplete: true },
      details: {
        entryPoint: ['/app'],
        command: ['serve'],
        exposedPorts: ['8080/tcp'],
        workingDirectory: '/srv',
        origin: { licence: 'MIT' },
      },
      notKnown: [],
    });
  });

  it('answers the five questions in each form, with the source of every fact', async () => {
    const { answers } = await report(`${name()}:1.0`);
    expect(answers).toHaveLength(5);
    for (const { facts, summary, tables } of answers) {
      expect(summary).not.toBe('');
      expect(facts.length).toBeGreaterThan(0);
      for (const { source } of [...facts, ...tables]) expect(source.words).not.toBe('');
    }
    for (const format of ['text', 'html', 'markdown']) {
      const { code, output } = await inspect('--format', format, `${name()}:1.0`);
      expect(code).toBe(0);
      for (const { title } of answers) expect(output.replaceAll('&#39;', "'")).toContain(title);
    }
  });

  it('tells of the packages and the build that are attached', async () => {
    const documents = {
      [spdxPredicate]: spdxOf('curl 8.9.1', 'openssl 3.5.1'),
      'https://slsa.dev/provenance/v1': {
        buildDefinition: {
          buildType: 'https://mobyproject.org/buildkit@v1',
          externalParameters: {},
          resolvedDependencies: [],
        },
        runDetails: { builder: { id: 'https://builder.example.com' } },
      },
    };
    const { attestation, entry } = attestationOf(images.amd64, documents);
    const root = indexOf([entryFor(images.amd64, 'linux/amd64'), entry]);
    await push(
      {
        repository: 'team/attested',
        tag: '1.0',
        root,
        manifests: [images.amd64.manifest, attestation.manifest],
        blobs: contentsOf(images.amd64, attestation).filter(
          ({ mediaType }) => mediaType !== manifestType,
        ),
      },
      registry,
    );
    const { output } = await inspect(`${registry.host}/team/attested:1.0`);
    expect(output).toMatch(/^ {2}List of packages \(SBOM\) +2 packages in SPDX/m);
    expect(output).toMatch(/^ {2}How it was built \(provenance\) +SLSA 1, by https:\/\/builder/m);
  });

  it('says that the base image has moved', async () => {
    const [old, renewed] = ['old base', 'new base'].map((text) => imageOf({}, [text]));
    const base = (image: BuiltManifest) => ({
      repository: 'team/base',
      tag: '1',
      root: image.manifest,
      manifests: [],
      blobs: image.blobs,
    });
    if (old === undefined || renewed === undefined) throw new Error('two images are needed');
    await push(base(old), registry);
    const labels = {
      'org.opencontainers.image.base.name': `${registry.host}/team/base:1`,
      'org.opencontainers.image.base.digest': old.manifest.digest,
    };
    const built = imageOf({ config: { User: 'app', Labels: labels } }, ['app']);
    await push(
      {
        repository: 'team/built',
        tag: '1',
        root: built.manifest,
        manifests: [],
        blobs: built.blobs,
      },
      registry,
    );
    const image = `${registry.host}/team/built:1`;
    expect((await inspect(image)).output).toMatch(/^ {2}Base image now +still the one /m);
    await push(base(renewed), registry);
    expect((await inspect(image)).output).toMatch(/^ {2}Base image now +moved to [0-9a-f]{12} /m);
  });

  it('asks for each thing once, and the registry of the image alone', async () => {
    const { code, requests } = await inspect(`${name()}:1.0`);
    expect(code).toBe(0);
    expect(requests.length).toBeGreaterThan(4);
    expect(new Set(requests).size).toBe(requests.length);
    for (const line of requests) expect(line).toContain(`http://${registry.host}/v2/team/app/`);
    for (const path of ['manifests/1.0', 'blobs/sha256:', 'tags/list'])
      expect(requests.filter((line) => line.includes(path))).toHaveLength(1);
  });

  it('asks for the tag too where a digest is written beside it', async () => {
    const { code, output } = await inspect(`${name()}:stable@${sample.root.digest}`);
    expect(code).toBe(0);
    expect(output).toMatch(/^ {2}The tag stands for +the same image {2}/m);
  });

  it('shows no secret and no escape of a stranger', async () => {
    const { output } = await inspect('--all', `${name()}:1.0`);
    expect(output).toContain('  API_TOKEN  (hidden)\n');
    expect(output).toMatch(/^ {2}evil +\[31m/m);
    expect(output).not.toContain('hunter2');
    expect(output.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  });

  it('ends with 1 where nobody pushed the tag', async () => {
    const { code, errors } = await inspect(`${name()}:2.0`);
    expect(code).toBe(1);
    expect(errors).toContain(`has no tag \`2.0\` of \`${name()}\``);
  });
});
