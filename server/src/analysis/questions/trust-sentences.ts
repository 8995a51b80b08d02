import { shortDigest } from '../../reference/digest.ts';
import { dockerHub } from '../../reference/reference.ts';
import { quotedName } from '../../text/quoted-name.ts';
import { dayOf } from '../../text/day.ts';
import { counted } from '../../text/words.ts';
import type {
  ContentTrust,
  ContentTrustRefusal,
  FoundSignature,
  SignatureFailure,
  SignatureFormat,
  SignatureOutcome,
  SignaturePlace,
  SignerPolicy,
  TrustMetadata,
  UncheckedReason,
} from '../../trust/trust-source.ts';
import { shownText } from '../shown-values.ts';
import { signerName } from './signers.ts';

export const formatWords: Readonly<Record<SignatureFormat, string>> = {
  cosign: 'cosign',
  'sigstore-bundle': 'Sigstore bundle',
  notation: 'Notation',
};

export const placeWords: Readonly<Record<SignaturePlace, string>> = {
  referrers: 'the referrers API',
  'referrers-tag': 'the tag for referrers',
  'signature-tag': "cosign's tag",
};

export const signaturePlaces: readonly SignaturePlace[] = [
  'referrers',
  'referrers-tag',
  'signature-tag',
];

export const uncheckedWords: Readonly<Record<UncheckedReason, string>> = {
  'no-key': 'nobody has said which key to expect',
  'no-trust-root': 'its certificate is of nobody whom your trust root knows',
  'no-program': 'the program `notation` is needed for that, and is not installed',
  'unknown-format': 'its form is not understood here',
};

export const failureWords: Readonly<Record<SignatureFailure, string>> = {
  'wrong-signature': 'another key made it, or something was changed',
  'other-subject': 'it is about another image',
  untrusted: 'nobody whom the trust root knows vouches for it',
  'unexpected-signer': 'it is by somebody who is not expected',
  malformed: 'it is not well formed',
};

export const refusalWords: Readonly<Record<ContentTrustRefusal, string>> = {
  tampered: 'it was tampered with: bytes, hashes or signatures do not belong together',
  expired: 'it has expired',
  rollback: 'it is older than what was seen before',
  'wrong-root': 'its root is not the one that was seen first, and none that it handed over to',
  malformed: 'it is not well formed',
};

/** What became of one signature. */
export function outcomeInWords({ outcome }: Pick<FoundSignature, 'outcome'>): string {
  switch (outcome.kind) {
    case 'verified':
      return `verified, by ${quotedName(signerName(outcome.signer))}`;
    case 'unchecked':
      return `not checked: ${uncheckedWords[outcome.reason]}`;
    case 'failed':
      return `failed: ${failureWords[outcome.reason]}${signedBy(outcome)}`;
  }
}

function signedBy({ signer }: Extract<SignatureOutcome, { kind: 'failed' }>): string {
  return signer === undefined ? '' : `, ${quotedName(signerName(signer))}`;
}

/** Who may sign, and who says so. */
export function policyInWords({ signers, from }: SignerPolicy): string | undefined {
  if (from === undefined || signers.length === 0) return undefined;
  const names = signers
    .slice(0, 5)
    .map((signer) =>
      quotedName(signer.kind === 'key' ? signer.name : `${signer.identity} (${signer.issuer})`),
    );
  const rest =
    signers.length > names.length ? ` and ${counted(signers.length - names.length, 'other')}` : '';
  return `${names.join(', ')}${rest}, by ${policyOwners[from]}`;
}

const policyOwners = {
  settings: 'what you have set',
  configuration: 'the configuration',
  table: 'our table of known signers',
} as const;

/** The server of Docker's own service, which ends. */
const dockersServer = 'notary.docker.io';

/**
 * Whether metadata of an image on Docker Hub has run out, which is what has become of most of it since August 2025 and no sign
 * of an attack.
 */
export function isRunOut(trust: ContentTrust | undefined, registry: string): boolean {
  return trust?.kind === 'refused' && trust.reason === 'expired' && registry === dockerHub;
}

/** What to know of Docker's own Content Trust; undefined where another server was asked. */
export function endOfService(trust: ContentTrust, registry: string): string | undefined {
  const server = hostOf(trust) ?? (registry === dockerHub ? dockersServer : undefined);
  return server === dockersServer
    ? "Docker's own service for Content Trust ends on 8 December 2026: verify signatures of cosign or Notation in its place."
    : undefined;
}

function hostOf(trust: ContentTrust): string | undefined {
  if (trust.kind === 'unreachable') return trust.error.host.replace(/:\d+$/, '');
  if (!('facts' in trust)) return undefined;
  const { server } = trust.facts;
  const address = server.includes('://') ? server : `https://${server}`;
  return URL.canParse(address) ? new URL(address).hostname : undefined;
}

/** What Docker Content Trust says of the tag. */
export function contentTrustInWords(trust: ContentTrust, tag: string): string {
  switch (trust.kind) {
    case 'signed':
      return `\`${tag}\` is signed by ${quotedName(trust.role)}${metadataWords(trust.facts)}`;
    case 'tag-unsigned':
      return `\`${tag}\` is not signed, though ${counted(trust.facts.signedTags.length, 'other tag')} of the repository ${trust.facts.signedTags.length === 1 ? 'is' : 'are'}: ${signedTags(trust.facts)}`;
    case 'mismatch':
      return `\`${tag}\` was signed for another image, ${shortDigest(trust.signed)}: it was moved since`;
    case 'no-metadata':
      return 'the server knows nothing of the repository';
    case 'refused':
      return `refused, because of ${quotedName(trust.role)}: ${refusalWords[trust.reason]}`;
    case 'unreachable':
      return `the server ${shownText(trust.error.host, 80)} gave no answer`;
  }
}

function metadataWords({ isFirstUse, expires }: TrustMetadata): string {
  const root = isFirstUse ? '; its root is believed because it was met for the first time' : '';
  return `, until ${dayOf(expires)}${root}`;
}

function signedTags({ signedTags: tags }: TrustMetadata): string {
  const shown = tags.slice(0, 8).map((tag) => shownText(tag, 60));
  return tags.length > shown.length ? `${shown.join(', ')} and more` : shown.join(', ');
}
