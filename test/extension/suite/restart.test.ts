import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeEditors, diagnosticsOf, openFile, untilDiagnostics } from './editor.ts';

describe('Restart the language server', () => {
  afterEach(closeEditors);

  it('takes the diagnostics away and brings them back', async () => {
    const document = await openFile('compose.yaml');
    const before = (await untilDiagnostics(document)).map(({ message }) => message);
    const emptied = untilDiagnostics(document, ({ length }) => length === 0);
    await Promise.all([emptied, vscode.commands.executeCommand('seaworthy.restartServer')]);
    await untilDiagnostics(document, ({ length }) => length === before.length);
    assert.deepEqual(
      diagnosticsOf(document).map(({ message }) => message),
      before,
    );
  });
});
