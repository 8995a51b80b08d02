import type { SignedDocument, Signers } from './documents.ts';
import { signerOf, type NotaryKeys } from './keys.ts';

/**
 * Whether enough of those who may sign a document did (The Update Framework, 5.3): as many different keys as the
 * threshold wants. A key that signs twice, or is listed under two ids, counts once.
 */
export function isSignedBy(
  { message, signatures }: SignedDocument,
  keys: NotaryKeys,
  { keyIds, threshold }: Signers,
): boolean {
  const signers = new Set<string>();
  for (const signature of signatures) {
    const key = keyIds.includes(signature.keyId) ? keys.get(signature.keyId) : undefined;
    const signer = key && signerOf(key, signature, message);
    if (signer !== undefined) signers.add(signer);
    if (signers.size >= threshold) return true;
  }
  return false;
}
