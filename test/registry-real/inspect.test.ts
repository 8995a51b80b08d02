import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { InspectReport } from '../../server/src/cli/inspect/inspect-report.ts';
import { createImageSource } from '../../server/src/registry/images/image-source.ts';
import type { ImageRegistry } from '../../server/src/registry/image-registry.ts';
import { createTagSource } from '../../server/src/registry/tag-lists/remembered-tags.ts';
import { client } from '../registry/setup.ts';
import { command, type Outcome } from '../support/command-line.ts';
import { contentsOf, entryFor, imageOf, indexOf, manifestType } from '../support/images.ts';
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
        return {
          ...createTagSource(asked),
          ...createImageSource(asked),
          resolve: (...question) => asked.resolve(...question),
        };
      },
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

  it('asks for index, manifest, configuration and tags, each once', async () => {
    const { code, requests } = await inspect(`${name()}:1.0`);
    expect(code).toBe(0);
    expect(requests).toHaveLength(4);
    const paths = ['manifests/1.0', 'manifests/sha256:', 'blobs/sha256:', 'tags/list'];
    for (const path of paths)
      expect(requests.filter((line) => line.includes(path))).toHaveLength(1);
  });

  it('asks for the tag too where a digest is written beside it', async () => {
    const { code, output, requests } = await inspect(`${name()}:stable@${sample.root.digest}`);
    expect(code).toBe(0);
    expect(output).toContain('  Tag stands for  the same digest\n');
    expect(requests).toHaveLength(5);
  });

  it('shows no secret and no escape of a stranger', async () => {
    const { output } = await inspect(`${name()}:1.0`);
    expect(output).toContain('  API_TOKEN=(hidden)\n');
    expect(output).toContain('  evil=');
    expect(output).not.toContain('hunter2');
    expect(output.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  });

  it('ends with 1 where nobody pushed the tag', async () => {
    const { code, errors } = await inspect(`${name()}:2.0`);
    expect(code).toBe(1);
    expect(errors).toContain(`has no tag \`2.0\` of \`${name()}\``);
  });
});
