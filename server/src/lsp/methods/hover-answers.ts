import type { CancellationToken, Hover, HoverParams } from 'vscode-languageserver';
import { examineImage } from '../../analysis/questions/examine.ts';
import { recentFacts } from '../../reference/image-facts.ts';
import type { ImageReference } from '../../reference/reference.ts';
import { withSignal } from '../cancellation.ts';
import { findSubject, occurrenceAt } from '../report-subject.ts';
import { recordOf, wishesFor } from '../reporting.ts';
import type { Session, Snapshot } from '../session.ts';
import { hoverOn } from './hover.ts';

/**
 * `seaworthy/hoverAnswers`: the lines on an image after its registry was asked, for people who have said that looking at an image
 * may ask. Null where that is not so, where the registries may not be asked, and where the last answer is recent: the hover itself
 * has it.
 */
export async function answerHover(
  session: Session,
  { textDocument, position }: HoverParams,
  token: CancellationToken,
): Promise<Hover | null> {
  const settings = await session.inspections.settings();
  if (!settings.hoverAsks || (await session.registries.bar()) !== undefined) return null;
  const snapshot = await session.snapshot(textDocument.uri);
  if (snapshot === undefined) return null;
  const offset = snapshot.lines.offsetAt(position);
  const occurrence = occurrenceAt(snapshot, offset, 'exactly');
  if (occurrence?.image.kind !== 'reference') return null;
  const { reference } = occurrence.image;
  if (await isRecent(session, reference, snapshot)) return null;
  const subject = await findSubject(session, { uri: textDocument.uri, offset });
  if (!subject.ok) return null;
  const ports = await session.inspections.ports();
  const wishes = {
    ...wishesFor(subject.value, settings, { scans: false, looksAtEngine: false }),
    listsTags: false,
  };
  const examined = await withSignal(token, (signal) =>
    examineImage(reference, wishes, ports, signal),
  );
  return examined.ok ? hoverOn(session, snapshot, occurrence) : null;
}

/** Whether everything was asked for not long ago; a scan is not what a hover asks for. */
async function isRecent(
  session: Session,
  reference: ImageReference,
  { options }: Snapshot,
): Promise<boolean> {
  const facts = await recordOf(session, reference, options.policy.require);
  const recent = facts && recentFacts(facts, session.now());
  return recent?.origin !== undefined && recent.signature !== undefined;
}
