import type { ImageFacts } from '../../reference/image-facts.ts';
import type { Attestations } from '../../registry/attestation-source.ts';
import type { Digest } from '../../reference/digest.ts';
import type { EngineError, EngineReport } from '../../engine/engine-source.ts';
import type { RegistryError } from '../../registry/errors.ts';
import type { RepositoryFacts } from '../../registry/publisher-source.ts';
import type { ScanError, ScanResult } from '../../scanners/scan.ts';
import type { ScannerName } from '../../settings/inspection-settings.ts';
import type { Result } from '../../text/result.ts';
import type { ContentTrust, SignatureReport, SignerPolicy } from '../../trust/trust-source.ts';
import type { ImageInspection, InspectionWishes } from '../image-inspection.ts';
import type { ServiceCard } from '../service-card.ts';

/** What a person wants to know of an image beside what its registry says of it. */
export interface ExaminationWishes extends InspectionWishes {
  /** Whether the registry's own API is asked who publishes. */
  readonly asksPublisher: boolean;
  /** Whether what is attached to it is looked for, and what the name of its base image stands for now. */
  readonly asksAttestations: boolean;
  readonly asksSignatures: boolean;
  readonly signers: SignerPolicy;
  /** Whether the Notary server is asked that the person has set for the registry. */
  readonly asksContentTrust: boolean;
  /** Which scanners scan: none, the first that is there, or those named. */
  readonly scan: 'none' | 'first' | readonly ScannerName[];
  /** Whether the container engine of this machine is asked. */
  readonly asksEngine: boolean;
  /** The service that the image is used for, if any. */
  readonly service: ServiceCard | undefined;
}

/** All that was found out about one image; a part that is undefined was not asked for, an error stands in its own place. */
export interface Examination {
  /** Milliseconds since 1970-01-01 UTC. */
  readonly askedAt: number;
  /** What was asked for, so that nothing found is not taken for nothing asked. */
  readonly wishes: ExaminationWishes;
  readonly inspection: ImageInspection;
  readonly publisher: Result<RepositoryFacts, RegistryError> | undefined;
  readonly attestations: Result<Attestations, RegistryError> | undefined;
  readonly base: BaseImage | undefined;
  readonly signatures: SignatureReport | undefined;
  readonly contentTrust: ContentTrust | undefined;
  readonly scans: readonly Result<ScanResult, ScanError>[];
  readonly engine: Result<EngineReport, EngineError> | undefined;
  readonly service: ServiceCard | undefined;
  /** The same in short, as it is kept. */
  readonly facts: ImageFacts;
}

/** The image that this one says it was built on, and what became of it. */
export interface BaseImage {
  /** As the annotation or label names it. */
  readonly name: string;
  readonly digest: Digest | undefined;
  readonly now:
    /** The name stands for this digest now. */
    | { readonly kind: 'known'; readonly digest: Digest }
    /** It is in another registry, which nobody has asked for. */
    | { readonly kind: 'other-registry' }
    | { readonly kind: 'not-a-reference' }
    | { readonly kind: 'failed'; readonly error: RegistryError };
}
