import { describe, expect, it } from 'vitest';
import {
  factsFor,
  policyText,
  signerPolicyFor,
} from '../../server/src/analysis/questions/signers.ts';
import { knownSigners, knownSignersDate } from '../../server/src/data/known-signers.ts';
import { sigstoreRoot, sigstoreRootDate } from '../../server/src/data/sigstore-root.ts';
import type { ImageFacts, SignatureLevel } from '../../server/src/reference/image-facts.ts';
import { madeOn, signature } from '../../server/src/rules/fact-samples.ts';
import type { SignerSetting } from '../../server/src/settings/inspection-settings.ts';
import type { Requirement } from '../../server/src/settings/policy.ts';
import { readPublicKey } from '../../server/src/trust/public-keys.ts';
import { readTrustedRoot } from '../../server/src/trust/sigstore/keyless.ts';
import { reference } from '../registry/setup.ts';
import { signingKey } from '../support/cosign-signatures.ts';
import { digestOf } from '../support/image-shelf.ts';

const { pem } = signingKey();
const ci: Omit<SignerSetting, 'images'> = {
  identity: 'https://github.com/team/*',
  issuer: 'https://token.actions.githubusercontent.com',
};

function requirement(
  images: readonly string[],
  ...signers: readonly Omit<SignerSetting, 'images'>[]
): Requirement {
  return {
    images,
    measures: ['signature'],
    signers: signers.map((signer) => ({ images, ...signer })),
  };
}

function policyFor(
  image: string,
  requirements: readonly Requirement[] = [],
  signers: readonly SignerSetting[] = [],
): ReturnType<typeof signerPolicyFor> {
  return signerPolicyFor(reference(image), requirements, { signers });
}

describe('who may sign an image', () => {
  it('is nobody in particular where nobody says', () => {
    expect(policyFor('nginx')).toEqual({ from: undefined, signers: [] });
  });

  it('is whom our own table knows', () => {
    expect(policyFor('gcr.io/distroless/static:nonroot')).toEqual({
      from: 'table',
      signers: [
        {
          kind: 'identity',
          identity: 'keyless@distroless.iam.gserviceaccount.com',
          issuer: 'https://accounts.google.com',
        },
      ],
    });
  });

  it('is whom the settings name first, in place of the table', () => {
    const settings = [
      { images: ['other/*'], key: pem },
      { images: ['cgr.dev/**'], keyFile: '/home/me/keys/team.pub' },
      { images: ['cgr.dev/chainguard/**'], key: pem },
    ];
    expect(policyFor('cgr.dev/chainguard/static', [], settings)).toEqual({
      from: 'settings',
      signers: [{ kind: 'key', name: 'team.pub', file: '/home/me/keys/team.pub' }],
    });
  });

  it('is whom all requirements of the team name, in place of the settings', () => {
    const requirements = [
      requirement(['team/*'], { key: pem }),
      requirement(['other/*'], { keyFile: '/other.pub' }),
      requirement(['**'], ci),
    ];
    expect(policyFor('team/app', requirements, [{ images: ['**'], key: 'mine' }])).toEqual({
      from: 'configuration',
      signers: [
        { kind: 'key', name: 'the key of the configuration', pem },
        { kind: 'identity', ...ci },
      ],
    });
  });

  it('is left to the settings by a requirement that names nobody', () => {
    const settings = [{ images: ['team/*'], key: pem }];
    expect(policyFor('team/app', [requirement(['team/*'])], settings)).toEqual({
      from: 'settings',
      signers: [{ kind: 'key', name: 'the key of your settings', pem }],
    });
  });

  it('is nobody, and not anybody, where a name lacks who vouches for it', () => {
    expect(
      policyFor('team/app', [], [{ images: ['team/*'], identity: 'me@example.test' }]),
    ).toEqual({
      from: 'settings',
      signers: [{ kind: 'identity', identity: 'me@example.test', issuer: '' }],
    });
  });
});

describe('what was found out of a signature', () => {
  const facts = (level: SignatureLevel, ...policy: Parameters<typeof policyFor>): ImageFacts => ({
    digest: digestOf('app'),
    origin: madeOn('2026-01-01'),
    publisher: undefined,
    signature: signature(level, { isExpected: true, policy: policyText(policyFor(...policy)) }),
    attestation: undefined,
    scan: undefined,
  });
  const team = requirement(['team/*'], { key: pem }, ci);
  const lenient = requirement(['team/*'], { ...ci, identity: 'https://github.com/*' });
  const mine = [{ images: ['team/*'], key: pem }];

  it.each<[string, ImageFacts, readonly Requirement[], readonly SignerSetting[]]>([
    [
      'of the same signers in another order',
      facts('verified', 'team/app', [team]),
      [requirement(['**'], ci, { key: pem })],
      [],
    ],
    [
      'of the same signers in the settings',
      facts('verified', 'team/app', [requirement(['**'], { key: pem })]),
      [],
      mine,
    ],
    ['that nobody has made, of whomever', facts('none', 'team/app', [lenient]), [team], []],
  ])('counts where it is %s', (_, known, requirements, settings) => {
    expect(factsFor(policyFor('team/app', requirements, settings), known)).toBe(known);
  });

  it.each<[string, ImageFacts, readonly Requirement[], readonly SignerSetting[]]>([
    ['of others, in another repository', facts('verified', 'team/app', [lenient]), [team], []],
    ['of others, by the settings of then', facts('verified', 'team/app', [], mine), [], []],
    [
      'of a key that was replaced',
      facts('verified', 'team/app', [], mine),
      [],
      [{ images: ['**'], key: signingKey().pem }],
    ],
    ['of fewer', facts('failed', 'team/app', [lenient]), [lenient, team], []],
    [
      'of a file elsewhere',
      facts('verified', 'team/app', [requirement(['**'], { keyFile: '/a/key' })]),
      [requirement(['**'], { keyFile: '/b/key' })],
      [],
    ],
  ])(
    'says nothing where the policy was one %s, and the rest stays',
    (_, known, requirements, settings) => {
      expect(factsFor(policyFor('team/app', requirements, settings), known)).toEqual({
        ...known,
        signature: undefined,
      });
    },
  );
});

describe('the table of known signers', () => {
  it.each(knownSigners)('has a signer and a source for $images', ({ images, signer, source }) => {
    expect(images).not.toEqual([]);
    expect(new URL(source).protocol).toBe('https:');
    if (signer.kind === 'key') expect(readPublicKey(signer.pem)).toMatchObject({ ok: true });
    else expect(new URL(signer.issuer).protocol).toBe('https:');
  });

  it('is dated', () => {
    expect(knownSignersDate).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  });
});

describe('the trust root that Seaworthy carries', () => {
  it('knows the authorities, logs and timestamps of the public-good instance', () => {
    expect(sigstoreRootDate).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    const root = readTrustedRoot(sigstoreRoot);
    expect(root?.tlogs.map(({ baseURL }) => baseURL)).toContain('https://rekor.sigstore.dev');
    expect(root?.certificateAuthorities.length).toBeGreaterThan(1);
    expect(root?.ctlogs.length).toBeGreaterThan(1);
    expect(root?.timestampAuthorities).not.toEqual([]);
  });

  it.each([
    ['no object', undefined],
    ['nothing', {}],
    ['no authorities', { tlogs: [], certificateAuthorities: [] }],
    ['a broken certificate', { certificateAuthorities: [{ certChain: { certificates: [{}] } }] }],
  ])('would be refused with %s', (_, root) => {
    expect(readTrustedRoot(root)).toBeUndefined();
  });
});
