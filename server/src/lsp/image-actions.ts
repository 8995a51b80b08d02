import { CodeActionKind, type CodeAction, type Diagnostic } from 'vscode-languageserver';
import { introduceVariable } from '../analysis/introduce-variable.ts';
import {
  pinnedImageAt,
  pinOffersAt,
  type BlockedImage,
  type ReadyImage,
  type ReadyPinned,
} from '../analysis/pin-offers.ts';
import { introductionTitle } from '../analysis/sentences.ts';
import { mayHaveSmaller, mayHaveBetterTag } from '../analysis/tag-offers.ts';
import { canRetag } from '../model/pin-edits.ts';
import type { Span } from '../text/span.ts';
import { asking, resolvable, settled, shortened } from './offering.ts';
import { openImageReportCommand } from './protocol.ts';
import { occurrenceAt, subjectOf } from './report-subject.ts';
import type { Session, Snapshot } from './session.ts';

/** The rules that a tag with a version settles. */
const aboutTags: ReadonlySet<unknown> = new Set([
  'image-no-tag',
  'image-latest-tag',
  'image-floating-tag',
]);
/** The rules that an update of the pin settles. */
const aboutOldPins: ReadonlySet<unknown> = new Set([
  'image-digest-missing',
  'image-digest-outdated',
  'image-tag-mismatch',
]);

/** What can be done with the images at a place beside pinning them. None of it is preferred: all of it is a choice. */
export function imageFixes(
  session: Session,
  snapshot: Snapshot,
  span: Span,
  diagnostics: readonly Diagnostic[],
): readonly CodeAction[] {
  const actions: CodeAction[] = [];
  for (const offer of pinOffersAt(snapshot.report, span))
    if (offer.kind === 'ready') actions.push(...tagFixes(session, snapshot, offer, diagnostics));
  const pinned = pinnedImageAt(snapshot.report, span);
  if (pinned?.kind === 'ready' && pinned.reference.tag !== undefined)
    actions.push(updateFix(snapshot, pinned, diagnostics), ...smallerFixes(snapshot, pinned));
  return actions;
}

/** The report of the image at a place, for clients that show it; no kind, as it changes nothing. */
export function imageReports(
  session: Session,
  snapshot: Snapshot,
  { start }: Span,
): readonly CodeAction[] {
  const occurrence = occurrenceAt(snapshot, start, 'exactly');
  if (!session.capabilities.showsReports || occurrence?.image.kind !== 'reference') return [];
  const title = `Open the image report of ${shortened(occurrence.image.reference.written)}`;
  const command = {
    title,
    command: openImageReportCommand,
    arguments: [subjectOf(snapshot, occurrence)],
  };
  return [{ title, kind: CodeActionKind.Empty, command }];
}

/** Changes of how an image is written, for people who ask for them. */
export function imageRefactorings(
  session: Session,
  snapshot: Snapshot,
  span: Span,
): readonly CodeAction[] {
  const actions: CodeAction[] = [];
  const pinned = pinnedImageAt(snapshot.report, span);
  if (pinned?.kind === 'ready') actions.push(...digestRefactorings(session, snapshot, pinned));
  for (const offer of pinOffersAt(snapshot.report, span))
    if (offer.kind === 'blocked') actions.push(...introductions(snapshot, offer));
  return actions;
}

function tagFixes(
  session: Session,
  snapshot: Snapshot,
  image: ReadyImage,
  diagnostics: readonly Diagnostic[],
): readonly CodeAction[] {
  const kind = CodeActionKind.QuickFix;
  const name = shortened(image.name);
  const place = placeOf(snapshot, image);
  const actions: CodeAction[] = [];
  if (mayHaveBetterTag(image.reference) && canRetag(image.reference, image.version)) {
    const title = `Use the most descriptive tag of ${name}`;
    const about = settled(snapshot, image.occurrence, diagnostics, (rule) => aboutTags.has(rule));
    actions.push(
      resolvable(
        session,
        { title: `${title} and pin it`, kind, ...about },
        { kind: 'describe-and-pin', ...place },
      ),
      resolvable(session, { title, kind, ...about }, { kind: 'describe', ...place }),
    );
  }
  return [...actions, ...smallerFixes(snapshot, image)];
}

function smallerFixes(snapshot: Snapshot, image: ReadyImage): readonly CodeAction[] {
  // What reads the Dockerfile is no part of the image that is built.
  if (image.occurrence.role === 'frontend') return [];
  if (!mayHaveSmaller(image.reference) || !canRetag(image.reference, image.version)) return [];
  const title = `Look for smaller variants of ${shortened(image.name)}…`;
  const kind = CodeActionKind.QuickFix;
  return [asking({ title, kind }, { kind: 'smaller', ...placeOf(snapshot, image) })];
}

function updateFix(
  snapshot: Snapshot,
  image: ReadyPinned,
  diagnostics: readonly Diagnostic[],
): CodeAction {
  const title = `Update the pin of ${shortened(image.name)}…`;
  const about = settled(snapshot, image.occurrence, diagnostics, (rule) => aboutOldPins.has(rule));
  const kind = CodeActionKind.QuickFix;
  return asking({ title, kind, ...about }, { kind: 'update', ...placeOf(snapshot, image) });
}

function digestRefactorings(
  session: Session,
  snapshot: Snapshot,
  image: ReadyPinned,
): readonly CodeAction[] {
  const kind = CodeActionKind.RefactorRewrite;
  const name = shortened(image.name);
  const place = placeOf(snapshot, image);
  const outcome = image.reference.tag === undefined ? ` (it then means ${name}:latest)` : '';
  return [
    resolvable(session, { title: `Unpin ${name}${outcome}`, kind }, { kind: 'unpin', ...place }),
    asking({ title: `Copy the digest of ${name}`, kind }, { kind: 'copy-digest', ...place }),
  ];
}

function introductions(snapshot: Snapshot, image: BlockedImage): readonly CodeAction[] {
  const introduction = introduceVariable(snapshot.report, image);
  if (introduction === undefined) return [];
  const action = { title: introductionTitle(introduction), kind: CodeActionKind.RefactorRewrite };
  return [asking(action, { kind: 'introduce', ...placeOf(snapshot, image) })];
}

function placeOf(
  { uri, version }: Snapshot,
  { occurrence }: ReadyImage | ReadyPinned | BlockedImage,
): { readonly uri: string; readonly version: number; readonly start: number } {
  return { uri, version, start: occurrence.span.start };
}
