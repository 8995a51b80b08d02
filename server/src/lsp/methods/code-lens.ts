import type { CodeLens, CodeLensParams } from 'vscode-languageserver';
import { scanInWords } from '../../analysis/image-summary.ts';
import type { ImageOccurrence } from '../../model/document-model.ts';
import { openImageReportCommand } from '../protocol.ts';
import { subjectOf } from '../report-subject.ts';
import type { Session, Snapshot } from '../session.ts';

/** More lenses than fit on any screen. */
const maximalLenses = 200;

/** `textDocument/codeLens`: above each image the numbers of its last scan, as far as this machine knows; nobody is asked. */
export async function codeLenses(
  session: Session,
  { textDocument }: CodeLensParams,
): Promise<readonly CodeLens[]> {
  const snapshot = await session.snapshot(textDocument.uri);
  if (snapshot === undefined) return [];
  const { showsCounts } = await session.inspections.settings();
  if (!showsCounts) return [];
  const { model, source } = snapshot.report;
  const own = model.images.filter(({ span }) => span.end <= source.text.length);
  const lenses = await Promise.all(
    own.slice(0, maximalLenses).map((occurrence) => lensOf(session, snapshot, occurrence)),
  );
  return lenses.flat();
}

async function lensOf(
  session: Session,
  snapshot: Snapshot,
  occurrence: ImageOccurrence,
): Promise<readonly CodeLens[]> {
  const { image, span } = occurrence;
  if (image.kind !== 'reference') return [];
  const scan = (await session.images.record(image.reference))?.scan;
  if (scan === undefined) return [];
  const title = scanInWords(scan, session.now());
  // A client without pages shows the numbers, and has nothing to open.
  const command = session.capabilities.showsReports
    ? { title, command: openImageReportCommand, arguments: [subjectOf(snapshot, occurrence)] }
    : { title, command: '' };
  return [{ range: snapshot.lines.rangeOf(span), command }];
}
