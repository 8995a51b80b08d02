import type { CodeAction, Diagnostic } from 'vscode-languageserver';
import type { ImageOccurrence } from '../model/document-model.ts';
import type { ImageData, PinData } from './action-data.ts';
import { applyPinCommand, imageCommand } from './protocol.ts';
import type { Session, Snapshot } from './session.ts';
import { diagnosticSource } from './to-protocol.ts';

/** Gives an action its way to an edit: by resolving, or by a command where the client cannot. */
export function resolvable(
  { capabilities }: Session,
  action: CodeAction,
  data: PinData,
): CodeAction {
  return capabilities.resolvesEdits
    ? { ...action, data }
    : withCommand(action, applyPinCommand, data);
}

/** Lets an action that talks to the person on its way run as a command, whatever the client can do. */
export function asking(action: CodeAction, data: ImageData): CodeAction {
  return withCommand(action, imageCommand, data);
}

function withCommand(action: CodeAction, command: string, data: PinData | ImageData): CodeAction {
  const { title } = action;
  return { ...action, command: { title, command, arguments: [data] } };
}

/** The diagnostics at an image that an action on it settles; editors list an action with some before those that only silence them. */
export function settled(
  { lines }: Snapshot,
  { span }: ImageOccurrence,
  diagnostics: readonly Diagnostic[],
  settles: (rule: unknown) => boolean,
): Pick<CodeAction, 'diagnostics'> {
  const found = diagnostics.filter(
    ({ source, code, range }) =>
      source === diagnosticSource && settles(code) && lines.offsetAt(range.start) === span.start,
  );
  return found.length === 0 ? {} : { diagnostics: found };
}

const maximalName = 80;

/** A name that a menu has room for. */
export function shortened(name: string): string {
  return name.length > maximalName ? `${name.slice(0, maximalName - 1)}…` : name;
}
