import {
  CodeActionKind,
  type CodeAction,
  type CodeActionParams,
  type Diagnostic,
} from 'vscode-languageserver';
import { pinOffers, pinOffersAt, type PinOffer } from '../../analysis/pins.ts';
import { explainBar, explainObstacle, type RegistryBar } from '../../analysis/sentences.ts';
import type { ActionData } from '../action-data.ts';
import { applyPinCommand } from '../protocol.ts';
import type { Session, Snapshot } from '../session.ts';
import { diagnosticSource } from '../to-protocol.ts';

/** Pins every image of the file; a source action, as it looks beyond the selection. */
export const pinAllKind = `${CodeActionKind.Source}.pinImages.seaworthy`;

/** `textDocument/codeAction`: what can be done here. Nothing is asked of anyone until an action is chosen. */
export async function listCodeActions(
  session: Session,
  { textDocument, range, context }: CodeActionParams,
): Promise<readonly CodeAction[]> {
  const snapshot = await session.snapshot(textDocument.uri);
  if (snapshot === undefined) return [];
  const bar = await session.registryBar();
  const { report, lines } = snapshot;
  const span = { start: lines.offsetAt(range.start), end: lines.offsetAt(range.end) };
  const actions: CodeAction[] = [];
  if (wants(context.only, CodeActionKind.QuickFix))
    for (const offer of pinOffersAt(report, span))
      actions.push(pinAction(session, snapshot, offer, bar, context.diagnostics));
  const isReady = pinOffers(report).some(({ kind }) => kind === 'ready');
  if (wants(context.only, pinAllKind, isSource) && isReady)
    actions.push(pinAllAction(session, snapshot, bar));
  return actions;
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

function pinAction(
  session: Session,
  snapshot: Snapshot,
  offer: PinOffer,
  bar: RegistryBar | undefined,
  diagnostics: readonly Diagnostic[],
): CodeAction {
  const { uri, version } = snapshot;
  const { start } = offer.occurrence.span;
  const fixed = diagnostics.filter((diagnostic) => isAbout(diagnostic, offer, snapshot));
  const obstacle =
    offer.kind === 'blocked' ? explainObstacle(offer.name, offer.obstacle) : bar && explainBar(bar);
  return completed(
    session,
    {
      title: `Pin ${shortened(offer.name)} to its digest`,
      kind: CodeActionKind.QuickFix,
      ...(fixed.length > 0 ? { diagnostics: fixed } : {}),
      ...(obstacle === undefined ? { isPreferred: true } : {}),
    },
    { kind: 'pin', uri, version, start },
    obstacle,
  );
}

function pinAllAction(
  session: Session,
  { uri, version }: Snapshot,
  bar: RegistryBar | undefined,
): CodeAction {
  return completed(
    session,
    { title: 'Pin all images in this file to their digests', kind: pinAllKind },
    { kind: 'pin-all', uri, version },
    bar && explainBar(bar),
  );
}

/** Gives the action its way to an edit: by resolving, by a command where the client cannot, or none and why. */
function completed(
  { capabilities }: Session,
  action: CodeAction,
  data: ActionData,
  obstacle: string | undefined,
): CodeAction {
  if (obstacle !== undefined && capabilities.showsDisabledActions)
    return { ...action, disabled: { reason: obstacle } };
  if (capabilities.resolvesEdits) return { ...action, data };
  const { title } = action;
  return { ...action, command: { title, command: applyPinCommand, arguments: [data] } };
}

const pinnedRules: ReadonlySet<unknown> = new Set([
  'image-no-tag',
  'image-latest-tag',
  'image-floating-tag',
  'image-not-pinned',
]);

function isAbout(
  { source, code, range }: Diagnostic,
  offer: PinOffer,
  { lines }: Snapshot,
): boolean {
  return (
    source === diagnosticSource &&
    pinnedRules.has(code) &&
    lines.offsetAt(range.start) === offer.occurrence.span.start
  );
}

function shortened(name: string): string {
  return name.length > 80 ? `${name.slice(0, 79)}…` : name;
}
