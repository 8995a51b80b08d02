import * as vscode from 'vscode';
import type { Hover } from 'vscode-languageclient/node';
import { hoverAnswersRequest } from '../../server/src/lsp/protocol.ts';
import { documentSelector, type SeaworthyClient } from './server-process.ts';
import { trusted } from './trusted-hover.ts';

/**
 * A second hover for those who let hovers ask registries: VS Code shows the first at once, and beside it that something loads.
 * The server answers at once with nothing where the person has not said so.
 */
export function registerAskingHover(client: SeaworthyClient): vscode.Disposable {
  return vscode.languages.registerHoverProvider(documentSelector, {
    async provideHover(document, position, token) {
      if (!client.isRunning()) return undefined;
      const params = client.code2ProtocolConverter.asTextDocumentPositionParams(document, position);
      const answer = await client.sendRequest<Hover | null>(hoverAnswersRequest, params, token);
      return trusted(client.protocol2CodeConverter.asHover(answer));
    },
  });
}
