import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import {
  closeEditors,
  openNewFile,
  quickFixesAt,
  rangeOf,
  ruleOf,
  untilDiagnostics,
} from './editor.ts';

const silent = ({ length }: readonly vscode.Diagnostic[]): boolean => length === 0;

/** Makes the edit of the quick fix with such a title. */
async function apply(document: vscode.TextDocument, text: string, title: RegExp): Promise<void> {
  const actions = await quickFixesAt(document, rangeOf(document, text), 10);
  const action = actions.find((candidate) => title.test(candidate.title));
  assert.ok(action?.edit, `${String(title)} is none of ${actions.map((a) => a.title).join('; ')}`);
  assert.ok(await vscode.workspace.applyEdit(action.edit));
}

describe('A rule', () => {
  afterEach(async () => {
    await closeEditors();
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    const config = vscode.Uri.joinPath(folder.uri, 'seaworthy.yaml');
    await vscode.workspace.fs.delete(config).then(undefined, () => undefined);
  });

  it('is silenced where it stands, by a comment that leaves the reason to write', async () => {
    const document = await openNewFile('here.Dockerfile', 'FROM a/b:latest\nUSER 1000\n');
    await untilDiagnostics(document);
    await apply(document, 'a/b', /^Ignore `image-latest-tag` here/);
    await untilDiagnostics(document, silent);
    assert.match(document.getText(), /^# seaworthy: ignore\[image-latest-tag\] -- .+\nFROM/);
  });

  it('is silenced in a file, below its directives', async () => {
    const text = '# syntax=docker/dockerfile:1.7\nFROM a/b:latest\nUSER 1000\n';
    const document = await openNewFile('file.Dockerfile', text);
    await untilDiagnostics(document);
    await apply(document, 'a/b', /^Ignore `image-latest-tag` in this file/);
    await untilDiagnostics(document, silent);
    assert.match(document.getText(), /^# syntax=.+\n# seaworthy: ignore-file\[image-latest-tag\]/);
  });

  it('is silenced by the configuration as soon as that is written', async () => {
    const document = await openNewFile('config.Dockerfile', 'FROM a/b:latest\nUSER 1000\n');
    await untilDiagnostics(document);
    await openNewFile('seaworthy.yaml', 'rules:\n  image-latest-tag: off\n');
    await vscode.window.showTextDocument(document);
    await untilDiagnostics(document, silent);
  });

  it('that does not exist is marked in the configuration', async () => {
    const config = await openNewFile('seaworthy.yaml', 'rules:\n  image-lates-tag: off\n');
    const [diagnostic] = await untilDiagnostics(config);
    assert.ok(diagnostic);
    assert.equal(config.getText(diagnostic.range), 'image-lates-tag');
    assert.match(diagnostic.message, /Did you mean `image-latest-tag`\?/);
  });
});

describe('A fix', () => {
  afterEach(closeEditors);

  it('that is safe is preferred, and part of what is fixed on saving', async () => {
    const document = await openNewFile(
      'fix.Dockerfile',
      'FROM alpine:3.22\nRUN sudo apk add curl\nUSER 1000\n',
    );
    await untilDiagnostics(document);
    const range = rangeOf(document, 'sudo');
    const fixAll = await vscode.commands.executeCommand<readonly vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      range,
      vscode.CodeActionKind.SourceFixAll.value,
    );
    assert.equal(fixAll.length, 1);
    const preferred = (await quickFixesAt(document, range)).filter((action) => action.isPreferred);
    assert.equal(preferred.length, 1);
    await apply(document, 'sudo', /sudo/);
    await untilDiagnostics(document, (left) => left.every((item) => ruleOf(item) !== 'sudo-used'));
    assert.equal(document.getText(), 'FROM alpine:3.22\nRUN apk add curl\nUSER 1000\n');
  });
});
