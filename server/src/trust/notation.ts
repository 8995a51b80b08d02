import { X509Certificate } from 'node:crypto';
import type { Digest } from '../reference/digest.ts';
import { canonicalName, type ImageReference } from '../reference/reference.ts';
import type { RunProgram } from '../programs/program.ts';
import { objectIn, parseJsonObject } from '../registry/json.ts';
import type { Signer, SignatureOutcome } from './trust-source.ts';

/** How `notation` is run. */
export interface Notation {
  readonly run: RunProgram;
  /** Its name, or the absolute path that the person has set. */
  readonly program: string;
  readonly log: (line: string) => void;
}

const timeout = 60_000;
const maximalOutput = 256 * 1024;

const success = 'Successfully verified signature for ';
/** `notation` succeeds where the person's own trust policy only asks for a note of what is wrong. */
const loggedFailure = /^Warning: (?:integrity|authenticity) was set to "log" and failed/m;
const lacksPolicy = /trust policy is not present|has no applicable (?:oci )?trust policy/i;

/**
 * Has `notation` verify the signatures of an image by the person's own trust policy and trust store (Notary Project, "Trust
 * Store and Trust Policy Specification"). It asks the registry itself, by the digest; one good signature is enough for it.
 */
export async function verifyByNotation(
  { run, program, log }: Notation,
  reference: ImageReference,
  digest: Digest,
  signal: AbortSignal,
): Promise<Exclude<SignatureOutcome, { kind: 'verified' }> | { readonly kind: 'verified' }> {
  const args = ['verify', `${canonicalName(reference)}@${digest}`];
  const ran = await run({ program, args, timeout, maximalOutput }, signal);
  if (!ran.ok) {
    if (ran.error.code !== 'not-installed') log(`notation could not be asked: ${ran.error.code}.`);
    return { kind: 'unchecked', reason: 'no-program' };
  }
  const { exitCode, stdout, stderr } = ran.value;
  if (exitCode !== 0) return failureFor(stderr, log);
  // A trust policy may also say that nothing is verified, which is a success as well.
  if (!Buffer.from(stdout).toString('utf8').includes(success))
    return { kind: 'unchecked', reason: 'no-trust-root' };
  return loggedFailure.test(stderr)
    ? { kind: 'failed', reason: 'untrusted' }
    : { kind: 'verified' };
}

function failureFor(
  stderr: string,
  log: (line: string) => void,
): Exclude<SignatureOutcome, { kind: 'verified' }> {
  if (lacksPolicy.test(stderr)) return { kind: 'unchecked', reason: 'no-trust-root' };
  if (stderr.includes('signature verification failed'))
    return { kind: 'failed', reason: 'untrusted' };
  log('notation could not look at the signatures: run `notation verify` to see why.');
  return { kind: 'unchecked', reason: 'no-program' };
}

/**
 * Whom the envelope of a signature names (Notary Project, "Signature Envelope JWS"): the subject of the first certificate,
 * empty where that cannot be read. It is nobody's word until `notation` has verified the signature.
 */
export function signerInEnvelope(bytes: Uint8Array | undefined): Signer {
  const chain = objectIn(parseJsonObject(bytes ?? '') ?? {}, 'header')['x5c'];
  const leaf: unknown = Array.isArray(chain) ? chain[0] : undefined;
  return { kind: 'certificate', subject: typeof leaf === 'string' ? subjectOf(leaf) : '' };
}

function subjectOf(certificate: string): string {
  try {
    // One line in place of Node's one for each attribute.
    return new X509Certificate(Buffer.from(certificate, 'base64')).subject.replaceAll('\n', ', ');
  } catch {
    return '';
  }
}
