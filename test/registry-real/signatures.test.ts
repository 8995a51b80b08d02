import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImageReference } from '../../server/src/reference/reference.ts';
import type { SignatureReport, SignerPolicy } from '../../server/src/trust/trust-source.ts';
import { client, never, reference } from '../registry/setup.ts';
import {
  annotationsOf,
  issuer,
  releaseIdentity,
  startSigstore,
} from '../support/cosign-authority.ts';
import type { SigstoreInstance } from '../support/cosign-authority.ts';
import {
  bundleReferrer,
  payloadFor,
  referrersTag,
  signatureTag,
  simpleSignatures,
  statementFor,
} from '../support/cosign-signatures.ts';
import { provideCosign, runCosign, type CosignRun } from '../support/cosign.ts';
import {
  contentsOf,
  entryFor,
  imageOf,
  indexOf,
  manifestType,
  type BuiltManifest,
  type Stored,
} from '../support/images.ts';
import { push, putManifest } from '../support/push.ts';
import { startRealRegistry, type RealRegistry } from '../support/real-registry.ts';
import { extraMark } from '../support/tools.ts';
import { byIdentity, byKey, listOf, nobody, trusting, trustWith } from '../trust/signed-images.ts';
import { isSkipped, titled } from './tools.ts';

const cosign = isSkipped ? { missing: 'the other tools' } : provideCosign();
const path = 'path' in cosign ? cosign.path : '';
const lacksCosign = 'missing' in cosign;

const platform = imageOf({}, ['signed']);
const index = indexOf([entryFor(platform, 'linux/amd64')]);
const blobs = contentsOf(platform).filter(({ mediaType }) => mediaType !== manifestType);
const imageIn = (repository: string): Parameters<typeof push>[0] => ({
  repository,
  tag: '1',
  root: index,
  manifests: [platform.manifest],
  blobs,
});

let registry: RealRegistry;
let home: string;

async function signaturesOf(
  repository: string,
  policy: SignerPolicy,
  options: Parameters<typeof trustWith>[1] = {},
): Promise<SignatureReport> {
  const question = { reference: at(repository), digests: [index.digest, platform.manifest.digest] };
  return trustWith(client(), options).signatures({ ...question, policy }, never);
}

function at(repository: string): ImageReference {
  return reference(`${registry.host}/${repository}:1`);
}

function cosignRuns(...args: readonly string[]): Promise<CosignRun> {
  return runCosign(path, home, args);
}

function byDigest(repository: string, { digest }: Stored = index): string {
  return `${registry.host}/${repository}@${digest}`;
}

/** Pushes what belongs to an image under a tag of its own. */
async function attach(repository: string, built: BuiltManifest, tag: string): Promise<void> {
  await push(
    { repository, tag, root: built.manifest, manifests: [], blobs: built.blobs },
    registry,
  );
}

const start = async (): Promise<void> => {
  registry = await startRealRegistry();
  home = await mkdtemp(join(tmpdir(), 'cosign-'));
};
const stop = async (): Promise<void> => {
  await registry.close();
  await rm(home, { recursive: true });
};

const withoutLog = ['--use-signing-config=false', '--tlog-upload=false', '--yes'];
const olderForm = ['--new-bundle-format=false', ...withoutLog];

describe.skipIf(isSkipped || lacksCosign)(
  lacksCosign
    ? `signatures by cosign ${extraMark}${cosign.missing})`
    : titled('signatures by cosign'),
  () => {
    beforeAll(async () => {
      await start();
      await cosignRuns('generate-key-pair', '--output-key-prefix', 'release');
      await cosignRuns('generate-key-pair', '--output-key-prefix', 'other');
    });
    afterAll(stop);

    const keyNamed = (name: string): Promise<string> => readFile(join(home, `${name}.pub`), 'utf8');
    const sign = (repository: string, ...args: readonly string[]): Promise<CosignRun> =>
      cosignRuns('sign', '--key', 'release.key', ...args, byDigest(repository));
    const cosignVerifies = async (
      repository: string,
      key: string,
      ...args: readonly string[]
    ): Promise<boolean> => {
      const words = ['verify', '--key', `${key}.pub`, '--insecure-ignore-tlog=true', ...args];
      return (await cosignRuns(...words, byDigest(repository))).isGood;
    };

    it.each([
      ['in a bundle', 'bundle', withoutLog, [], 'sigstore-bundle', 'referrers-tag'],
      [
        'in its older form',
        'simple',
        olderForm,
        ['--new-bundle-format=false'],
        'cosign',
        'signature-tag',
      ],
      [
        'in its older form as a referrer',
        'referrer',
        [...olderForm, '--registry-referrers-mode=oci-1-1'],
        ['--new-bundle-format=false', '--experimental-oci11'],
        'cosign',
        'referrers-tag',
      ],
    ] as const)(
      '%s are verified as cosign does',
      async (_, repository, how, words, format, place) => {
        await push(imageIn(repository), registry);
        expect(await sign(repository, ...how)).toMatchObject({ isGood: true });

        const expected = byKey(await keyNamed('release'));
        expect(await signaturesOf(repository, expected)).toMatchObject({
          level: 'verified',
          signatures: [{ format, place, subject: index.digest, outcome: { kind: 'verified' } }],
          unseen: [],
        });
        expect(await cosignVerifies(repository, 'release', ...words)).toBe(true);

        expect(await signaturesOf(repository, byKey(await keyNamed('other')))).toMatchObject({
          level: 'failed',
          signatures: [{ outcome: { kind: 'failed', reason: 'wrong-signature' } }],
        });
        expect(await cosignVerifies(repository, 'other', ...words)).toBe(false);
      },
    );

    it('are not those of an image that has only attestations', async () => {
      await push(imageIn('attested'), registry);
      await writeFile(join(home, 'predicate.json'), '{"tested":true}');
      const attested = await cosignRuns(
        ...['attest', '--key', 'release.key', '--type', 'https://example.com/tests/v1'],
        ...['--predicate', 'predicate.json', ...withoutLog, byDigest('attested')],
      );
      expect(attested).toMatchObject({ isGood: true });
      const expected = byKey(await keyNamed('release'));
      expect(await signaturesOf('attested', expected)).toMatchObject({ level: 'none', unseen: [] });
    });

    it('of which one byte was changed are refused, as cosign refuses them', async () => {
      await push(imageIn('changed'), registry);
      await sign('changed', ...olderForm);
      const manifest = await fetch(`${registry.url}/v2/changed/manifests/${signatureTag(index)}`, {
        headers: { Accept: manifestType },
      });
      const text = await manifest.text();
      const changed = text.replace(
        /(cosign\/signature":".{40})(.)/,
        (_, start: string, last: string) => start + (last === 'A' ? 'B' : 'A'),
      );
      expect(changed).not.toBe(text);
      await putManifest(registry, 'changed', signatureTag(index), manifestType, changed);

      const expected = byKey(await keyNamed('release'));
      expect(await signaturesOf('changed', expected)).toMatchObject({
        level: 'failed',
        signatures: [{ outcome: { kind: 'failed', reason: 'wrong-signature' } }],
      });
      expect(await cosignVerifies('changed', 'release', '--new-bundle-format=false')).toBe(false);
    });
  },
);

describe.skipIf(isSkipped)(titled('signatures with a certificate in docker-registry'), () => {
  let sigstore: SigstoreInstance;
  beforeAll(async () => {
    await start();
    sigstore = await startSigstore();
    await push(imageIn('bundle'), registry);
    await push(imageIn('simple'), registry);
    const bundle = await sigstore.signStatement(statementFor(index.digest));
    const referrer = bundleReferrer(bundle, index);
    await attach('bundle', referrer, 'signature');
    const list = listOf([referrer]);
    await putManifest(registry, 'bundle', referrersTag(index), list.mediaType, list.bytes);
    const payload = payloadFor(index.digest);
    const annotations = annotationsOf(await sigstore.signBytes(payload));
    await attach('simple', simpleSignatures([{ payload, annotations }]), signatureTag(index));
    await writeFile(join(home, 'trusted_root.json'), JSON.stringify(sigstore.trustedRoot));
  });
  afterAll(async () => {
    await sigstore.close();
    await stop();
  });

  /** What cosign says of the same image with the same trust root. */
  const cosignVerifies = async (repository: string, identity: string): Promise<boolean> => {
    const older = repository === 'simple' ? ['--new-bundle-format=false'] : [];
    const { isGood } = await cosignRuns(
      ...['verify', '--trusted-root', 'trusted_root.json', ...older],
      ...['--certificate-identity', identity, '--certificate-oidc-issuer', issuer],
      byDigest(repository),
    );
    return isGood;
  };

  it.each(['bundle', 'simple'])('are verified in the form of a %s', async (repository) => {
    const options = trusting(sigstore.trustedRoot);
    const good = { kind: 'verified', signer: { identity: releaseIdentity, issuer } };
    for (const policy of [nobody, byIdentity(releaseIdentity, issuer)])
      expect(await signaturesOf(repository, policy, options)).toMatchObject({
        level: 'verified',
        signatures: [{ subject: index.digest, outcome: good }],
        unseen: [],
      });
    const outside = byIdentity('other@example.test', issuer);
    expect(await signaturesOf(repository, outside, options)).toMatchObject({
      level: 'failed',
      signatures: [{ outcome: { reason: 'unexpected-signer', signer: good.signer } }],
    });
  });

  it.skipIf(lacksCosign).each(['bundle', 'simple'])(
    `are judged by cosign in the same way in the form of a %s${lacksCosign ? ` ${extraMark}${cosign.missing})` : ''}`,
    async (repository) => {
      expect(await cosignVerifies(repository, releaseIdentity)).toBe(true);
      expect(await cosignVerifies(repository, 'other@example.test')).toBe(false);
    },
  );

  it('are asked for in the registry alone', async () => {
    const before = registry.requests().length;
    await signaturesOf('bundle', nobody, trusting(sigstore.trustedRoot));
    const { digest } = index;
    await expect
      .poll(() =>
        registry
          .requests()
          .slice(before)
          .map((line) => line.replace(/ \d+$/, '')),
      )
      .toEqual(
        expect.arrayContaining([
          `GET /v2/bundle/referrers/${digest}`,
          `GET /v2/bundle/manifests/${digest.replace(':', '-')}`,
          `GET /v2/bundle/manifests/${digest.replace(':', '-')}.sig`,
        ]),
      );
  });
});
