import { adviceFor, summarizeImage, type SummaryLine } from '../analysis/image-summary.ts';
import { explainMemory } from '../analysis/registry-sentences.ts';
import type { ImageOccurrence } from '../model/document-model.ts';
import { inertMarkdown } from '../pages/markdown-text.ts';
import { openImageReportCommand } from './protocol.ts';
import { subjectOf } from './report-subject.ts';
import { knownOf } from './reporting.ts';
import type { Session, Snapshot } from './session.ts';

/**
 * What is known of an image in five lines at most, as Markdown in which nothing that strangers wrote is more than text: from
 * memory and our own lists alone, so at once. Undefined for what no registry has.
 */
export async function imageLines(
  session: Session,
  snapshot: Snapshot,
  occurrence: ImageOccurrence,
): Promise<string | undefined> {
  const { image } = occurrence;
  if (image.kind !== 'reference') return undefined;
  const [known, memory] = await Promise.all([
    knownOf(session, image.reference, snapshot.options.policy.require),
    session.recall(image.reference),
  ]);
  const now = session.now();
  const lines = summarizeImage(known, now).map((line) =>
    memory !== undefined && line.question === 'what-is-in-it'
      ? `${line.source.kind === 'not-known' ? '' : `${shownLine(line)} `}${explainMemory(image.reference, memory, now)}`
      : shownLine(line),
  );
  const last = [
    adviceFor(known),
    session.capabilities.showsReports ? reportLink(snapshot, occurrence) : undefined,
  ].filter((part) => part !== undefined);
  return [...lines, ...(last.length === 0 ? [] : [last.join(' ')])].join('  \n');
}

function shownLine({ label, text, source }: SummaryLine): string {
  return `**${label}:** ${inertMarkdown(text)} *(${inertMarkdown(source.words)})*`;
}

/** A link that clients follow which trust our Markdown for this one command. */
function reportLink(snapshot: Snapshot, occurrence: ImageOccurrence): string {
  const argument = encodeURIComponent(JSON.stringify([subjectOf(snapshot, occurrence)]));
  // In Markdown a parenthesis ends the address.
  const escaped = argument.replaceAll('(', '%28').replaceAll(')', '%29');
  return `[Open image report](command:${openImageReportCommand}?${escaped})`;
}
