import * as vscode from 'vscode';
import type { Middleware } from 'vscode-languageclient/node';

/**
 * Milliseconds that VS Code's own request takes to us on a busy machine. A hand is seldom as quick behind a typed
 * character, and whoever is asks a second time.
 */
const margin = 200;
const defaultDelay = 10;

/**
 * Tells the server which requests for completion VS Code makes by itself while somebody types: both kinds come as
 * "invoked", but only a person may have a registry asked.
 */
export class CompletionWatch implements vscode.Disposable {
  readonly #listener: vscode.Disposable;
  #changed: { readonly document: vscode.TextDocument; readonly at: number } | undefined;

  constructor() {
    this.#listener = vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0) this.#changed = { document, at: Date.now() };
    });
  }

  dispose(): void {
    this.#listener.dispose();
  }

  readonly middleware: Pick<Middleware, 'provideCompletionItem'> = {
    provideCompletionItem: (document, position, context, token, next) =>
      next(document, position, this.#isAutomatic(document) ? automatic : context, token),
  };

  #isAutomatic(document: vscode.TextDocument): boolean {
    if (this.#changed?.document !== document) return false;
    const editor = vscode.workspace.getConfiguration('editor', document);
    const delay = editor.get<number>('quickSuggestionsDelay', defaultDelay);
    return Date.now() - this.#changed.at < delay + margin;
  }
}

/** As a list is asked for again while somebody types on. */
const automatic: vscode.CompletionContext = {
  triggerKind: vscode.CompletionTriggerKind.TriggerForIncompleteCompletions,
  triggerCharacter: undefined,
};
