import { expect } from 'vitest';
import { CancellationToken } from 'vscode-jsonrpc/node';
import type { CodeAction } from 'vscode-languageserver';
import type { ImageRegistry } from '../../server/src/registry/image-registry.ts';
import type { ImageDetails } from '../../server/src/registry/image-source.ts';
import { details, layer } from '../analysis/images.ts';
import type { Answers } from '../support/inbox.ts';
import {
  connect,
  modernClient,
  type ClientOptions,
  type LanguageClient,
} from '../support/language-client.ts';
import { today } from '../support/rule-examples.ts';
import { digestOf, imageRegistry } from '../support/sample-images.ts';

export const uri = 'file:///project/Dockerfile';
export const wholeFile = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
const day = 24 * 60 * 60_000;
const now = Date.parse(today);

export const pinned = `FROM team/app:1.2@${digestOf('old')} AS a\n`;
export const update = /^Update the pin of team\/app:1\.2…$/;
export const smaller = /^Look for smaller variants of team\/app:1\.2…$/;

/** The image that is pinned, and the one that its tag stands for now. */
export const oldImage = details({
  created: now - 30 * day,
  user: 'app',
  layers: [layer('a', 50_000_000)],
});
export const newImage = details({ created: now - 2 * day, layers: [layer('b', 60_000_000)] });
export const images: Readonly<Record<string, ImageDetails>> = { old: oldImage, new: newImage };

/** A registry whose tag has moved on since the file was pinned. */
export function moved(parts: Partial<ImageRegistry> = {}): ImageRegistry {
  return imageRegistry({ '1.2': 'new' }, images, parts);
}

/** A client that has these answers to what it is asked, beyond LSP unless `options` say otherwise. */
export async function opened(
  text: string,
  registry: ImageRegistry,
  answers: Answers = {},
  options: ClientOptions = { initializationOptions: { asksPeople: true } },
): Promise<LanguageClient> {
  const client = await connect(
    { capabilities: modernClient, answers, ...options },
    { createRegistry: () => registry },
  );
  client.open(uri, text);
  return client;
}

export async function actionOf(
  client: LanguageClient,
  title: RegExp,
  name = uri,
): Promise<CodeAction> {
  const action = (await client.actions(name, wholeFile)).find((each) => title.test(each.title));
  if (action === undefined) throw new Error(`no action ${String(title)}`);
  return action;
}

/** Chooses an action; ends when all that follows from it is done. */
export async function choose(client: LanguageClient, title: RegExp): Promise<void> {
  expect(await run(client, await actionOf(client, title))).toBeNull();
}

/** Runs the command of an action. */
export function run(
  { connection }: LanguageClient,
  { command }: CodeAction,
  token = CancellationToken.None,
): Promise<unknown> {
  return connection.sendRequest('workspace/executeCommand', command, token);
}

/** What the editor was asked to change: label, version, and the edits. */
export function changesOf({ inbox }: LanguageClient): readonly unknown[] {
  return inbox.all('workspace/applyEdit').map(({ label, edit }) => [label, edit.documentChanges]);
}

/** A change of the first line in the version that was open. */
export function change(label: string, start: number, end: number, newText: string): unknown {
  const range = { start: { line: 0, character: start }, end: { line: 0, character: end } };
  return [label, [{ textDocument: { uri, version: 1 }, edits: [{ range, newText }] }]];
}
