import type { AllowedSigner, Signer, SignatureOutcome, SignerPolicy } from './trust-source.ts';

type Identity = Extract<Signer, { kind: 'identity' }>;

/** The outcome of a good signature by somebody whom a certificate names. */
export function outcomeFor(signer: Identity, { signers }: SignerPolicy): SignatureOutcome {
  if (signers.length === 0) return { kind: 'verified', signer, isExpected: undefined };
  return signers.some((allowed) => isAllowed(allowed, signer))
    ? { kind: 'verified', signer, isExpected: true }
    : { kind: 'failed', reason: 'unexpected-signer', signer };
}

function isAllowed(allowed: AllowedSigner, { identity, issuer }: Identity): boolean {
  return (
    allowed.kind === 'identity' &&
    allowed.issuer === issuer &&
    matchesIdentity(allowed.identity, identity)
  );
}

/**
 * Whether an identity matches a pattern in which `*` stands for any stretch of text, with an `@` in it only at the end; all else
 * is compared as it is. What is behind the `@` says where a workflow ran: a branch may be called `x@refs/heads/main`. Each part
 * is found where it comes first, as going further never helps, so that no pattern takes long.
 */
export function matchesIdentity(pattern: string, identity: string): boolean {
  const [first = '', ...others] = pattern.split('*');
  const last = others.pop();
  if (last === undefined) return pattern === identity;
  if (!identity.startsWith(first)) return false;
  let from = first.length;
  for (const part of others) {
    const at = identity.indexOf(part, from);
    if (at < 0 || identity.slice(from, at).includes('@')) return false;
    from = at + part.length;
  }
  const end = identity.length - last.length;
  if (end < from || !identity.endsWith(last)) return false;
  return last === '' || !identity.slice(from, end).includes('@');
}
