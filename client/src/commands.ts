import * as vscode from 'vscode';
import { pinAllCommand } from '../../server/src/lsp/protocol.ts';
import { signIn, signOut, type CredentialStore } from './credentials.ts';
import { signInCommand } from './sign-in-command.ts';
import { isOurs, type SeaworthyClient } from './server-process.ts';

/** The commands of the palette. */
export function registerCommands(
  client: SeaworthyClient,
  credentials: CredentialStore,
): readonly vscode.Disposable[] {
  return [
    vscode.commands.registerCommand('seaworthy.pinAllImages', () => pinAllImages(client)),
    vscode.commands.registerCommand(signInCommand, (registry?: unknown) =>
      signIn(credentials, registry),
    ),
    vscode.commands.registerCommand('seaworthy.signOut', () => signOut(credentials)),
    vscode.commands.registerCommand('seaworthy.restartServer', () => client.restart()),
    vscode.commands.registerCommand('seaworthy.showLog', () => {
      client.outputChannel.show();
    }),
  ];
}

async function pinAllImages(client: SeaworthyClient): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  if (document === undefined || !isOurs(document)) {
    void vscode.window.showInformationMessage(
      'Open a Dockerfile or a Compose file to pin its images.',
    );
    return;
  }
  await client.start();
  await vscode.commands.executeCommand(pinAllCommand, document.uri.toString());
}
