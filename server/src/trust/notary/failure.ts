import type { RegistryError } from '../../registry/errors.ts';
import { fail } from '../../text/result.ts';
import type { ContentTrust, ContentTrustRefusal } from '../trust-source.ts';

/** Why there is nothing to look a tag up in. */
export type TrustFailure = Extract<
  ContentTrust,
  { readonly kind: 'no-metadata' | 'refused' | 'unreachable' }
>;

interface Failed {
  readonly ok: false;
  readonly error: TrustFailure;
}

/** The metadata of a role is not believed. */
export function refuse(reason: ContentTrustRefusal, role: string): Failed {
  return fail({ kind: 'refused', reason, role });
}

export function unreachable(error: RegistryError): Failed {
  return fail({ kind: 'unreachable', error });
}
