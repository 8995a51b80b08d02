import { pinnedImages, pinOffers } from '../../analysis/pin-offers.ts';
import type { Report } from '../../analysis/report.ts';
import { withoutShared } from '../../analysis/shared-environment.ts';
import { judgeMovedTag } from '../../analysis/update-judge.ts';
import type { ImageOccurrence } from '../../model/document-model.ts';
import { pinKey } from '../../reference/image-keys.ts';
import type { PinFacts } from '../../reference/pin-facts.ts';
import type { ImageReference } from '../../reference/reference.ts';
import { createLineIndex, shownPosition } from '../../text/line-index.ts';
import { plainLine } from '../../text/plain-line.ts';
import { ok, type Result } from '../../text/result.ts';
import type { PinCommand } from '../command.ts';
import { checkEachPin } from '../pin-checks.ts';
import type { CliPorts, ExitCode } from '../ports.ts';
import { registryFor } from '../registry.ts';
import { isStopped, tell } from '../sources.ts';
import { explainComplaint, summarizeCheck } from './check-sentences.ts';
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

/** By `pinKey`; the error is a sentence. */
type Found = ReadonlyMap<string, Result<KnownPin, string>>;

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

/** What became of each distinct pin, and whether to follow its tag. */
async function askForEach(
  images: readonly CheckedImage[],
  { cooldown, isVerbose }: PinCommand,
  ports: CliPorts,
): Promise<Found> {
  const references = images.flatMap(({ pinned }) => pinned ?? []);
  const found = new Map<string, Result<KnownPin, string>>();
  if (references.length === 0) return found;
  const pins = await ports.createPins();
  const registry = await registryFor(ports, isVerbose);
  const checked = await checkEachPin(references, pins, isVerbose, ports, registry);
  for (const reference of references) {
    const key = pinKey(reference);
    const result = checked.get(key);
    if (result === undefined || found.has(key)) continue;
    found.set(key, result.ok ? ok(await knownPin(reference, result.value)) : result);
  }
  return found;

  async function knownPin(reference: ImageReference, facts: PinFacts): Promise<KnownPin> {
    if (facts.tag?.kind !== 'moved') return { facts, update: undefined };
    const sighting = await pins.sighting(reference);
    return { facts, update: judgeMovedTag(facts.tag, sighting, cooldown, ports.now()) };
  }
}

/** What is wrong with an image, or a sentence that says why nobody knows. */
function judge(
  { pinned, complaint, occurrence }: CheckedImage,
  found: Found,
): Result<PinComplaint | undefined, string> {
  const known = pinned && found.get(pinKey(pinned));
  if (known === undefined || pinned === undefined) return ok(complaint);
  return known.ok ? ok(complaintOf(known.value, occurrence.platform)) : known;
}

function lineFor(
  { file, report }: ReadReport,
  { name, occurrence }: CheckedImage,
  complaint: PinComplaint,
): string {
  const lines = createLineIndex(report.source.text);
  const place = shownPosition(lines.positionAt(occurrence.span.start));
  return `${file.path}:${place}: ${name}: ${explainComplaint(complaint)}`;
}
