import * as vscode from 'vscode';
import { registerCommands } from './commands.ts';
import { createClient } from './server-process.ts';
import { createStatus } from './status.ts';

/** Starts the language server and wires it to the editor; all decisions are made in the server. */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const client = createClient(context);
  const status = createStatus(client);
  context.subscriptions.push(
    status,
    ...registerCommands(client),
    vscode.workspace.onDidGrantWorkspaceTrust(() => client.grantTrust()),
    { dispose: () => void client.dispose() },
  );
  await client.start();
}
