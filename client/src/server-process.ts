import * as vscode from 'vscode';
import {
  LanguageClient,
  LSPErrorCodes,
  ResponseError,
  TransportKind,
  type CancellationToken,
  type LanguageClientOptions,
  type MessageSignature,
  type Middleware,
  type ServerOptions,
} from 'vscode-languageclient/node';
import { withPreview } from './preview.ts';
import { signInCommand } from './sign-in-command.ts';
import { provideTrustedHover } from './trusted-hover.ts';
import {
  credentialsChangedNotification,
  dockerChecksNotification,
  trustGrantedNotification,
  type DockerChecksParams,
  type FailureData,
  type InitializationOptions,
} from '../../server/src/lsp/protocol.ts';

/** The names that `languageOfName` in the server takes for Compose files. */
const composeFiles = '**/{compose,compose[._-]*,*docker{,.,_,-}compose*}.{yml,yaml}';

/** Documents of any scheme, open files and unsaved ones alike; YAML only with the name of a Compose file or of our configuration. */
export const documentSelector: { language: string; pattern?: string }[] = [
  { language: 'dockerfile' },
  { language: 'dockercompose' },
  { language: 'yaml', pattern: composeFiles },
  { language: 'yaml', pattern: '**/{seaworthy,.seaworthy}.yaml' },
];

/** Whether a document is one that the server looks at. */
export function isOurs(document: vscode.TextDocument): boolean {
  return vscode.languages.match(documentSelector, document) > 0;
}

export function createClient(
  context: vscode.ExtensionContext,
  middleware: Middleware,
): SeaworthyClient {
  const module = context.asAbsolutePath('dist/server.cjs');
  const serverOptions: ServerOptions = {
    run: { module, transport: TransportKind.ipc },
    debug: { module, transport: TransportKind.ipc, options: { execArgv: ['--inspect=6021'] } },
  };
  const clientOptions: LanguageClientOptions = {
    documentSelector,
    initializationOptions,
    diagnosticPullOptions: { onChange: true, onTabs: true },
    middleware: {
      ...middleware,
      provideHover: provideTrustedHover,
      workspace: {
        handleApplyEdit: (params, next) =>
          next(withPreview(params), new vscode.CancellationTokenSource().token),
      },
    },
    outputChannel: vscode.window.createOutputChannel('Seaworthy', { log: true }),
  };
  return new SeaworthyClient('seaworthy', 'Seaworthy', serverOptions, clientOptions);
}

function initializationOptions(): InitializationOptions {
  return {
    isTrusted: vscode.workspace.isTrusted,
    wantsStatus: true,
    keepsCredentials: true,
    asksPeople: true,
    opensFiles: true,
    showsReports: true,
    hasDockerChecks: hasDockerChecks(),
  };
}

/** Whether Docker's own extension is installed and enabled: it shows what BuildKit's checks find. */
function hasDockerChecks(): boolean {
  return vscode.extensions.getExtension('docker.docker') !== undefined;
}

export class SeaworthyClient extends LanguageClient {
  /** A server that does not run yet learns of it when it starts. */
  async grantTrust(): Promise<void> {
    if (this.isRunning()) await this.sendNotification(trustGrantedNotification);
  }

  /** Extensions can be installed, enabled and disabled while the server runs. */
  async tellDockerChecks(): Promise<void> {
    const params: DockerChecksParams = { areShown: hasDockerChecks() };
    if (this.isRunning()) await this.sendNotification(dockerChecksNotification, params);
  }

  /** The person has signed in or out; a server that does not run yet has nothing to forget. */
  async tellCredentialsChanged(): Promise<void> {
    if (this.isRunning()) await this.sendNotification(credentialsChangedNotification);
  }

  /** A failed action is told in the server's own sentence, where the base class would only say that a request failed. */
  override handleFailedRequest<T>(
    type: MessageSignature,
    token: CancellationToken | undefined,
    error: unknown,
    defaultValue: T,
    showNotification?: boolean,
    throwOnCancel?: boolean,
  ): T {
    if (error instanceof ResponseError && error.code === LSPErrorCodes.RequestFailed) {
      void showFailure(error.message, error.data as FailureData | undefined);
      return defaultValue;
    }
    return super.handleFailedRequest(
      type,
      token,
      error,
      defaultValue,
      showNotification,
      throwOnCancel,
    );
  }
}

/** Shows why an action failed, with a button where signing in may help. */
async function showFailure(message: string, data: FailureData | undefined): Promise<void> {
  const buttons = data?.signInTo === undefined ? [] : ['Sign In'];
  const chosen = await vscode.window.showErrorMessage(message, ...buttons);
  if (chosen !== undefined) await vscode.commands.executeCommand(signInCommand, data?.signInTo);
}
