import * as vscode from 'vscode';
import { registerAskingHover } from './asking-hover.ts';
import { answerQuestions } from './asking.ts';
import { registerCommands } from './commands.ts';
import { CompletionWatch } from './completion.ts';
import { answerCredentials, createCredentialStore } from './credentials.ts';
import { answerForFiles } from './files.ts';
import { ImageReports } from './image-reports.ts';
import { createClient, isOurs, type SeaworthyClient } from './server-process.ts';
import { createStatus } from './status.ts';

/** Starts the language server and wires it to the editor; all decisions are made in the server. */
export function activate(context: vscode.ExtensionContext): Promise<void> {
  const completion = new CompletionWatch();
  const client = createClient(context, completion.middleware);
  const credentials = createCredentialStore(context);
  context.subscriptions.push(
    completion,
    createStatus(client),
    ...registerCommands(client, credentials),
    answerCredentials(client, credentials, context),
    answerQuestions(client),
    answerForFiles(client),
    registerAskingHover(client),
    new ImageReports(client),
    vscode.workspace.onDidGrantWorkspaceTrust(() => client.grantTrust()),
    vscode.extensions.onDidChange(() => client.tellDockerChecks()),
    { dispose: () => void client.dispose() },
  );
  return startWhenNeeded(client, context);
}

/** YAML wakes the extension as well, but only a Compose file among it is worth a server. */
async function startWhenNeeded(
  client: SeaworthyClient,
  context: vscode.ExtensionContext,
): Promise<void> {
  if (vscode.workspace.textDocuments.some(isOurs)) return client.start();
  const waiting = vscode.workspace.onDidOpenTextDocument((document) => {
    if (!isOurs(document)) return;
    waiting.dispose();
    void client.start();
  });
  context.subscriptions.push(waiting);
}
