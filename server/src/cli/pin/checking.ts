import { askedAtOnce } from '../../analysis/distinct-images.ts';
import { workInLanes } from '../../analysis/lanes.ts';
import { pinnedImages, pinOffers } from '../../analysis/pin-offers.ts';
import { explainRegistryError } from '../../analysis/registry-sentences.ts';
import type { Report } from '../../analysis/report.ts';
import { withoutShared } from '../../analysis/shared-environment.ts';
import { judgeMovedTag } from '../../analysis/update-judge.ts';
import type { ImageOccurrence } from '../../model/document-model.ts';
import { pinKey } from '../../reference/image-keys.ts';
import type { ImageReference } from '../../reference/reference.ts';
import type { CheckFailure } from '../../registry/pin-knowledge.ts';
import { createLineIndex } from '../../text/line-index.ts';
import { plainLine } from '../../text/plain-line.ts';
import { fail, ok, type Result } from '../../text/result.ts';
import type { PinCommand } from '../command.ts';
import type { CliPorts, ExitCode } from '../ports.ts';
import { registryFor } from '../registry.ts';
import { isStopped, tell } from '../sources.ts';
import { explainComplaint, summarizeCheck } from './check-sentences.ts';
import { withProgress } from './progress.ts';
import { readReports, type ReadReport } from './reports.ts';
import { complaintOf, type KnownPin, type PinComplaint } from './verdicts.ts';

/** An image that could have a digest, or has one. */
interface CheckedImage {
  readonly name: string;
  readonly occurrence: ImageOccurrence;
  /** With a digest, and nothing unknown in it; the others can be judged without a request. */
  readonly pinned: ImageReference | undefined;
  readonly complaint: PinComplaint | undefined;
}

type Found = ReadonlyMap<string, Result<KnownPin, CheckFailure>>;

/**
 * Says which images are not pinned, are pinned to what their tags no longer stand for, or are gone, a line each; what
 * is built here needs no pin. Each distinct image is asked for once, and nothing is changed.
 */
export async function checkPins(command: PinCommand, ports: CliPorts): Promise<ExitCode> {
  const { read, hasProblem } = await readReports(command, ports);
  if (isStopped(ports)) return 2;
  const imagesOf = imagesToCheck(read.map(({ report }) => report));
  const found = await askForEach(imagesOf.flat(), command, ports);
  if (isStopped(ports)) return 2;

  const complaints: PinComplaint[] = [];
  const failures: string[] = [];
  for (const [index, source] of read.entries())
    for (const image of imagesOf[index] ?? []) {
      const complaint = judge(image, found);
      if (!complaint.ok) failures.push(complaint.error);
      else if (complaint.value !== undefined) {
        complaints.push(complaint.value);
        ports.write(`${plainLine(lineFor(source, image, complaint.value))}\n`);
      }
    }
  for (const sentence of new Set(failures)) tell(ports, sentence);
  const images = imagesOf.flat().length;
  tell(ports, summarizeCheck({ images, complaints, unknown: failures.length }));
  if (hasProblem || failures.length > 0) return 2;
  return complaints.length > 0 ? 1 : 0;
}

/** The images of each report, in the order of its text. */
function imagesToCheck(reports: readonly Report[]): readonly (readonly CheckedImage[])[] {
  const offersOf = withoutShared(reports, reports.map(pinOffers));
  return reports.map((report, index) => {
    const unpinned = (offersOf[index] ?? []).map(({ name, occurrence, ...offer }) => {
      const complaint: PinComplaint =
        'obstacle' in offer
          ? { kind: 'not-pinnable', obstacle: offer.obstacle }
          : { kind: 'not-pinned' };
      return { name, occurrence, pinned: undefined, complaint };
    });
    const pinned = pinnedImages(report).map(({ name, occurrence }) => {
      const { image } = occurrence;
      const reference = image.kind === 'reference' ? image.reference : undefined;
      return { name, occurrence, pinned: reference, complaint: undefined };
    });
    return [...unpinned, ...pinned].toSorted(
      (one, other) => one.occurrence.span.start - other.occurrence.span.start,
    );
  });
}

/** What became of each distinct pin; a registry that refuses further requests is asked no more. */
async function askForEach(
  images: readonly CheckedImage[],
  { cooldown, isVerbose }: PinCommand,
  ports: CliPorts,
): Promise<Found> {
  const references = new Map(images.flatMap(({ pinned }) => pinned ?? []).map(keyed));
  const found = new Map<string, Result<KnownPin, CheckFailure>>();
  if (references.size === 0) return found;
  const registry = await registryFor(ports, isVerbose);
  const pins = await ports.createPins();
  const refusals = new Map<string, CheckFailure>();

  async function ask(reference: ImageReference): Promise<Result<KnownPin, CheckFailure>> {
    const refusal = refusals.get(reference.registry);
    if (refusal !== undefined) return fail(refusal);
    const checked = await pins.check(reference, registry, allowAll, ports.signal);
    if (!checked.ok) {
      if (checked.error.code === 'rate-limited') refusals.set(reference.registry, checked.error);
      return checked;
    }
    const { tag } = checked.value;
    if (tag?.kind !== 'moved') return ok({ facts: checked.value, update: undefined });
    const sighting = await pins.sighting(reference);
    const update = judgeMovedTag(tag, sighting, cooldown, ports.now());
    return ok({ facts: checked.value, update });
  }

  await withProgress('Asking registries', isVerbose, ports, (onProgress) =>
    workInLanes(
      [...references],
      ([, { registry: name }]) => name,
      askedAtOnce,
      async ([key, reference]) => {
        if (ports.signal.aborted) return;
        onProgress(found.size, references.size, reference.written);
        found.set(key, await ask(reference));
      },
    ),
  );
  return found;
}

function keyed(reference: ImageReference): readonly [string, ImageReference] {
  return [pinKey(reference), reference];
}

function allowAll(): Promise<boolean> {
  return Promise.resolve(true);
}

/** What is wrong with an image, or a sentence that says why nobody knows. */
function judge(
  { pinned, complaint, occurrence }: CheckedImage,
  found: Found,
): Result<PinComplaint | undefined, string> {
  const known = pinned && found.get(pinKey(pinned));
  if (known === undefined || pinned === undefined) return ok(complaint);
  if (known.ok) return ok(complaintOf(known.value, occurrence.platform));
  const { error } = known;
  return fail(
    error.code === 'no-budget'
      ? 'No more requests may be sent today.'
      : explainRegistryError(pinned, error, 'check'),
  );
}

function lineFor(
  { file, report }: ReadReport,
  { name, occurrence }: CheckedImage,
  complaint: PinComplaint,
): string {
  const lines = createLineIndex(report.source.text);
  const { line, character } = lines.positionAt(occurrence.span.start);
  return `${file.path}:${line + 1}:${character + 1}: ${name}: ${explainComplaint(complaint)}`;
}
