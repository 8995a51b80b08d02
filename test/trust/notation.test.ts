import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { ProgramError, ProgramRun } from '../../server/src/programs/program.ts';
import { fail, ok } from '../../server/src/text/result.ts';
import type { TrustOptions } from '../../server/src/trust/default-trust.ts';
import { notationReferrer, signingKey } from '../support/cosign-signatures.ts';
import { createLoopbackIdentity } from '../support/certificate.ts';
import {
  byKey,
  entryOf,
  image,
  nobody,
  registryWith,
  signaturesIn,
  type Attached,
} from './signed-images.ts';

/** What `notation` 1.3 writes. */
const success = (name: string): string => `Successfully verified signature for ${name}\n`;
const skipped = (name: string): string =>
  `Trust policy is configured to skip signature verification for ${name}\n`;
const refused = (name: string): string =>
  `Error: signature verification failed for all the signatures associated with ${name}\n`;
const withoutPolicy = (name: string): string =>
  `Error: signature verification failed: artifact "${name}" has no applicable oci trust policy statement. Trust policy applicability for a given artifact is determined by registryScopes.\n`;
const withoutPolicies =
  'Error: trust policy is not present. To create a trust policy, see: https://notaryproject.dev/docs/quickstart/#create-a-trust-policy\n';
const audited =
  'Warning: authenticity was set to "log" and failed with error: signature is not produced by a trusted signer\n';
const expired =
  'Warning: expiry was set to "log" and failed with error: digital signature has expired\n';

const certificate = createLoopbackIdentity();
const subject = new X509Certificate(certificate.certificate).subject.replaceAll('\n', ', ');
const x5c = [new X509Certificate(certificate.certificate).raw.toString('base64')];
const signature = notationReferrer({ header: { x5c } }, image);
const signed: Attached = { referrers: [entryOf(signature)], manifests: [signature] };

interface Answer {
  readonly exitCode?: number;
  readonly stdout?: string;
  readonly stderr?: string;
}

/** A `notation` that answers as told, and the runs of it. */
function notation(answer: (name: string) => Answer): {
  readonly runs: ProgramRun[];
  readonly options: Partial<TrustOptions>;
} {
  const runs: ProgramRun[] = [];
  const run: TrustOptions['run'] = (asked) => {
    runs.push(asked);
    const { exitCode = 0, stdout = '', stderr = '' } = answer(asked.args.at(-1) ?? '');
    return Promise.resolve(ok({ exitCode, stdout: Buffer.from(stdout), stderr }));
  };
  return { runs, options: { run, notation: '/opt/notation' } };
}

describe('a signature by Notation', () => {
  it('is verified by the program, which is asked by the digest', async () => {
    const registry = await registryWith(signed);
    const { runs, options } = notation((name) => ({ stdout: success(name) }));
    expect(await signaturesIn(registry, nobody, options)).toMatchObject({
      level: 'verified',
      signatures: [
        {
          format: 'notation',
          place: 'referrers',
          outcome: {
            kind: 'verified',
            isExpected: true,
            signer: { kind: 'certificate', subject },
          },
        },
      ],
    });
    expect(runs).toMatchObject([
      { program: '/opt/notation', args: ['verify', `${registry.host}/app@${image.digest}`] },
    ]);
  });

  it.each<[string, (name: string) => Answer, object]>([
    [
      'no good one among them',
      (name) => ({ exitCode: 1, stderr: refused(name) }),
      { kind: 'failed', reason: 'untrusted' },
    ],
    [
      'a trust policy that only notes strangers',
      (name) => ({ stdout: success(name), stderr: audited }),
      { kind: 'failed', reason: 'untrusted' },
    ],
    [
      'a trust policy that takes expired ones',
      (name) => ({ stdout: success(name), stderr: expired }),
      { kind: 'verified' },
    ],
    [
      'a trust policy that verifies nothing',
      (name) => ({ stdout: skipped(name) }),
      { kind: 'unchecked', reason: 'no-trust-root' },
    ],
    [
      'no trust policy for the image',
      (name) => ({ exitCode: 1, stderr: withoutPolicy(name) }),
      { kind: 'unchecked', reason: 'no-trust-root' },
    ],
    [
      'no trust policy at all',
      () => ({ exitCode: 1, stderr: withoutPolicies }),
      { kind: 'unchecked', reason: 'no-trust-root' },
    ],
    [
      'no way to the registry',
      () => ({ exitCode: 1, stderr: 'Error: unauthorized\n' }),
      { kind: 'unchecked', reason: 'no-program' },
    ],
  ])('where the program finds %s', async (_, answer, outcome) => {
    const registry = await registryWith(signed);
    const { signatures } = await signaturesIn(registry, nobody, notation(answer).options);
    expect(signatures).toMatchObject([{ outcome }]);
  });

  it.each<ProgramError['code']>(['not-installed', 'timeout', 'cancelled', 'failed'])(
    'is present and no more when the program is %s',
    async (code) => {
      const registry = await registryWith(signed);
      const run: TrustOptions['run'] = ({ program }) => Promise.resolve(fail({ code, program }));
      expect(await signaturesIn(registry, nobody, { run })).toMatchObject({
        level: 'present',
        signatures: [{ outcome: { kind: 'unchecked', reason: 'no-program' } }],
      });
    },
  );

  it('is not that of the key which a policy wants', async () => {
    const registry = await registryWith(signed);
    const { options } = notation((name) => ({ stdout: success(name) }));
    expect(await signaturesIn(registry, byKey(signingKey().pem), options)).toMatchObject({
      level: 'failed',
      signatures: [{ outcome: { reason: 'unexpected-signer', signer: { subject } } }],
    });
  });

  it('is told once for a digest, and without a name where one of several is good', async () => {
    const other = notationReferrer({ header: { x5c: ['nonsense'] } }, image);
    const registry = await registryWith({
      referrers: [entryOf(signature), entryOf(other)],
      manifests: [signature, other],
    });
    const { runs, options } = notation((name) => ({ stdout: success(name) }));
    const { signatures } = await signaturesIn(registry, nobody, options);
    expect(signatures).toMatchObject([{ outcome: { signer: { subject: '' } } }]);
    expect(runs).toHaveLength(1);
  });

  it.each([
    ['no JSON', 'COSE'],
    ['no certificates', { header: {} }],
    ['no certificate among them', { header: { x5c: [1] } }],
  ])('has no name with %s in its envelope', async (_, envelope) => {
    const unnamed = notationReferrer(envelope as object, image);
    const registry = await registryWith({ referrers: [entryOf(unnamed)], manifests: [unnamed] });
    const { options } = notation((name) => ({ stdout: success(name) }));
    const { signatures } = await signaturesIn(registry, nobody, options);
    expect(signatures).toMatchObject([{ outcome: { kind: 'verified', signer: { subject: '' } } }]);
  });
});
