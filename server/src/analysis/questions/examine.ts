import { effectiveTag, type ImageReference } from '../../reference/reference.ts';
import { registryError } from '../../registry/errors.ts';
import type { ScanError, Scanner, ScanResult, ScanSubject } from '../../scanners/scan.ts';
import { fail, ok, type Result } from '../../text/result.ts';
import type { ContentTrust, SignatureReport } from '../../trust/trust-source.ts';
import { inspectImage, type ImageInspection, type InspectionFailure } from '../image-inspection.ts';
import { baseImageOf } from './base-image.ts';
import type { Examination, ExaminationWishes } from './examination.ts';
import { imageFactsOf } from './image-facts.ts';
import type { ExaminationPorts } from './tools.ts';

type Part<Name extends keyof Examination> = Promise<Examination[Name]>;

/**
 * Finds out what is wished about the image that a reference stands for, and notes it in short. First the registry is asked
 * for the image itself, then all others at once; what one of them cannot answer is an error in its own place. Fails where there
 * is no such image, and as `cancelled` when the signal is aborted, so that nothing is noted. Never rejects.
 */
export async function examineImage(
  reference: ImageReference,
  wishes: ExaminationWishes,
  ports: ExaminationPorts,
  signal: AbortSignal,
): Promise<Result<Examination, InspectionFailure>> {
  const { registry, engine } = ports;
  const askedAt = ports.now();
  const inspected = await inspectImage(reference, wishes, registry, signal);
  if (!inspected.ok) return inspected;
  const inspection = inspected.value;
  const { digest } = inspection.entry;

  const [publisher, attestations, base, signatures, contentTrust, scans, looked] =
    await Promise.all([
      publisherPart(inspection, wishes, ports, signal),
      attestationPart(inspection, wishes, ports, signal),
      wishes.asksAttestations ? baseImageOf(inspection, registry, signal) : undefined,
      signaturePart(inspection, wishes, ports, signal),
      contentTrustPart(inspection, wishes, ports, signal),
      scanPart(inspection, wishes, ports, signal),
      wishes.asksEngine ? engine.look(reference, digest, signal) : undefined,
    ]);
  if (signal.aborted)
    return fail({ kind: 'registry', error: registryError('cancelled', reference.registry) });

  const found = {
    askedAt,
    wishes,
    inspection,
    publisher,
    attestations,
    base,
    signatures,
    contentTrust,
    scans,
    engine: looked,
    service: wishes.service,
  };
  const facts = imageFactsOf(found);
  await ports.knowledge.note(reference, facts);
  return ok({ ...found, facts });
}

async function publisherPart(
  { reference }: ImageInspection,
  { asksPublisher }: ExaminationWishes,
  { registry }: ExaminationPorts,
  signal: AbortSignal,
): Part<'publisher'> {
  if (!asksPublisher) return undefined;
  const tag = reference.digest === undefined ? effectiveTag(reference) : reference.tag;
  return registry.repositoryFacts(reference, tag, signal);
}

async function attestationPart(
  { reference, entry, platforms }: ImageInspection,
  { asksAttestations }: ExaminationWishes,
  { registry }: ExaminationPorts,
  signal: AbortSignal,
): Part<'attestations'> {
  const image = platforms.find(({ isChosen }) => isChosen)?.digest;
  if (!asksAttestations || image === undefined) return undefined;
  const index = entry.kind === 'index' ? entry.digest : undefined;
  return registry.attestations(reference, image, index, signal);
}

async function signaturePart(
  { reference, entry, platforms }: ImageInspection,
  { asksSignatures, signers }: ExaminationWishes,
  { trust }: ExaminationPorts,
  signal: AbortSignal,
): Promise<SignatureReport | undefined> {
  if (!asksSignatures) return undefined;
  const chosen = platforms.filter(({ isChosen }) => isChosen).map(({ digest }) => digest);
  const digests = [...new Set([entry.digest, ...chosen])];
  return trust.signatures({ reference, digests, policy: signers }, signal);
}

/** Docker Content Trust is about what a tag stands for, so it is asked only where that is known. */
async function contentTrustPart(
  { reference, entry, tagNow }: ImageInspection,
  { asksContentTrust }: ExaminationWishes,
  { trust }: ExaminationPorts,
  signal: AbortSignal,
): Promise<ContentTrust | undefined> {
  const ofTag = tagNow?.ok === true ? tagNow.value : undefined;
  const digest = reference.digest === undefined ? entry.digest : ofTag;
  if (!asksContentTrust || digest === undefined) return undefined;
  return trust.contentTrust({ reference, tag: effectiveTag(reference), digest }, signal);
}

/** One scanner after the other: each may use all that the machine has. */
async function scanPart(
  inspection: ImageInspection,
  { scan }: ExaminationWishes,
  { scanners }: ExaminationPorts,
  signal: AbortSignal,
): Promise<readonly Result<ScanResult, ScanError>[]> {
  const subject = subjectOf(inspection);
  if (scan === 'none' || subject === undefined) return [];
  const wanted: readonly Scanner[] =
    scan === 'first'
      ? (await scanners.available(subject, signal)).slice(0, 1)
      : scan.map((name) => scanners.named(name));
  const results: Result<ScanResult, ScanError>[] = [];
  for (const scanner of wanted) results.push(await scanner.scan(subject, signal));
  return results;
}

function subjectOf({ reference, entry, details }: ImageInspection): ScanSubject | undefined {
  if (!details.ok) return undefined;
  const { platform, manifest } = details.value;
  return {
    reference,
    platform,
    manifest,
    index: entry.kind === 'index' ? entry.digest : undefined,
  };
}
