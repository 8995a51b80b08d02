import { askedAtOnce } from '../../analysis/distinct-images.ts';
import { needsAnything, withNeeds, type ImageQuestion } from '../../analysis/examination-wishes.ts';
import type { InspectionFailure } from '../../analysis/image-inspection.ts';
import { workInLanes, type LaneLimits } from '../../analysis/lanes.ts';
import { examineImage } from '../../analysis/questions/examine.ts';
import type { Examination, ExaminationWishes } from '../../analysis/questions/examination.ts';
import { explainScanError } from '../../analysis/questions/scan-sentences.ts';
import { signerPolicyFor } from '../../analysis/questions/signers.ts';
import type { ExaminationPorts } from '../../analysis/questions/tools.ts';
import { explainRegistryError } from '../../analysis/registry-sentences.ts';
import type { ImageFacts } from '../../reference/image-facts.ts';
import type { ImageReference } from '../../reference/reference.ts';
import type { RegistryError } from '../../registry/errors.ts';
import type { ImageRegistry } from '../../registry/image-registry.ts';
import { withoutDigest } from '../../rules/images.ts';
import type { ScanError } from '../../scanners/scan.ts';
import type { TrustSettings } from '../../settings/inspection-settings.ts';
import { fail, type Result } from '../../text/result.ts';
import { machinePlatform } from '../machine-platform.ts';
import type { CliPorts } from '../ports.ts';
import { withProgress } from '../progress.ts';
import { tell } from '../sources.ts';

type Scan = ExaminationWishes['scan'];

/** What was found out about images. */
export interface ExaminedImages {
  /** By the keys of the questions. */
  readonly facts: ReadonlyMap<string, ImageFacts>;
  /** Sentences about what could not be found out, each once. */
  readonly failures: readonly string[];
}

/** One after the other: a scanner uses all that the machine has, and locks its data. */
const scannedAtOnce: LaneLimits = { each: 1, all: 1 };

/** The questions of all files with each image once, without those of which nothing has to be known. */
export function distinctQuestions(
  questions: Iterable<ImageQuestion>,
  scan: Scan,
): readonly ImageQuestion[] {
  const distinct = new Map<string, ImageQuestion>();
  for (const question of questions) {
    const known = distinct.get(question.key);
    const needs = known === undefined ? question.needs : withNeeds(known.needs, question.needs);
    distinct.set(question.key, { ...question, needs });
  }
  return [...distinct.values()].filter(({ needs }) => scan !== 'none' || needsAnything(needs));
}

/**
 * Finds out about each image what is needed, and has it scanned where that is wanted; a registry that refuses further
 * requests is asked no more. When the signal says so, those that were not reached are left out.
 */
export async function examineEach(
  questions: readonly ImageQuestion[],
  scan: Scan,
  registry: ImageRegistry,
  isVerbose: boolean,
  ports: CliPorts,
): Promise<ExaminedImages> {
  const log = (line: string): void => {
    if (isVerbose) tell(ports, line);
  };
  const settings = await ports.readInspection();
  const examining: ExaminationPorts = {
    ...(await ports.createTools(registry, settings, log)),
    registry,
    knowledge: await ports.openImageKnowledge(log),
    now: ports.now,
  };
  const facts = new Map<string, ImageFacts>();
  const failures = new Set<string>();
  const refusals = new Map<string, RegistryError>();
  let done = 0;

  async function ask(question: ImageQuestion): Promise<Result<Examination, InspectionFailure>> {
    const { reference } = question;
    const error = refusals.get(reference.registry);
    if (error !== undefined) return fail({ kind: 'registry', error });
    const wishes = wishesOf(question, scan, settings.trust);
    const examined = await examineImage(reference, wishes, examining, ports.signal);
    if (!examined.ok && isRateLimit(examined.error))
      refusals.set(reference.registry, examined.error.error);
    return examined;
  }
  async function examine(question: ImageQuestion): Promise<void> {
    const { key, reference } = question;
    const examined = await ask(question);
    if (examined.ok) facts.set(key, examined.value.facts);
    const sentences = examined.ok
      ? failuresOf(question, examined.value, scan)
      : [explainFailure(reference, examined.error)];
    for (const sentence of sentences) failures.add(sentence);
  }

  const title = scan === 'none' ? 'Looking at images' : 'Scanning images';
  await withProgress(title, isVerbose, ports, (onProgress) =>
    workInLanes(
      questions,
      ({ reference }) => reference.registry,
      scan === 'none' ? askedAtOnce : scannedAtOnce,
      async (question) => {
        if (ports.signal.aborted) return;
        onProgress(done, questions.length, question.reference.written);
        await examine(question);
        done++;
      },
    ),
  );
  return { facts, failures: [...failures] };
}

function isRateLimit(
  failure: InspectionFailure,
): failure is Extract<InspectionFailure, { kind: 'registry' }> {
  return failure.kind === 'registry' && failure.error.code === 'rate-limited';
}

function wishesOf(
  { reference, needs, requirements }: ImageQuestion,
  scan: Scan,
  trust: TrustSettings,
): ExaminationWishes {
  return {
    platform: { wanted: undefined, preferred: machinePlatform(process.arch) },
    listsTags: false,
    asksPublisher: needs.publisher,
    asksAttestations: needs.attestations,
    asksSignatures: needs.signatures,
    signers: signerPolicyFor(reference, requirements, trust),
    // No rule is about it.
    asksContentTrust: false,
    scan,
    asksEngine: false,
    service: undefined,
  };
}

/** What was needed and could not be found out of an image that is there. */
function failuresOf(
  { reference, needs }: ImageQuestion,
  { inspection, publisher, attestations, signatures, scans }: Examination,
  scan: Scan,
): readonly string[] {
  const isDetailed = needs.origin || scan !== 'none';
  const parts: readonly (Result<unknown, RegistryError> | undefined)[] = [
    isDetailed ? inspection.details : undefined,
    needs.publisher ? publisher : undefined,
    needs.attestations ? attestations : undefined,
    ...(signatures?.unseen ?? []).map(({ error }) => fail(error)),
  ];
  const errors = parts.flatMap((part) => (part?.ok === false ? [part.error] : []));
  const wasScannable = scan !== 'none' && inspection.details.ok;
  return [
    ...errors.map((error) => explainRegistryError(reference, error, 'check')),
    ...scans.flatMap((result) => (result.ok ? [] : [explainScan(reference, result.error)])),
    ...(wasScannable && scans.length === 0 ? [noScanner] : []),
  ];
}

const noScanner =
  'No image was scanned: no scanner is installed or set up. Install Trivy or Grype, or say in inspection.yaml where a Clair answers.';

/** What is wrong with the scanner itself is the same for every image and is told once. */
function explainScan(reference: ImageReference, error: ScanError): string {
  const sentence = explainScanError(reference, error);
  const isOfScanner = ['not-installed', 'not-set-up', 'compromised'].includes(error.code);
  return isOfScanner ? sentence : `Could not scan \`${withoutDigest(reference)}\`: ${sentence}`;
}

function explainFailure(reference: ImageReference, failure: InspectionFailure): string {
  return failure.kind === 'registry'
    ? explainRegistryError(reference, failure.error, 'check')
    : `Could not check \`${reference.written}\`: it has no image for this platform.`;
}
