import {
  CodeActionKind,
  type CodeAction,
  type CodeActionParams,
  type Diagnostic,
} from 'vscode-languageserver';
import {
  isFloating,
  pinOffers,
  pinOffersAt,
  type PinOffer,
  type ReadyImage,
} from '../../analysis/pin-offers.ts';
import { fixActions, fixAllActions, fixAllKind } from '../fixing.ts';
import { hardeningActions } from '../hardening-actions.ts';
import { imageFixes, imageRefactorings, imageReports } from '../image-actions.ts';
import { resolvable, settled, shortened } from '../offering.ts';
import type { Session, Snapshot } from '../session.ts';

/** Pins every image of the file; a source action, as it looks beyond the selection. */
export const pinAllKind = `${CodeActionKind.Source}.pinImages.seaworthy`;

/** `textDocument/codeAction`: what can be done here. Nothing is asked of anyone until an action is chosen. */
export async function listCodeActions(
  session: Session,
  { textDocument, range, context }: CodeActionParams,
): Promise<readonly CodeAction[]> {
  const snapshot = await session.snapshot(textDocument.uri);
  if (snapshot === undefined) return [];
  const isAllowed = (await session.registries.bar()) === undefined;
  const { report, lines } = snapshot;
  const span = { start: lines.offsetAt(range.start), end: lines.offsetAt(range.end) };
  const actions: CodeAction[] = [];
  if (wants(context.only, CodeActionKind.QuickFix)) {
    for (const offer of pinOffersAt(report, span).filter(isMissed))
      actions.push(pinAction(session, snapshot, offer, isAllowed, context.diagnostics));
    actions.push(...imageFixes(session, snapshot, span, context.diagnostics));
    // Last, as their last are those that only silence a rule.
    actions.push(...fixActions(session, snapshot, span, context.diagnostics));
  }
  if (wants(context.only, CodeActionKind.RefactorRewrite))
    actions.push(
      ...imageRefactorings(session, snapshot, span),
      ...hardeningActions(snapshot, span),
    );
  if (wants(context.only, CodeActionKind.Empty))
    actions.push(...imageReports(session, snapshot, span));
  if (wants(context.only, fixAllKind, isSource)) actions.push(...fixAllActions(session, snapshot));
  const isReady = pinOffers(report).some(({ kind }) => kind === 'ready');
  if (wants(context.only, pinAllKind, isSource) && isReady)
    actions.push(pinAllAction(session, snapshot));
  return actions;
}

/** Nobody misses a digest at the name of what a build makes. */
function isMissed({ occurrence: { image } }: PinOffer): boolean {
  return image.kind !== 'build-output';
}

/** Kinds are hierarchical: `source` asks for `source.pinImages.seaworthy` as well. */
function wants(
  only: readonly string[] | undefined,
  kind: string,
  isImplied: (only: string) => boolean = () => true,
): boolean {
  if (only === undefined) return isImplied('');
  return only.some((asked) => asked === '' || kind === asked || kind.startsWith(`${asked}.`));
}

/** Source actions stay out of the menu of a place unless they are asked for. */
function isSource(only: string): boolean {
  return only !== '';
}

/**
 * The action for one image. One that cannot be pinned has an action all the same, which tells why when it
 * is chosen: editors hide actions that are marked as disabled, and with them the reason.
 */
function pinAction(
  session: Session,
  snapshot: Snapshot,
  offer: PinOffer,
  isAllowed: boolean,
  diagnostics: readonly Diagnostic[],
): CodeAction {
  const { uri, version } = snapshot;
  const { start } = offer.occurrence.span;
  const name = shortened(offer.name);
  const settles = (rule: unknown): boolean => session.rule(rule)?.meta.isSettledByPin === true;
  const isReady = offer.kind === 'ready';
  return resolvable(
    session,
    {
      title: isReady ? pinTitle(name, offer) : `Why can't ${name} be pinned?`,
      kind: CodeActionKind.QuickFix,
      ...(isReady && settled(snapshot, offer.occurrence, diagnostics, settles)),
      ...(isReady && isAllowed && !isFloating(offer) ? { isPreferred: true } : {}),
    },
    { kind: 'pin', uri, version, start },
  );
}

/** Warns where the tag is nothing to go by: the pin then says no version, and updates of it may be anything. */
function pinTitle(name: string, offer: ReadyImage): string {
  return `Pin ${name} to its digest${isFloating(offer) ? ' (no fixed version)' : ''}`;
}

function pinAllAction(session: Session, { uri, version }: Snapshot): CodeAction {
  return resolvable(
    session,
    { title: 'Pin all images in this file to their digests', kind: pinAllKind },
    { kind: 'pin-all', uri, version },
  );
}
