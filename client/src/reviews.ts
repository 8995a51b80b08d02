import * as vscode from 'vscode';
import type { ReviewedText, ReviewParams } from '../../server/src/lsp/protocol.ts';

const scheme = 'seaworthy-image';

/** Characters of a page that are shown; what the server sends is far below it. */
const maximalLength = 1_000_000;

/** A change that the person looks at now. */
interface Review {
  readonly before: vscode.Uri;
  readonly after: vscode.Uri;
  readonly decide: (isAccepted: boolean) => void;
}

/**
 * Shows changes side by side before they are made: two read-only texts in VS Code's own diff, which are forgotten
 * with the answer. It is given by the buttons of a message, or by those of the diff, as messages hide after a while.
 */
export class Reviews implements vscode.Disposable {
  readonly #texts = new Map<string, string>();
  readonly #open = new Set<Review>();
  readonly #registrations: vscode.Disposable;
  #count = 0;

  constructor() {
    this.#registrations = vscode.Disposable.from(
      vscode.workspace.registerTextDocumentContentProvider(scheme, {
        provideTextDocumentContent: (uri) => this.#texts.get(uri.toString()) ?? '',
      }),
      vscode.commands.registerCommand('seaworthy.acceptReview', (uri?: unknown) => {
        this.#decide(uri, true);
      }),
      vscode.commands.registerCommand('seaworthy.declineReview', (uri?: unknown) => {
        this.#decide(uri, false);
      }),
    );
  }

  dispose(): void {
    for (const { decide } of this.#open) decide(false);
    this.#registrations.dispose();
  }

  /** Whether the person accepts the change; closing the message keeps what is there, as cancelling does. */
  async ask(params: ReviewParams, token: vscode.CancellationToken): Promise<boolean> {
    const count = ++this.#count;
    const before = this.#keep(params.before, `${count}/before`);
    const after = this.#keep(params.after, `${count}/after`);
    let review: Review | undefined;
    const decision = new Promise<boolean>((resolve) => {
      review = { before, after, decide: resolve };
      this.#open.add(review);
    });
    const cancellation = token.onCancellationRequested(() => review?.decide(false));
    try {
      if (token.isCancellationRequested) return false;
      await vscode.commands.executeCommand('vscode.diff', before, after, params.title);
      void this.#askByMessage(params, review);
      return await decision;
    } finally {
      cancellation.dispose();
      if (review !== undefined) this.#open.delete(review);
      await closeDiff(before, after);
      this.#texts.delete(before.toString());
      this.#texts.delete(after.toString());
    }
  }

  async #askByMessage(
    { summary, accept }: ReviewParams,
    review: Review | undefined,
  ): Promise<void> {
    const chosen = await vscode.window.showInformationMessage(summary, accept, 'Keep');
    if (review === undefined) return;
    if (this.#open.has(review)) review.decide(chosen === accept);
    else if (chosen === accept)
      void vscode.window.showInformationMessage(
        'This was decided beside the comparison. Ask for the change again to look at it anew.',
      );
  }

  /** The diff that a button of an editor's title belongs to; the only one when the editor does not say. */
  #decide(uri: unknown, isAccepted: boolean): void {
    const named = uri instanceof vscode.Uri ? uri.toString() : undefined;
    for (const { before, after, decide } of this.#open)
      if (named === undefined || [before.toString(), after.toString()].includes(named))
        decide(isAccepted);
  }

  #keep({ title, text }: ReviewedText, place: string): vscode.Uri {
    const uri = vscode.Uri.from({ scheme, path: `/${place}/${title}` });
    this.#texts.set(uri.toString(), text.slice(0, maximalLength));
    return uri;
  }
}

/** Closes the tab, unless the person has done so. */
async function closeDiff(before: vscode.Uri, after: vscode.Uri): Promise<void> {
  const tabs = vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .filter(
      ({ input }) =>
        input instanceof vscode.TabInputTextDiff &&
        input.original.toString() === before.toString() &&
        input.modified.toString() === after.toString(),
    );
  await vscode.window.tabGroups.close(tabs);
}
