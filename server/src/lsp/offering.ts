import type { CodeAction } from 'vscode-languageserver';
import type { ImageData, PinData } from './action-data.ts';
import { applyPinCommand, imageCommand } from './protocol.ts';
import type { Session } from './session.ts';

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

const maximalName = 80;

/** A name that a menu has room for. */
export function shortened(name: string): string {
  return name.length > maximalName ? `${name.slice(0, maximalName - 1)}…` : name;
}
