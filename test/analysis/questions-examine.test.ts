import { describe, expect, it } from 'vitest';
import { examineImage } from '../../server/src/analysis/questions/examine.ts';
import { registryError } from '../../server/src/registry/errors.ts';
import type { ImageRegistry } from '../../server/src/registry/image-registry.ts';
import type {
  ContentTrustQuestion,
  SignatureQuestion,
} from '../../server/src/trust/trust-source.ts';
import type { ScanSubject } from '../../server/src/scanners/scan.ts';
import { fail, ok } from '../../server/src/text/result.ts';
import { details } from './images.ts';
import { memoryImageKnowledge, noTools, scanResult, scannersWith } from '../support/examining.ts';
import { digestOf, indexNamed } from '../support/image-shelf.ts';
import { amd64, image, index, registryWith } from '../support/inspecting.ts';
import { referenceTo } from '../support/references.ts';
import { examined, examining, registryWishes } from '../support/reports.ts';
import { today } from '../support/rule-examples.ts';

const noAnswer = registryError('server-error', 'registry.example.com');
const failed = Promise.resolve(fail(noAnswer));

/** An image that says on what it was built. */
function builtOn(name: string, digest?: string): Partial<ImageRegistry> {
  const prefix = 'org.opencontainers.image.base';
  const annotations = { [`${prefix}.name`]: name, ...(digest && { [`${prefix}.digest`]: digest }) };
  return { details: () => Promise.resolve(ok(details({ annotations }))) };
}

describe('examining an image', () => {
  it('asks about the image of one platform, and about the index that it stands in', async () => {
    const asked: unknown[] = [];
    const registry = registryWith({
      attestations: (_, ...digests) => {
        asked.push(digests.slice(0, 2));
        return Promise.resolve(ok({ found: [], provenance: undefined, packages: undefined }));
      },
    });
    const trust = {
      ...noTools.trust,
      signatures: (question: SignatureQuestion) => {
        asked.push(question.digests);
        return noTools.trust.signatures(question, new AbortController().signal);
      },
    };
    await examined('team/app:1', { registry, tools: { trust } });
    expect(asked).toEqual([
      [amd64, index.digest],
      [index.digest, amd64],
    ]);
  });

  it('asks nobody whom it is not to ask', async () => {
    const refuse = (): never => {
      throw new Error('not to be asked');
    };
    const registry = registryWith({
      repositoryFacts: refuse,
      attestations: refuse,
      allTags: refuse,
    });
    const { publisher, attestations, signatures, contentTrust, scans, engine, base } =
      await examined('team/app:1', {
        registry,
        wishes: {
          listsTags: false,
          asksPublisher: false,
          asksAttestations: false,
          asksSignatures: false,
          asksContentTrust: false,
        },
        tools: {
          trust: { signatures: refuse, contentTrust: refuse },
          scanners: { available: refuse, named: refuse },
          engine: { look: refuse },
        },
      });
    expect({ publisher, attestations, signatures, contentTrust, engine, base }).toEqual({});
    expect(scans).toEqual([]);
  });

  it('has what went wrong in its place, and the rest', async () => {
    const registry = registryWith({
      allTags: () => failed,
      repositoryFacts: () => failed,
      attestations: () => failed,
    });
    const all = await examined('team/app:1', {
      registry,
      wishes: { scan: ['trivy', 'clair'], asksEngine: true },
      tools: { scanners: scannersWith({ clair: () => Promise.resolve(scanResult([])) }) },
    });
    for (const part of [all.inspection.tags, all.publisher, all.attestations])
      expect(part).toEqual({ ok: false, error: noAnswer });
    expect(all.scans.map((scan) => scan.ok)).toEqual([false, true]);
    expect(all.engine?.ok).toBe(false);
    expect(all.inspection.details.ok).toBe(true);
  });

  it('fails where there is no such image', async () => {
    const registry = registryWith({ entry: () => failed });
    expect(await examining('team/app:1', { registry })).toEqual({
      ok: false,
      error: { kind: 'registry', error: noAnswer },
    });
  });

  it('has nothing scanned, and attestations of nothing, where the image cannot be had', async () => {
    const registry = registryWith({ details: () => failed });
    const { scans, attestations } = await examined('team/app:1', {
      registry,
      wishes: { scan: 'first' },
      tools: { scanners: scannersWith({ trivy: () => Promise.resolve(scanResult([])) }) },
    });
    expect(scans).toEqual([]);
    expect(attestations?.ok).toBe(true);
  });

  it('that is stopped has no result, and nothing is noted', async () => {
    const controller = new AbortController();
    const knowledge = memoryImageKnowledge();
    const registry = registryWith({
      repositoryFacts: () => {
        controller.abort();
        return failed;
      },
    });
    const ports = { ...noTools, registry, knowledge, now: () => 0 };
    const reference = referenceTo('team/app:1');
    const result = await examineImage(reference, registryWishes, ports, controller.signal);
    expect(result).toMatchObject({ ok: false, error: { error: { code: 'cancelled' } } });
    expect(await knowledge.recall(reference)).toBeUndefined();
  });
});

describe('a scan', () => {
  it('is of the image by its digest, by the first scanner that is there', async () => {
    const subjects: ScanSubject[] = [];
    const scan = (subject: ScanSubject) => {
      subjects.push(subject);
      return Promise.resolve(scanResult(['high']));
    };
    const { scans } = await examined('team/app:1', {
      registry: registryWith(),
      wishes: { scan: 'first' },
      tools: { scanners: scannersWith({ grype: scan, clair: scan }) },
    });
    expect(scans).toHaveLength(1);
    expect(subjects).toMatchObject([{ manifest: { digest: amd64 }, index: index.digest }]);
  });
});

describe('Docker Content Trust', () => {
  function asked(
    image: string,
    registry = registryWith(),
  ): Promise<readonly ContentTrustQuestion[]> {
    const questions: ContentTrustQuestion[] = [];
    const contentTrust = (question: ContentTrustQuestion) => {
      questions.push(question);
      return Promise.resolve(undefined);
    };
    const tools = { trust: { ...noTools.trust, contentTrust } };
    return examined(image, { registry, tools }).then(() => questions);
  }

  it('is asked what was signed as the tag', async () => {
    expect(await asked('team/app')).toMatchObject([{ tag: 'latest', digest: index.digest }]);
  });

  it('is asked with what the tag stands for now where a digest is written beside it', async () => {
    const moved = digestOf('moved');
    const registry = registryWith({
      resolve: () => Promise.resolve(ok({ digest: moved, mediaType: 'test', resolvedAt: 0 })),
    });
    expect(await asked(`team/app:2@${index.digest}`, registry)).toMatchObject([
      { tag: '2', digest: moved },
    ]);
  });

  it('is not asked about a digest alone', async () => {
    expect(await asked(`team/app@${index.digest}`)).toEqual([]);
  });
});

describe('the base image', () => {
  const old = digestOf('old base');
  const now = digestOf('new base');
  const resolves = () => Promise.resolve(ok({ digest: now, mediaType: 'test', resolvedAt: 0 }));
  const baseName = 'registry.example.com/base:1';

  it('has moved when its name stands for another image', async () => {
    const registry = registryWith({ ...builtOn(baseName, old), resolve: resolves });
    const { base } = await examined('registry.example.com/app', { registry });
    expect(base).toEqual({ name: baseName, digest: old, now: { kind: 'known', digest: now } });
  });

  it('has not moved when it is inside the index of its name', async () => {
    const inside = indexNamed('new base', { 'linux/amd64': 'old base' });
    const registry = registryWith({
      ...builtOn(baseName, old),
      resolve: resolves,
      entry: (_, version) => Promise.resolve(ok(version === now ? inside : index)),
    });
    const { base } = await examined('registry.example.com/app', { registry });
    expect(base?.now).toEqual({ kind: 'known', digest: old });
  });

  it.each([
    ['in another registry', 'docker.io/library/debian:13', 'other-registry'],
    ['under a name that is none', 'Not A Name', 'not-a-reference'],
  ])('%s is not asked for', async (_, name, kind) => {
    const registry = registryWith({
      ...builtOn(name, old),
      resolve: () => {
        throw new Error('not to be asked');
      },
    });
    expect((await examined('registry.example.com/app', { registry })).base?.now).toEqual({ kind });
  });

  it('that the registry does not tell is an error of its own', async () => {
    const registry = registryWith({ ...builtOn(baseName, old), resolve: () => failed });
    const { base } = await examined('registry.example.com/app', { registry });
    expect(base?.now).toEqual({ kind: 'failed', error: noAnswer });
  });
});

describe('what is kept of an image', () => {
  it('is noted for those who must not ask', async () => {
    const knowledge = memoryImageKnowledge();
    const ports = { ...noTools, registry: registryWith(), knowledge, now: () => Date.parse(today) };
    const reference = referenceTo('python:3.14');
    await examineImage(reference, registryWishes, ports, new AbortController().signal);
    expect(await knowledge.recall(reference)).toMatchObject({
      digest: index.digest,
      origin: { created: image.created, source: 'https://example.com/source' },
      publisher: { kind: 'official', name: 'Docker Official Images' },
      signature: { level: 'none', signers: [], isExpected: undefined, isComplete: true },
      attestation: { hasPackages: false, hasProvenance: false },
      scan: undefined,
    });
  });

  it.each([
    ['the index', [index.digest, amd64], true],
    ['the image of one platform alone', [amd64], false],
  ])(
    'has whether a signature is of %s, and who was expected to sign',
    async (_, signed, isWhole) => {
      const signer = { kind: 'identity', identity: 'ci', issuer: 'https://a' } as const;
      const outcome = { kind: 'verified', signer, isExpected: true } as const;
      const trust = {
        ...noTools.trust,
        signatures: ({ policy }: SignatureQuestion) =>
          Promise.resolve({
            level: 'verified' as const,
            signatures: signed.map((subject) => ({
              format: 'cosign' as const,
              place: 'referrers' as const,
              subject,
              outcome,
            })),
            policy,
            unseen: [],
          }),
      };
      const signers = { from: 'settings', signers: [signer] } as const;
      const { facts } = await examined('team/app:1', {
        registry: registryWith(),
        wishes: { signers },
        tools: { trust },
      });
      expect(facts.signature).toMatchObject({
        isExpected: true,
        isWhole,
        policy: JSON.stringify(['identity', 'ci', 'https://a']),
      });
    },
  );

  it('has the numbers of a scan', async () => {
    const { facts } = await examined('team/app', {
      registry: registryWith(),
      wishes: { scan: 'first' },
      tools: {
        scanners: scannersWith({
          trivy: () =>
            Promise.resolve(
              scanResult(['critical', 'low', 'low'], {
                distribution: { name: 'debian', version: '8', isEndOfLife: true },
              }),
            ),
        }),
      },
    });
    expect(facts.scan).toMatchObject({
      scanner: 'Trivy',
      counts: { critical: 1, high: 0, low: 2 },
      fixable: { critical: 1, low: 2 },
      knownExploited: undefined,
      endOfLife: 'debian 8',
    });
  });

  it('has whom the registry tells of, and no account that nobody was asked about', async () => {
    const registry = registryWith();
    const asked = await examined('grafana/grafana', { registry });
    expect(asked.facts.publisher).toMatchObject({ kind: 'account', name: 'grafana' });
    const { facts } = await examined('grafana/grafana', {
      registry,
      wishes: { asksPublisher: false },
    });
    expect(facts.publisher).toBeUndefined();
  });
});
