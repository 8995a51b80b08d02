import * as vscode from 'vscode';
import type { CancellationToken } from 'vscode-languageclient/node';
import {
  findFilesRequest,
  openRequest,
  type FindFilesAnswer,
  type FindFilesParams,
  type OpenAnswer,
  type OpenParams,
} from '../../server/src/lsp/protocol.ts';
import type { SeaworthyClient } from './server-process.ts';

/** Lets the server find the files of the workspace and read them as the editor does. */
export function answerForFiles(client: SeaworthyClient): vscode.Disposable {
  return vscode.Disposable.from(
    client.onRequest(findFilesRequest, (params: FindFilesParams, token: CancellationToken) =>
      findFiles(client, params, token),
    ),
    client.onRequest(openRequest, (params: OpenParams) => openDocuments(client, params)),
  );
}

/** More than the names of Dockerfiles and Compose files, of which the server knows the exact form; VS Code takes no braces in braces. */
const candidates = `**/{${[
  `${anyCase('dockerfile')}*`,
  `*.${anyCase('dockerfile')}`,
  `${anyCase('containerfile')}*`,
  `*.${anyCase('containerfile')}`,
  `${anyCase('compose')}*.y*ml`,
  `*${anyCase('docker')}*${anyCase('compose')}*.y*ml`,
].join(',')}}`;

/** A glob for a word in capital and small letters. */
function anyCase(word: string): string {
  return word.replace(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
}

async function findFiles(
  { code2ProtocolConverter }: SeaworthyClient,
  { limit, skippedFolders }: FindFilesParams,
  token: CancellationToken,
): Promise<FindFilesAnswer> {
  // What is excluded in the settings is excluded as well.
  const skipped = `**/{${skippedFolders.join(',')}}/**`;
  const found = await vscode.workspace.findFiles(candidates, skipped, limit + 1, token);
  return {
    uris: found.slice(0, limit).map((uri) => code2ProtocolConverter.asUri(uri)),
    isPartial: found.length > limit,
  };
}

async function openDocuments(
  { code2ProtocolConverter, protocol2CodeConverter }: SeaworthyClient,
  { uris }: OpenParams,
): Promise<OpenAnswer> {
  const opened = await Promise.allSettled(
    uris.map(async (uri) => {
      const document = await vscode.workspace.openTextDocument(protocol2CodeConverter.asUri(uri));
      const { languageId, version } = document;
      const text = document.getText();
      return { uri: code2ProtocolConverter.asUri(document.uri), languageId, version, text };
    }),
  );
  return opened.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
}
