import { PassThrough, type Readable, type Writable } from 'node:stream';
import { onTestFinished } from 'vitest';
import {
  createMessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type MessageConnection,
} from 'vscode-jsonrpc/node';
import {
  createConnection,
  ProposedFeatures,
  StreamMessageReader as ServerReader,
  StreamMessageWriter as ServerWriter,
  type ClientCapabilities,
  type CodeAction,
  type CodeActionContext,
  type DocumentDiagnosticReport,
  type InitializeResult,
  type Range,
  type TextDocumentContentChangeEvent,
} from 'vscode-languageserver/node';
import type { InitializationOptions } from '../../server/src/lsp/protocol.ts';
import { startServer } from '../../server/src/lsp/server.ts';
import type { Ports } from '../../server/src/lsp/ports.ts';
import { rules } from '../../server/src/rules/index.ts';
import { memoryImageKnowledge, noTools } from './examining.ts';
import { createInbox, type Answers, type Inbox } from './inbox.ts';
import { memoryKnowledge } from './pin-knowledge.ts';
import { today } from './rule-examples.ts';

/** What the client is like; everything that is left out is as a plain client has it. */
export interface ClientOptions {
  readonly capabilities?: ClientCapabilities;
  readonly initializationOptions?: InitializationOptions;
  /** The folders of the workspace, by URI. */
  readonly folders?: readonly string[];
  /** What `workspace/configuration` answers at first. */
  readonly settings?: unknown;
  /** Answers to requests of the server, by method, in place of the usual ones; may throw. */
  readonly answers?: Answers;
}

/** An editor, as far as the server can tell. Everything that the server sends is in the inbox. */
export interface LanguageClient {
  readonly connection: MessageConnection;
  readonly inbox: Inbox;
  readonly server: InitializeResult;
  readonly open: (uri: string, text: string, languageId?: string, version?: number) => void;
  readonly change: (
    uri: string,
    version: number,
    ...changes: TextDocumentContentChangeEvent[]
  ) => void;
  readonly close: (uri: string) => void;
  readonly pull: (uri: string, previousResultId?: string) => Promise<DocumentDiagnosticReport>;
  readonly actions: (
    uri: string,
    range: Range,
    context?: Partial<CodeActionContext>,
  ) => Promise<readonly CodeAction[]>;
  /** Rejects with the server's error, which has a `code` and a `message`. */
  readonly resolve: (action: CodeAction) => Promise<CodeAction>;
  readonly execute: (command: string, ...args: readonly unknown[]) => Promise<unknown>;
  /** Says that settings have changed; `sent` goes with the notification, as some clients do it. */
  readonly changeSettings: (settings: unknown, sent?: unknown) => void;
  readonly shutdown: () => Promise<void>;
}

/** A client of today: it asks for diagnostics and resolves edits. */
export const modernClient: ClientCapabilities = {
  workspace: {
    configuration: true,
    didChangeConfiguration: { dynamicRegistration: true },
    diagnostics: { refreshSupport: true },
    workspaceEdit: { documentChanges: true },
  },
  textDocument: {
    diagnostic: { relatedInformation: true },
    codeAction: {
      dataSupport: true,
      disabledSupport: true,
      resolveSupport: { properties: ['edit'] },
    },
  },
  window: { workDoneProgress: true },
};

/** A client that knows what every client must know. */
export const plainClient: ClientCapabilities = {};

/** The ports of a server that a test replaces. */
export type TestPorts = Partial<Ports>;

const asksNoRegistry: Ports['createRegistry'] = () => {
  throw new Error('this test asks no registry');
};

/** A disk without anything on it. */
const noFiles: Ports['files'] = {
  read: () => Promise.resolve(undefined),
  secretFiles: () => Promise.resolve([]),
  findDocuments: () => Promise.resolve({ uris: [], isPartial: false }),
};

/** Time does not pass: who waits does so until it is not worth it any more. */
function untilAborted(_: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => {
      resolve(false);
    });
  });
}

/** Starts a server in this process and a client for it, which end with the test. */
export async function connect(
  options: ClientOptions = {},
  ports: TestPorts = {},
): Promise<LanguageClient> {
  const toServer = new PassThrough();
  const toClient = new PassThrough();
  const connection = createConnection(
    ProposedFeatures.all,
    new ServerReader(toServer),
    new ServerWriter(toClient),
  );
  startServer(connection, {
    rules,
    createRegistry: asksNoRegistry,
    recall: () => Promise.resolve(undefined),
    files: noFiles,
    today: () => today,
    now: () => Date.parse(today),
    progressDelay: 0,
    openPinKnowledge: () => memoryKnowledge(),
    openImageKnowledge: () => memoryImageKnowledge(),
    createTools: () => noTools,
    readOwnInspection: () => Promise.resolve({}),
    wait: untilAborted,
    ...ports,
  });
  const client = await connectTo(toServer, toClient, options);
  onTestFinished(async () => {
    await client.shutdown();
    client.connection.dispose();
    connection.dispose();
  });
  return client;
}

/** A client for a server that reads and writes these streams. */
export async function connectTo(
  toServer: Writable,
  fromServer: Readable,
  options: ClientOptions = {},
): Promise<LanguageClient> {
  const connection = createMessageConnection(
    new StreamMessageReader(fromServer),
    new StreamMessageWriter(toServer),
  );
  let { settings } = options;
  const inbox = createInbox(connection, {
    'workspace/configuration': (params) =>
      (params as { items: readonly unknown[] }).items.map(() => settings ?? null),
    'client/registerCapability': () => null,
    'window/workDoneProgress/create': () => null,
    'workspace/diagnostic/refresh': () => null,
    'workspace/inlayHint/refresh': () => null,
    'workspace/codeLens/refresh': () => null,
    'workspace/applyEdit': () => ({ applied: true }),
    ...options.answers,
  });
  connection.listen();
  const server = await connection.sendRequest<InitializeResult>('initialize', {
    processId: null,
    rootUri: null,
    workspaceFolders: (options.folders ?? []).map((uri) => ({ uri, name: uri })),
    capabilities: options.capabilities ?? plainClient,
    initializationOptions: options.initializationOptions,
  });
  const notify = (method: string, params: object): void => {
    void connection.sendNotification(method, params);
  };
  notify('initialized', {});

  return {
    connection,
    inbox,
    server,
    open(uri, text, languageId = 'dockerfile', version = 1) {
      notify('textDocument/didOpen', { textDocument: { uri, languageId, version, text } });
    },
    change(uri, version, ...contentChanges) {
      notify('textDocument/didChange', { textDocument: { uri, version }, contentChanges });
    },
    close(uri) {
      notify('textDocument/didClose', { textDocument: { uri } });
    },
    pull: (uri, previousResultId) =>
      connection.sendRequest('textDocument/diagnostic', {
        textDocument: { uri },
        ...(previousResultId !== undefined && { previousResultId }),
      }),
    actions: (uri, range, context) =>
      connection.sendRequest('textDocument/codeAction', {
        textDocument: { uri },
        range,
        context: { diagnostics: [], ...context },
      }),
    resolve: (action) => connection.sendRequest('codeAction/resolve', action),
    execute: (command, ...args) =>
      connection.sendRequest('workspace/executeCommand', { command, arguments: args }),
    changeSettings(changed, sent = null) {
      settings = changed;
      notify('workspace/didChangeConfiguration', { settings: sent });
    },
    shutdown: () => connection.sendRequest('shutdown'),
  };
}
