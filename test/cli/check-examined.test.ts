import { describe, expect, it } from 'vitest';
import { registryError } from '../../server/src/registry/errors.ts';
import type { ImageRegistry } from '../../server/src/registry/image-registry.ts';
import { fail } from '../../server/src/text/result.ts';
import type { SignatureReport, TrustSource } from '../../server/src/trust/trust-source.ts';
import {
  app,
  checkFiles,
  dockerfile,
  quiet,
  requiring,
  shelfWithApp,
  withTools,
} from '../support/check-images.ts';
import { memoryImageKnowledge, noTools } from '../support/examining.ts';
import { imageShelf } from '../support/image-shelf.ts';
import { referenceTo } from '../support/references.ts';

/** A configuration that names the rule about old images, so that their age is asked for. */
const watchful = { 'seaworthy.yaml': 'rules: { image-stale: information }\n' };

describe('check --online', () => {
  it('tells what the rules that are on need to know, and which no other does', async () => {
    const shelf = shelfWithApp();
    for (const { digest } of app.images) shelf.created.set(digest, Date.UTC(2024, 0, 15));
    const { code, output, errors } = await checkFiles(
      { Dockerfile: dockerfile, ...watchful },
      ['--online'],
      shelf,
    );
    expect(output).toMatch(
      /1:6 +information `app:1` was last built on 2024-01-15.*\[image-stale\]/,
    );
    expect([code, errors]).toEqual([0, '']);
  });

  it('asks nothing of an image of which no rule has to know anything', async () => {
    const shelf = shelfWithApp();
    const files = { Dockerfile: dockerfile, 'seaworthy.yaml': quiet };
    expect(await checkFiles(files, ['--online'], shelf)).toMatchObject({ code: 0, errors: '' });
    expect(shelf.asked).toEqual([]);
  });

  it('examines each image once, however often and wherever it is named', async () => {
    const shelf = shelfWithApp();
    await checkFiles({ Dockerfile: dockerfile, ...watchful }, ['--online'], shelf);
    const once = shelf.asked.length;
    const more = shelfWithApp();
    const compose = 'services:\n  a:\n    image: docker.io/library/app:1\n';
    await checkFiles(
      { 'a/Dockerfile': dockerfile, 'b/compose.yaml': compose, ...watchful },
      ['--online'],
      more,
    );
    expect(more.asked).toHaveLength(once);
  });

  it('asks nothing further of a pinned image that is gone: that is a finding already', async () => {
    const shelf = shelfWithApp();
    const files = { Dockerfile: `FROM app:1@sha256:${'0'.repeat(64)}\nUSER 1000\n`, ...watchful };
    const { output, errors } = await checkFiles(files, ['--online'], shelf);
    expect(output).toContain('[image-digest-missing]');
    expect(errors).toBe('');
  });

  it('is not complete when an image cannot be looked at, and says so once', async () => {
    const files = {
      'a/Dockerfile': 'FROM other:2\n',
      'b/Dockerfile': 'FROM other:2\n',
      ...watchful,
    };
    const { code, errors } = await checkFiles(files, ['--online']);
    expect(code).toBe(2);
    expect(errors.match(/Could not check `other:2`/g)).toHaveLength(1);
  });

  it('asks a registry no more that refuses further requests', async () => {
    const shelf = imageShelf();
    shelf.failure = 'rate-limited';
    const lines = Array.from({ length: 40 }, (_, index) => `FROM app${String(index)}:1\n`);
    const { code } = await checkFiles(
      { Dockerfile: lines.join(''), ...watchful },
      ['--online'],
      shelf,
    );
    expect(code).toBe(2);
    expect(shelf.asked.length).toBeLessThan(10);
  });

  it('keeps what it found out for the editor', async () => {
    const knowledge = memoryImageKnowledge();
    await checkFiles({ Dockerfile: dockerfile, ...watchful }, ['--online'], shelfWithApp(), {
      openImageKnowledge: () => knowledge,
    });
    expect(await knowledge.recall(referenceTo('app:1'))).toMatchObject({ digest: app.digest });
  });

  it('goes by what it found out now, not by what was known', async () => {
    const knowledge = memoryImageKnowledge();
    await knowledge.note(referenceTo('app:1'), {
      digest: app.digest,
      origin: { at: Date.UTC(2026, 10, 22), created: 1, pushed: undefined, source: undefined },
      publisher: undefined,
      signature: undefined,
      attestation: undefined,
      scan: undefined,
    });
    const ports = { openImageKnowledge: () => knowledge };
    const { output } = await checkFiles(
      { Dockerfile: dockerfile, ...watchful },
      ['--online'],
      undefined,
      ports,
    );
    expect(output).not.toContain('[image-stale]');
  });
});

describe('a signature that the configuration requires', () => {
  const files = { Dockerfile: dockerfile, 'seaworthy.yaml': requiring };

  /** Signed by this identity; notes what was asked. */
  function trustIn(identity: string): TrustSource & { readonly asked: unknown[] } {
    const asked: unknown[] = [];
    return {
      asked,
      signatures({ reference, policy }) {
        asked.push([reference.written, policy.signers]);
        const isExpected = identity.startsWith('release@');
        const signer = {
          kind: 'identity',
          identity,
          issuer: 'https://issuer.example.com',
        } as const;
        const report: SignatureReport = {
          level: isExpected ? 'verified' : 'failed',
          policy,
          unseen: [],
          signatures: [
            {
              format: 'cosign',
              place: 'signature-tag',
              subject: app.digest,
              outcome: isExpected
                ? { kind: 'verified', signer, isExpected: true }
                : { kind: 'failed', reason: 'unexpected-signer', signer },
            },
          ],
        };
        return Promise.resolve(report);
      },
      contentTrust: () => Promise.reject(new Error('no rule is about content trust')),
    };
  }

  it('is information as long as nobody has looked', async () => {
    const { code, output } = await checkFiles(files, []);
    expect(output).toContain('[required-signature-missing]');
    expect(code).toBe(0);
  });

  it('is looked for only where it is required, with the signers of the configuration', async () => {
    const trust = trustIn('release@example.com');
    const both = { ...files, Dockerfile: 'FROM ghcr.io/a/b:1\nFROM app:1\nUSER 1000\n' };
    const outcome = await checkFiles(both, ['--online'], undefined, withTools({ trust }));
    expect(outcome).toMatchObject({ code: 0, errors: '' });
    expect(outcome.output).not.toContain('[required-signature-missing]');
    const signer = {
      kind: 'identity',
      identity: 'release@*',
      issuer: 'https://issuer.example.com',
    };
    expect(trust.asked).toEqual([['app:1', [signer]]]);
  });

  it.each<[string, TrustSource]>([
    ['is absent', noTools.trust],
    ['is by somebody else', trustIn('mallory@example.com')],
  ])('fails the check when it %s', async (_, trust) => {
    const { code, output } = await checkFiles(files, ['--online'], undefined, withTools({ trust }));
    expect(output).toMatch(/error .*\[required-signature-missing\]/);
    expect(code).toBe(1);
  });

  it('that is by somebody else names them', async () => {
    const tools = withTools({ trust: trustIn('mallory@example.com') });
    const { output } = await checkFiles(files, ['--online'], undefined, tools);
    expect(output).toContain('signed by `mallory@example.com (https://issuer.example.com)`, whom');
  });

  it('is not known where a place could not be looked at, which is told', async () => {
    const trust: TrustSource = {
      ...noTools.trust,
      signatures: ({ policy }) =>
        Promise.resolve({
          level: 'none',
          signatures: [],
          policy,
          unseen: [{ place: 'referrers', error: registryError('timeout', 'docker.io') }],
        }),
    };
    const { code, errors } = await checkFiles(files, ['--online'], undefined, withTools({ trust }));
    expect(code).toBe(2);
    expect(errors).toContain('did not answer in time');
  });

  it('may be another for the same image in another part of the repository', async () => {
    const trust: TrustSource = {
      ...noTools.trust,
      signatures: (question, signal) =>
        trustIn(
          JSON.stringify(question.policy).includes('release@') ? 'release@a' : 'mallory@a',
        ).signatures(question, signal),
    };
    const { output } = await checkFiles(
      {
        'a/Dockerfile': dockerfile,
        'a/seaworthy.yaml': requiring,
        'b/Dockerfile': dockerfile,
        'b/seaworthy.yaml': requiring.replace('release@', 'other@'),
      },
      ['--online'],
      undefined,
      withTools({ trust }),
    );
    expect(output).toMatch(/b\/Dockerfile\n +1:6 +error .*\[required-signature-missing\]/);
    expect(output.match(/\[required-signature-missing\]/g)).toHaveLength(1);
  });
});

describe('a publisher whom Docker Hub must name', () => {
  const trusting = `${quiet}trustedPublishers: [official, verified]\n`;

  it('is asked for only where the name does not tell', async () => {
    const asked: string[] = [];
    const shelf: ImageRegistry = {
      ...shelfWithApp(),
      repositoryFacts(reference) {
        asked.push(reference.written);
        return Promise.resolve(fail(registryError('timeout', 'hub.docker.com')));
      },
    };
    const text = 'FROM app:1\nFROM team/app:1\nUSER 1000\n';
    const files = { Dockerfile: text, 'seaworthy.yaml': trusting };
    const { code, errors } = await checkFiles(files, ['--online'], shelf);
    expect(asked).toEqual(['team/app:1']);
    expect(code).toBe(2);
    expect(errors).toContain('Could not check `team/app:1`: hub.docker.com did not answer');
  });
});
