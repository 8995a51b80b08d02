import * as vscode from 'vscode';
import type { CancellationToken } from 'vscode-languageclient/node';
import {
  chooseRequest,
  copyRequest,
  reviewRequest,
  type ChooseAnswer,
  type ChooseParams,
  type CopyParams,
  type ReviewParams,
} from '../../server/src/lsp/protocol.ts';
import { Reviews } from './reviews.ts';
import type { SeaworthyClient } from './server-process.ts';

/** Lets the server ask the person, and give them something to paste. */
export function answerQuestions(client: SeaworthyClient): vscode.Disposable {
  const reviews = new Reviews();
  return vscode.Disposable.from(
    reviews,
    client.onRequest(chooseRequest, choose),
    client.onRequest(reviewRequest, (params: ReviewParams, token: CancellationToken) =>
      reviews.ask(params, token),
    ),
    client.onRequest(copyRequest, async ({ text }: CopyParams) => {
      await vscode.env.clipboard.writeText(text);
      return null;
    }),
  );
}

async function choose(
  { title, placeholder, items }: ChooseParams,
  token: CancellationToken,
): Promise<ChooseAnswer> {
  const options = {
    title,
    placeHolder: placeholder,
    matchOnDescription: true,
    matchOnDetail: true,
  };
  const chosen = await vscode.window.showQuickPick([...items], options, token);
  return chosen?.id ?? null;
}
