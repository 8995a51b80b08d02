import {
  ErrorCodes,
  ResponseError,
  type CancellationToken,
  type MessageConnection,
} from 'vscode-jsonrpc/node';
import type {
  ApplyWorkspaceEditParams,
  ConfigurationParams,
  LogMessageParams,
  PublishDiagnosticsParams,
  RegistrationParams,
  ShowMessageParams,
  ShowMessageRequestParams,
  WorkDoneProgressCreateParams,
} from 'vscode-languageserver';
import type {
  ChooseParams,
  CopyParams,
  FindFilesParams,
  OpenParams,
  ReviewParams,
  StatusParams,
} from '../../server/src/lsp/protocol.ts';

/** The notifications and requests that a server sends, with their parameters. */
export interface ServerMessages {
  '$/progress': { readonly token: string; readonly value: unknown };
  'client/registerCapability': RegistrationParams;
  'seaworthy/choose': ChooseParams;
  'seaworthy/copy': CopyParams;
  'seaworthy/findFiles': FindFilesParams;
  'seaworthy/open': OpenParams;
  'seaworthy/review': ReviewParams;
  'seaworthy/status': StatusParams;
  'textDocument/publishDiagnostics': PublishDiagnosticsParams;
  'window/logMessage': LogMessageParams;
  'window/showMessage': ShowMessageParams;
  'window/showMessageRequest': ShowMessageRequestParams;
  'window/workDoneProgress/create': WorkDoneProgressCreateParams;
  'workspace/applyEdit': ApplyWorkspaceEditParams;
  'workspace/configuration': ConfigurationParams;
  'workspace/diagnostic/refresh': unknown;
  'workspace/inlayHint/refresh': unknown;
  'workspace/codeLens/refresh': unknown;
}

type Method = keyof ServerMessages;

/** What a client answers to the server's requests, by method. */
export type Answers = Readonly<
  Record<string, (params: unknown, token: CancellationToken) => unknown>
>;

/** What a server has sent, by method, in its order. */
export interface Inbox {
  /** The first message of this method that was not taken yet; waits for it. */
  next<M extends Method>(method: M): Promise<ServerMessages[M]>;
  /** All messages of this method so far, taken or not. */
  all<M extends Method>(method: M): readonly ServerMessages[M][];
}

interface Drawer {
  readonly messages: unknown[];
  readonly waiting: ((message: unknown) => void)[];
  taken: number;
}

/** Collects all that the server sends, and answers its requests; one without an answer is not known. */
export function createInbox(connection: MessageConnection, answers: Answers): Inbox {
  const drawers = new Map<string, Drawer>();

  function drawerOf(method: string): Drawer {
    const drawer = drawers.get(method) ?? { messages: [], waiting: [], taken: 0 };
    drawers.set(method, drawer);
    return drawer;
  }

  function put(method: string, message: unknown): void {
    const { messages, waiting } = drawerOf(method);
    messages.push(message);
    waiting.shift()?.(message);
  }

  connection.onNotification((method, params) => {
    put(method, params);
  });
  connection.onUnhandledProgress((params) => {
    put('$/progress', params);
  });
  connection.onRequest((method, params, token) => {
    put(method, params);
    const answer = answers[method];
    if (answer === undefined)
      return new ResponseError(ErrorCodes.MethodNotFound, `Unhandled method ${method}`);
    return answer(params, token);
  });

  return {
    next<M extends Method>(method: M): Promise<ServerMessages[M]> {
      const drawer = drawerOf(method);
      const index = drawer.taken++;
      if (index < drawer.messages.length)
        return Promise.resolve(drawer.messages[index] as ServerMessages[M]);
      return new Promise((resolve) => {
        drawer.waiting.push(resolve as (message: unknown) => void);
      });
    },
    all: <M extends Method>(method: M) => drawerOf(method).messages as readonly ServerMessages[M][],
  };
}
