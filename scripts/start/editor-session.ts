import { spawn } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import {
  createMessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';
import type {
  CodeAction,
  Diagnostic,
  FullDocumentDiagnosticReport,
  TextDocumentEdit,
  TextEdit,
} from 'vscode-languageserver';
import type { InitializationOptions } from '../../server/src/lsp/protocol.ts';

/** A language server in a process of its own, driven over standard input and output as an editor does it. */
export interface EditorSession {
  open(path: string, languageId: string, text: string): Promise<void>;
  diagnostics(path: string): Promise<readonly Diagnostic[]>;
  /** The edits of "Pin all images in this file": the action is listed, chosen and resolved. */
  pinAll(path: string): Promise<readonly TextEdit[]>;
  /** What the server wanted a person to read since the last call. */
  takeMessages(): readonly string[];
  close(): Promise<void>;
}

interface ShownMessage {
  readonly message: string;
}

export async function startEditorSession(
  script: string,
  options: InitializationOptions,
): Promise<EditorSession> {
  const server = spawn(process.execPath, [script, '--stdio'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exited = new Promise((resolve) => server.once('exit', resolve));
  const connection = createMessageConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  const messages: string[] = [];
  connection.onNotification('window/showMessage', ({ message }: ShownMessage) => {
    messages.push(message);
  });
  connection.listen();
  await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: null,
    initializationOptions: options,
    capabilities: {
      workspace: { workspaceEdit: { documentChanges: true } },
      textDocument: {
        diagnostic: {},
        codeAction: { dataSupport: true, resolveSupport: { properties: ['edit'] } },
      },
    },
  });
  await connection.sendNotification('initialized', {});

  const identify = (path: string): { uri: string } => ({ uri: pathToFileURL(path).href });

  return {
    async open(path, languageId, text) {
      await connection.sendNotification('textDocument/didOpen', {
        textDocument: { ...identify(path), languageId, version: 1, text },
      });
    },
    async diagnostics(path) {
      const report = await connection.sendRequest<FullDocumentDiagnosticReport>(
        'textDocument/diagnostic',
        { textDocument: identify(path) },
      );
      return report.items;
    },
    async pinAll(path) {
      const start = { line: 0, character: 0 };
      const [action] = await connection.sendRequest<CodeAction[]>('textDocument/codeAction', {
        textDocument: identify(path),
        range: { start, end: start },
        context: { diagnostics: [], only: ['source.pinImages'] },
      });
      if (action === undefined) return [];
      const { edit } = await connection.sendRequest<CodeAction>('codeAction/resolve', action);
      return (edit?.documentChanges ?? []).flatMap(
        (change) => (change as TextDocumentEdit).edits as TextEdit[],
      );
    },
    takeMessages: () => messages.splice(0),
    async close() {
      await connection.sendRequest('shutdown');
      await connection.sendNotification('exit');
      connection.dispose();
      await exited;
    },
  };
}
