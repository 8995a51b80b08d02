import type { Digest } from '../reference/digest.ts';
import type { SignatureLevel } from '../reference/image-facts.ts';
import type { ImageReference } from '../reference/reference.ts';
import type { RegistryError } from '../registry/errors.ts';

/** Somebody who may sign an image. */
export type AllowedSigner =
  /** `pem` is a public key in PEM; `name` says in a few words whose it is. */
  | { readonly kind: 'key'; readonly name: string; readonly pem: string }
  /** The same in a file, by its absolute path, which is read when it is needed. */
  | { readonly kind: 'key'; readonly name: string; readonly file: string }
  /** A certificate's subject alternative name, with `*` for any stretch of text (see `matchesIdentity`), and who vouches for it, exactly. */
  | { readonly kind: 'identity'; readonly identity: string; readonly issuer: string };

/** Who may sign an image, and who says so. */
export interface SignerPolicy {
  /** Empty: nobody says who may, so a good signature is told with its signer and no more. */
  readonly signers: readonly AllowedSigner[];
  /** Who says so: the person's settings, the team's configuration, or our own dated table; undefined when nobody does. */
  readonly from: 'settings' | 'configuration' | 'table' | undefined;
}

/** Where signatures are looked for: the referrers API, the tag that stands in for it, cosign's tag `sha256-….sig`. */
export type SignaturePlace = 'referrers' | 'referrers-tag' | 'signature-tag';

export type SignatureFormat = 'cosign' | 'sigstore-bundle' | 'notation';

export type Signer =
  /** `fingerprint` is the SHA-256 of the public key in DER (SPKI), in hex. */
  | { readonly kind: 'key'; readonly name: string; readonly fingerprint: string }
  | { readonly kind: 'identity'; readonly identity: string; readonly issuer: string }
  /** What `notation` names: the certificate's subject. */
  | { readonly kind: 'certificate'; readonly subject: string };

/** Why a signature was not checked. */
export type UncheckedReason =
  /** It was made with a key, and nobody has said which key to expect. */
  | 'no-key'
  /** Its certificate is not one of the trust root that is at hand. */
  | 'no-trust-root'
  /** `notation` is needed, and is not installed or could not be asked. */
  | 'no-program'
  /** A form that is not understood. */
  | 'unknown-format';

/** Why a signature counts for nothing. */
export type SignatureFailure =
  /** The bytes and the signature, or what they are about, do not belong together. */
  | 'wrong-signature'
  /** It is about another image. */
  | 'other-subject'
  /** No certificate or log entry that the trust root vouches for. */
  | 'untrusted'
  /** It is good, and by somebody who is not expected. */
  | 'unexpected-signer'
  | 'malformed';

export type SignatureOutcome =
  /** `isExpected` is undefined where no policy says who may sign. */
  | { readonly kind: 'verified'; readonly signer: Signer; readonly isExpected: true | undefined }
  | { readonly kind: 'unchecked'; readonly reason: UncheckedReason }
  | {
      readonly kind: 'failed';
      readonly reason: SignatureFailure;
      /** Who signed, where the signature itself is good. */
      readonly signer?: Signer;
    };

export interface FoundSignature {
  readonly format: SignatureFormat;
  readonly place: SignaturePlace;
  /** What it was found at: the index or the image of a platform. */
  readonly subject: Digest;
  readonly outcome: SignatureOutcome;
}

export interface SignatureReport {
  /**
   * `verified` when one is good and not unexpected; else `failed` when one failed; else `present` when there is one.
   */
  readonly level: SignatureLevel;
  readonly signatures: readonly FoundSignature[];
  readonly policy: SignerPolicy;
  /** What could not be looked at, so that there may be more. */
  readonly unseen: readonly { readonly place: SignaturePlace; readonly error: RegistryError }[];
}

/** What Docker Content Trust (Notary v1) says of a tag. Times in milliseconds since 1970-01-01 UTC. */
export type ContentTrust =
  /** The server has signed metadata of the repository, and the tag stands in it with the digest that the registry gives. */
  | { readonly kind: 'signed'; readonly facts: TrustMetadata; readonly role: string }
  /** The repository is signed, this tag is not. */
  | { readonly kind: 'tag-unsigned'; readonly facts: TrustMetadata }
  /** The tag was signed for another digest: it was moved since. */
  | {
      readonly kind: 'mismatch';
      readonly facts: TrustMetadata;
      readonly role: string;
      readonly signed: Digest;
    }
  /** The server knows nothing of the repository. */
  | { readonly kind: 'no-metadata' }
  /** The metadata is refused. */
  | { readonly kind: 'refused'; readonly reason: ContentTrustRefusal; readonly role: string }
  | { readonly kind: 'unreachable'; readonly error: RegistryError };

export type ContentTrustRefusal =
  /** Bytes, hashes or signatures do not belong together. */
  | 'tampered'
  | 'expired'
  /** Older than what was seen before. */
  | 'rollback'
  /** Not the root that was seen first, and none that it handed over to. */
  | 'wrong-root'
  | 'malformed';

export interface TrustMetadata {
  readonly server: string;
  /** The globally unique name that was asked for: `docker.io/library/python`. */
  readonly name: string;
  /** SHA-256 fingerprints of the root keys' certificates, or of the keys, in hex. */
  readonly rootKeys: readonly string[];
  /** Whether the root was met now for the first time, so that it is believed without having been compared with anything. */
  readonly isFirstUse: boolean;
  /** When the first of the documents expires. */
  readonly expires: number;
  /** Tags that are signed, by name, sorted; at most 1,000. */
  readonly signedTags: readonly string[];
}

export interface SignatureQuestion {
  readonly reference: ImageReference;
  /** What is looked at: the index and the image of the platform, or one of them. */
  readonly digests: readonly Digest[];
  readonly policy: SignerPolicy;
}

export interface ContentTrustQuestion {
  readonly reference: ImageReference;
  readonly tag: string;
  /** What the tag stands for in the registry. */
  readonly digest: Digest;
}

/** The port to "is this what I think it is". Nothing of it rejects. */
export interface TrustSource {
  signatures(question: SignatureQuestion, signal: AbortSignal): Promise<SignatureReport>;
  /** Undefined when the person has set no Notary server for the registry. */
  contentTrust(
    question: ContentTrustQuestion,
    signal: AbortSignal,
  ): Promise<ContentTrust | undefined>;
}
