import {
  CodeActionKind,
  DidChangeConfigurationNotification,
  TextDocumentSyncKind,
  TextDocuments,
  type Connection,
  type InitializeParams,
  type InitializeResult,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { version } from '../version.ts';
import { inBackground } from './background.ts';
import { readCapabilities, type Capabilities } from './capabilities.ts';
import { listCodeActions, pinAllKind } from './methods/code-action.ts';
import { resolveCodeAction } from './methods/code-action-resolve.ts';
import { pullDiagnostics } from './methods/diagnostic.ts';
import { executeCommand } from './methods/execute-command.ts';
import { createDiagnosticsPusher } from './methods/push-diagnostics.ts';
import {
  applyPinCommand,
  pinAllCommand,
  trustGrantedNotification,
  type InitializationOptions,
} from './protocol.ts';
import { Session, type Ports } from './session.ts';

/** Serves one client: says what the server can do and hands each message to the file of its method. */
export function startServer(connection: Connection, ports: Ports): void {
  const documents = new TextDocuments(TextDocument);
  documents.listen(connection);

  connection.onInitialize((params) => {
    const session = createSession(connection, documents, ports, params);
    serve(session, documents);
    return initializeResult(session.capabilities);
  });
  connection.listen();
}

function createSession(
  connection: Connection,
  documents: TextDocuments<TextDocument>,
  ports: Ports,
  { capabilities, initializationOptions }: InitializeParams,
): Session {
  const options = (initializationOptions ?? {}) as InitializationOptions;
  return new Session(connection, documents, ports, readCapabilities(capabilities), options);
}

function serve(session: Session, documents: TextDocuments<TextDocument>): void {
  const { connection, capabilities } = session;

  connection.languages.diagnostics.on((params) => pullDiagnostics(session, params));
  connection.onCodeAction(async (params) => [...(await listCodeActions(session, params))]);
  connection.onCodeActionResolve((action, token) => resolveCodeAction(session, action, token));
  connection.onExecuteCommand((params, token) => executeCommand(session, params, token));
  connection.onNotification(trustGrantedNotification, () => {
    session.grantTrust();
    inBackground(connection, session.reportStatus());
  });

  const pusher = capabilities.pullsDiagnostics ? undefined : createDiagnosticsPusher(session);
  documents.onDidChangeContent(({ document }) => pusher?.schedule(document.uri));
  documents.onDidClose(({ document }) => {
    session.forget(document.uri);
    pusher?.clear(document.uri);
  });
  connection.onDidChangeConfiguration(({ settings }) => {
    session.changeSettings((settings as { readonly seaworthy?: unknown } | null)?.seaworthy);
    if (capabilities.refreshesDiagnostics)
      inBackground(connection, connection.languages.diagnostics.refresh());
    for (const uri of session.openUris()) pusher?.schedule(uri);
    inBackground(connection, session.reportStatus());
  });
  connection.onInitialized(() => {
    if (capabilities.registersConfiguration) {
      const options = { section: 'seaworthy' };
      inBackground(
        connection,
        connection.client.register(DidChangeConfigurationNotification.type, options),
      );
    }
    inBackground(connection, session.reportStatus());
  });
}

function initializeResult({ pullsDiagnostics, resolvesEdits }: Capabilities): InitializeResult {
  return {
    serverInfo: { name: 'seaworthy', version },
    capabilities: {
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
      codeActionProvider: {
        codeActionKinds: [CodeActionKind.QuickFix, pinAllKind],
        resolveProvider: resolvesEdits,
      },
      executeCommandProvider: { commands: [pinAllCommand, applyPinCommand] },
      ...(pullsDiagnostics
        ? {
            diagnosticProvider: {
              identifier: 'seaworthy',
              interFileDependencies: false,
              workspaceDiagnostics: false,
            },
          }
        : {}),
    },
  };
}
