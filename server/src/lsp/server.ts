import {
  CodeActionKind,
  CodeLensRefreshRequest,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  TextDocumentSyncKind,
  TextDocuments,
  type CancellationToken,
  type Connection,
  type HoverParams,
  type InitializeParams,
  type InitializeResult,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { version } from '../version.ts';
import { inBackground } from './background.ts';
import { fixAllKind } from './fixing.ts';
import { readCapabilities, type Capabilities } from './capabilities.ts';
import { listCodeActions, pinAllKind } from './methods/code-action.ts';
import { resolveCodeAction } from './methods/code-action-resolve.ts';
import { codeLenses } from './methods/code-lens.ts';
import { complete } from './methods/completion.ts';
import { resolveCompletion } from './methods/completion-resolve.ts';
import { pullDiagnostics } from './methods/diagnostic.ts';
import { commands, executeCommand } from './methods/execute-command.ts';
import { createDiagnosticsPusher } from './methods/push-diagnostics.ts';
import { answerReport } from './methods/image-report.ts';
import { answerHover } from './methods/hover-answers.ts';
import { hover } from './methods/hover.ts';
import { inlayHints } from './methods/inlay-hint.ts';
import {
  credentialsChangedNotification,
  dockerChecksNotification,
  hoverAnswersRequest,
  imageReportRequest,
  trustGrantedNotification,
  type DockerChecksParams,
  type InitializationOptions,
} from './protocol.ts';
import type { Ports } from './ports.ts';
import { Session } from './session.ts';
import { createWatch } from './watching.ts';

/** Serves one client: says what the server can do and hands each message to the file of its method. */
export function startServer(connection: Connection, ports: Ports): void {
  const documents = new TextDocuments(TextDocument);
  documents.listen(connection);

  connection.onInitialize((params) => {
    const session = createSession(connection, documents, ports, params);
    serve(session, documents, ports);
    return initializeResult(session.capabilities);
  });
  connection.listen();
}

function createSession(
  connection: Connection,
  documents: TextDocuments<TextDocument>,
  ports: Ports,
  { capabilities, initializationOptions, workspaceFolders }: InitializeParams,
): Session {
  const options = (initializationOptions ?? {}) as InitializationOptions;
  const roots = (workspaceFolders ?? []).map(({ uri }) => uri);
  const read = readCapabilities(capabilities, options);
  return new Session(connection, documents, ports, read, options, roots);
}

function serve(session: Session, documents: TextDocuments<TextDocument>, ports: Ports): void {
  const { connection, capabilities } = session;

  connection.languages.diagnostics.on((params) => pullDiagnostics(session, params));
  connection.onCodeAction(async (params) => [...(await listCodeActions(session, params))]);
  connection.onCodeActionResolve((action, token) => resolveCodeAction(session, action, token));
  connection.onCompletion((params, token) => complete(session, params, token));
  connection.onCompletionResolve((item, token) => resolveCompletion(session, item, token));
  connection.onHover((params) => hover(session, params));
  connection.languages.inlayHint.on(async (params) => [...(await inlayHints(session, params))]);
  connection.onCodeLens(async (params) => [...(await codeLenses(session, params))]);
  connection.onRequest(imageReportRequest, (params: unknown, token: CancellationToken) =>
    answerReport(session, params, token),
  );
  connection.onRequest(hoverAnswersRequest, (params: HoverParams, token: CancellationToken) =>
    answerHover(session, params, token),
  );
  connection.onExecuteCommand((params, token) => executeCommand(session, params, token));
  connection.onNotification(trustGrantedNotification, () => {
    session.registries.grantTrust();
    inBackground(connection, session.registries.reportStatus());
    watch.wake();
  });
  connection.onNotification(credentialsChangedNotification, () => {
    session.registries.reset();
  });

  const watch = createWatch(session, ports.wait);
  const pusher = capabilities.pullsDiagnostics ? undefined : createDiagnosticsPusher(session);
  /** What is shown for these documents, or for all that are open, may no longer hold. */
  const regrade = (uris: readonly string[] = session.openUris()): void => {
    for (const uri of uris) pusher?.schedule(uri);
    if (capabilities.refreshesDiagnostics)
      inBackground(connection, connection.languages.diagnostics.refresh());
  };
  const refreshHints = (): void => {
    if (capabilities.refreshesHints)
      inBackground(connection, connection.languages.inlayHint.refresh());
  };
  const refreshLenses = (): void => {
    if (capabilities.refreshesLenses)
      inBackground(connection, connection.sendRequest(CodeLensRefreshRequest.type));
  };
  session.pins.listen(() => {
    regrade();
    refreshHints();
  });
  session.images.listen(() => {
    regrade();
    refreshLenses();
  });
  connection.onShutdown(() => {
    watch.stop();
  });
  documents.onDidOpen(() => {
    watch.wake();
  });
  documents.onDidChangeContent(({ document }) => {
    if (document.version > 1) watch.pauseForTyping();
    watch.wake();
    pusher?.schedule(document.uri);
    const dependents = session.dependentsOf(document.uri);
    if (dependents.length > 0) regrade(dependents);
  });
  documents.onDidClose(({ document }) => {
    session.forget(document.uri);
    pusher?.clear(document.uri);
    // From now on the file on disk counts again.
    session.filesChanged([document.uri]);
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    session.filesChanged(changes.map(({ uri }) => uri));
    regrade();
  });
  connection.onNotification(dockerChecksNotification, ({ areShown }: DockerChecksParams) => {
    session.changeDockerChecks(areShown);
    regrade();
  });
  connection.onDidChangeConfiguration(({ settings }) => {
    session.changeSettings((settings as { readonly seaworthy?: unknown } | null)?.seaworthy);
    regrade();
    refreshHints();
    refreshLenses();
    watch.wake();
    inBackground(connection, session.registries.reportStatus());
  });
  connection.onInitialized(() => {
    if (capabilities.registersConfiguration) {
      const options = { section: ['seaworthy', 'http'] };
      inBackground(
        connection,
        connection.client.register(DidChangeConfigurationNotification.type, options),
      );
    }
    if (capabilities.watchesFiles)
      inBackground(
        connection,
        connection.client.register(DidChangeWatchedFilesNotification.type, {
          watchers: watchedFiles.map((globPattern) => ({ globPattern })),
        }),
      );
    if (capabilities.hasWorkspaceFolders)
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        session.rootsChanged(
          added.map(({ uri }) => uri),
          removed.map(({ uri }) => uri),
        );
        regrade();
      });
    inBackground(connection, session.registries.reportStatus());
  });
}

/** Files that reports depend on beside the open ones: other Compose files, `.env`, what builds leave out, configurations. */
const watchedFiles = [
  '**/*.{yml,yaml}',
  '**/{.env,*.env,.dockerignore,*.dockerignore}',
  '**/*{Dockerfile,Containerfile}*',
];

function initializeResult({
  pullsDiagnostics,
  resolvesEdits,
  hasWorkspaceFolders,
}: Capabilities): InitializeResult {
  return {
    serverInfo: { name: 'seaworthy', version },
    capabilities: {
      ...(hasWorkspaceFolders
        ? { workspace: { workspaceFolders: { supported: true, changeNotifications: true } } }
        : {}),
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
      codeActionProvider: {
        codeActionKinds: [
          CodeActionKind.QuickFix,
          CodeActionKind.RefactorRewrite,
          pinAllKind,
          fixAllKind,
        ],
        resolveProvider: resolvesEdits,
      },
      // No character triggers it, as a registry is asked where a person invokes it.
      completionProvider: { resolveProvider: true },
      hoverProvider: true,
      inlayHintProvider: true,
      codeLensProvider: {},
      executeCommandProvider: { commands: [...commands] },
      ...(pullsDiagnostics
        ? {
            diagnosticProvider: {
              identifier: 'seaworthy',
              interFileDependencies: true,
              workspaceDiagnostics: false,
            },
          }
        : {}),
    },
  };
}
