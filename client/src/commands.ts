import * as vscode from 'vscode';
import {
  checkPinsCommand,
  pinAllCommand,
  pinWorkspaceCommand,
  updatePinsCommand,
  updateWorkspacePinsCommand,
} from '../../server/src/lsp/protocol.ts';
import { signIn, signOut, type CredentialStore } from './credentials.ts';
import { signInCommand } from './sign-in-command.ts';
import { isOurs, type SeaworthyClient } from './server-process.ts';

/** Commands of the palette about the file that is looked at, with those of the server that do the work. */
const fileCommands: Readonly<Record<string, string>> = {
  'seaworthy.pinAllImages': pinAllCommand,
  'seaworthy.updatePins': updatePinsCommand,
  'seaworthy.checkPins': checkPinsCommand,
};

/** The same about all files of the workspace. */
const workspaceCommands: Readonly<Record<string, string>> = {
  'seaworthy.pinWorkspace': pinWorkspaceCommand,
  'seaworthy.updateWorkspacePins': updateWorkspacePinsCommand,
};

/** The commands of the palette. */
export function registerCommands(
  client: SeaworthyClient,
  credentials: CredentialStore,
): readonly vscode.Disposable[] {
  return [
    ...Object.entries(fileCommands).map(([command, serverCommand]) =>
      vscode.commands.registerCommand(command, () => runOnFile(client, serverCommand)),
    ),
    ...Object.entries(workspaceCommands).map(([command, serverCommand]) =>
      vscode.commands.registerCommand(command, () => runOnWorkspace(client, serverCommand)),
    ),
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

async function runOnFile(client: SeaworthyClient, serverCommand: string): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  if (document === undefined || !isOurs(document)) {
    void vscode.window.showInformationMessage(
      'Open a Dockerfile or a Compose file: this is about its images.',
    );
    return;
  }
  await client.start();
  await vscode.commands.executeCommand(serverCommand, document.uri.toString());
}

async function runOnWorkspace(client: SeaworthyClient, serverCommand: string): Promise<void> {
  if (vscode.workspace.workspaceFolders === undefined) {
    void vscode.window.showInformationMessage(
      'Open a folder: this is about the images of all its Dockerfiles and Compose files.',
    );
    return;
  }
  await client.start();
  await vscode.commands.executeCommand(serverCommand);
}
