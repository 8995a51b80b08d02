import { describe, expect, it } from 'vitest';
import type { Answer } from '../../server/src/analysis/questions/answer.ts';
import { registryError } from '../../server/src/registry/errors.ts';
import type {
  ContentTrust,
  SignatureOutcome,
  SignatureReport,
} from '../../server/src/trust/trust-source.ts';
import { answer, fact } from '../support/answers.ts';
import { noTools } from '../support/examining.ts';
import { digestOf } from '../support/image-shelf.ts';
import { index } from '../support/inspecting.ts';

describe('is this what I think it is', () => {
  const question = 'is-it-what-i-think';
  const signer = {
    kind: 'identity',
    identity: 'ci@example.com',
    issuer: 'https://id.example',
  } as const;

  function signed(outcome: SignatureOutcome, contentTrust?: ContentTrust): Promise<Answer> {
    const level = outcome.kind === 'unchecked' ? 'present' : outcome.kind;
    const report = (policy: SignatureReport['policy']): SignatureReport => ({
      level,
      signatures: [{ format: 'cosign', place: 'signature-tag', subject: index.digest, outcome }],
      policy,
      unseen: [],
    });
    return answer(question, `team/app@${index.digest}`, {
      tools: {
        trust: {
          signatures: ({ policy }) => Promise.resolve(report(policy)),
          contentTrust: () => Promise.resolve(contentTrust),
        },
      },
    });
  }

  it.each<[string, Answer['verdict'], SignatureOutcome, string]>([
    ['expected', 'good', { kind: 'verified', signer, isExpected: true }, 'as expected'],
    [
      'good, and nobody has said by whom',
      'note',
      { kind: 'verified', signer, isExpected: undefined },
      'nobody has said whether they should',
    ],
    [
      'not checked',
      'note',
      { kind: 'unchecked', reason: 'no-key' },
      'nobody has said which key to expect. Name the key',
    ],
    ['wrong', 'bad', { kind: 'failed', reason: 'wrong-signature' }, 'does not hold'],
    [
      'by a stranger',
      'bad',
      { kind: 'failed', reason: 'unexpected-signer', signer },
      '`ci@example.com (https://id.example)`, who is not expected',
    ],
  ])('says of a signature that it is %s', async (_, verdict, outcome, words) => {
    expect(await signed(outcome)).toMatchObject({
      verdict,
      summary: expect.stringContaining(words) as string,
    });
  });

  it('does not take silence for the absence of signatures', async () => {
    const error = registryError('timeout', 'docker.io');
    const unseen = [{ place: 'referrers', error }] as const;
    const told = await answer(question, 'team/app', {
      tools: {
        trust: {
          ...noTools.trust,
          signatures: ({ policy }) =>
            Promise.resolve({ level: 'none', signatures: [], policy, unseen }),
        },
      },
    });
    expect(told.summary).toContain('No signature was found where it could be looked for.');
    expect(fact(told, 'places')?.value).toBe(
      "the tag for referrers, cosign's tag; no answer about the referrers API",
    );
  });

  it('says whether the digest is written', async () => {
    expect(fact(await answer(question, 'team/app:1'), 'pinned')).toMatchObject({ verdict: 'note' });
    expect(fact(await answer(question, `team/app@${index.digest}`), 'pinned')).toMatchObject({
      verdict: 'good',
    });
  });

  describe('by Docker Content Trust', () => {
    const facts = {
      server: 'https://notary.docker.io',
      name: 'docker.io/team/app',
      rootKeys: [],
      isFirstUse: false,
      expires: Date.UTC(2027, 0, 1),
      signedTags: ['3.8'],
    };
    const asked = (contentTrust: ContentTrust, image = 'team/app:latest') =>
      answer(question, image, {
        tools: { trust: { ...noTools.trust, contentTrust: () => Promise.resolve(contentTrust) } },
      });

    it('tells a signed tag from one that is not, and that the service ends', async () => {
      const unsigned = await asked({ kind: 'tag-unsigned', facts });
      expect(fact(unsigned, 'contentTrust')).toMatchObject({
        value: '`latest` is not signed, though 1 other tag of the repository is: 3.8',
        source: { kind: 'content-trust' },
      });
      expect(fact(unsigned, 'contentTrustEnd')?.value).toContain('8 December 2026');
      const signed = await asked({ kind: 'signed', facts, role: 'targets' });
      expect(fact(signed, 'contentTrust')?.value).toBe(
        '`latest` is signed by `targets`, until 2027-01-01',
      );
    });

    it('does not say that the server of somebody else ends', async () => {
      const own = { ...facts, server: 'https://notary.example.com' };
      expect(
        fact(await asked({ kind: 'tag-unsigned', facts: own }), 'contentTrustEnd'),
      ).toBeUndefined();
    });

    it.each(['tampered', 'rollback', 'wrong-root', 'malformed'] as const)(
      'is refused, and says why: %s',
      async (reason) => {
        const refused = await asked({ kind: 'refused', reason, role: 'timestamp' });
        expect(refused.verdict).toBe('bad');
        expect(fact(refused, 'contentTrust')).toMatchObject({
          value: expect.stringMatching(/^refused, because of `timestamp`: it/) as string,
          verdict: 'bad',
        });
      },
    );

    it('has expired for most images on Docker Hub, which is no alarm', async () => {
      const expired = { kind: 'refused', reason: 'expired', role: 'root' } as const;
      const onHub = await asked(expired);
      expect(onHub.verdict).toBe('unknown');
      expect(onHub.summary).toContain('has expired, as for most images on Docker Hub.');
      expect(fact(onHub, 'contentTrust')?.value).toBe('refused, because of `root`: it has expired');
      expect(fact(onHub, 'contentTrustEnd')?.value).toContain('8 December 2026');
      const elsewhere = await asked(expired, 'registry.example.com/app');
      expect(elsewhere.verdict).toBe('bad');
      expect(elsewhere.summary).toContain('refused: it has expired. Do not use the image');
    });

    it('is bad where the tag was moved after it was signed', async () => {
      const moved = await asked({
        kind: 'mismatch',
        facts,
        role: 'targets',
        signed: digestOf('signed'),
      });
      expect(moved).toMatchObject({
        verdict: 'bad',
        summary: expect.stringContaining('another image') as string,
      });
    });
  });
});
