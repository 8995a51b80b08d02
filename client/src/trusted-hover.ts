import * as vscode from 'vscode';
import type { HoverMiddleware } from 'vscode-languageclient/node';
import { openImageReportCommand } from '../../server/src/lsp/protocol.ts';

/** Lets the link to the report work in the server's hovers, and no other command. */
export const provideTrustedHover: NonNullable<HoverMiddleware['provideHover']> = async (
  document,
  position,
  token,
  next,
) => trusted(await next(document, position, token));

/** A hover whose links may open a report. */
export function trusted<T extends vscode.Hover | null | undefined>(hover: T): T {
  for (const content of hover?.contents ?? [])
    if (content instanceof vscode.MarkdownString)
      content.isTrusted = { enabledCommands: [openImageReportCommand] };
  return hover;
}
