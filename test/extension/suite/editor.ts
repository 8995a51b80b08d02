import assert from 'node:assert/strict';
import { once } from 'node:events';
import * as vscode from 'vscode';

/** How long anything may take that the extension does on its own. */
const patience = 20_000;

/** Opens a file of the workspace in an editor. */
export async function openFile(name: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(workspaceFile(name));
  await vscode.window.showTextDocument(document);
  return document;
}

/** Writes a file into the workspace, which is a temporary copy, and opens it in an editor. */
export async function openNewFile(name: string, text: string): Promise<vscode.TextDocument> {
  await writeFile(name, text);
  return openFile(name);
}

/** Writes a file into the workspace. */
export async function writeFile(name: string, text: string): Promise<void> {
  await vscode.workspace.fs.writeFile(workspaceFile(name), Buffer.from(text));
}

/** What a file of the workspace has on disk. */
export async function readFile(name: string): Promise<string> {
  return Buffer.from(await vscode.workspace.fs.readFile(workspaceFile(name))).toString();
}

/** Removes a file or a folder of the workspace. */
export async function deleteFile(name: string): Promise<void> {
  await vscode.workspace.fs.delete(workspaceFile(name), { recursive: true });
}

/** Closes every editor and forgets what was typed in it. */
export async function closeEditors(): Promise<void> {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  for (let left = tabs.length; left > 0; left--) {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  }
}

/** What Seaworthy says about a document now, in the order of the text. */
export function diagnosticsOf(document: vscode.TextDocument): readonly vscode.Diagnostic[] {
  return vscode.languages
    .getDiagnostics(document.uri)
    .filter(({ source }) => source === 'seaworthy')
    .sort((one, other) => one.range.start.compareTo(other.range.start));
}

/** Waits until Seaworthy's diagnostics of the document are as wanted. */
export async function untilDiagnostics(
  document: vscode.TextDocument,
  wanted: (diagnostics: readonly vscode.Diagnostic[]) => boolean = ({ length }) => length > 0,
): Promise<readonly vscode.Diagnostic[]> {
  await until(
    vscode.languages.onDidChangeDiagnostics,
    () => wanted(diagnosticsOf(document)),
    () =>
      `diagnostics of ${document.fileName}, which are ${JSON.stringify(diagnosticsOf(document))}`,
  );
  return diagnosticsOf(document);
}

/** Waits until the document reads as wanted. */
export async function untilText(document: vscode.TextDocument, wanted: string): Promise<void> {
  const reads = (): boolean => document.getText() === wanted;
  const found = (): string =>
    `the text ${JSON.stringify(wanted)}, not ${JSON.stringify(document.getText())}`;
  await until(vscode.workspace.onDidChangeTextDocument, reads, found);
}

/** Waits for a tab, or until it is gone. */
export async function untilTab(
  isWanted: (tab: vscode.Tab) => boolean,
  isThere = true,
): Promise<vscode.Tab | undefined> {
  const tabs = (): readonly vscode.Tab[] =>
    vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  await until(
    vscode.window.tabGroups.onDidChangeTabs,
    () => tabs().some(isWanted) === isThere,
    () => `tabs, which are ${JSON.stringify(tabs().map(({ label }) => label))}`,
  );
  return tabs().find(isWanted);
}

/** The rule id of a diagnostic. */
export function ruleOf({ code }: vscode.Diagnostic): string | number | undefined {
  return typeof code === 'object' ? code.value : code;
}

/** Where `text` first stands in the document. */
export function rangeOf(document: vscode.TextDocument, text: string): vscode.Range {
  const start = document.getText().indexOf(text);
  assert.notEqual(start, -1, `${text} is not in the document`);
  return new vscode.Range(document.positionAt(start), document.positionAt(start + text.length));
}

/** The quick fixes offered at a range, the first `resolved` of them with what they would change. */
export async function quickFixesAt(
  document: vscode.TextDocument,
  range: vscode.Range,
  resolved = 0,
): Promise<readonly vscode.CodeAction[]> {
  return vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    range,
    vscode.CodeActionKind.QuickFix.value,
    resolved,
  );
}

/** The action with this title at the first place of `text`, resolved; fails with the titles that there are. */
export async function actionAt(
  document: vscode.TextDocument,
  text: string,
  title: string,
  kind = vscode.CodeActionKind.QuickFix.value,
): Promise<vscode.CodeAction> {
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    rangeOf(document, text),
    kind,
    20,
  );
  const action = actions.find((candidate) => candidate.title === title);
  assert.ok(action, `no "${title}" among ${JSON.stringify(actions.map((each) => each.title))}`);
  return action;
}

/** Makes the edit of an action. */
export async function applyAction({ edit }: vscode.CodeAction): Promise<void> {
  assert.ok(edit, 'the action was resolved to no edit');
  assert.equal(await vscode.workspace.applyEdit(edit), true);
}

/** Runs the command of an action that asks the person on its way or changes nothing. */
export async function runAction({ command }: vscode.CodeAction): Promise<void> {
  assert.ok(command, 'the action has no command');
  const given: readonly unknown[] = command.arguments ?? [];
  await vscode.commands.executeCommand(command.command, ...given);
}

async function until<T>(
  event: vscode.Event<T>,
  holds: () => boolean,
  what: () => string,
): Promise<void> {
  const changes = new EventTarget();
  const subscription = event(() => changes.dispatchEvent(new Event('change')));
  const signal = AbortSignal.timeout(patience);
  try {
    while (!holds()) await once(changes, 'change', { signal });
  } catch (error) {
    throw signal.aborted ? new Error(`Waited in vain for ${what()}`) : error;
  } finally {
    subscription.dispose();
  }
}

function workspaceFile(name: string): vscode.Uri {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder, 'the suite needs an open folder');
  return vscode.Uri.joinPath(folder.uri, name);
}
