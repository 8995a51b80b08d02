import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeEditors, diagnosticsOf, openFile, ruleOf, untilDiagnostics } from './editor.ts';

describe('Diagnostics', () => {
  afterEach(closeEditors);

  it('come from an extension that starts when a Dockerfile is opened', async () => {
    const extension = vscode.extensions.getExtension('seaworthy.seaworthy');
    assert.ok(extension, 'the extension is not there');
    await untilDiagnostics(await openFile('Dockerfile'));
    assert.equal(extension.isActive, true);
  });

  it('stand on the references of a Dockerfile alone', async () => {
    const document = await openFile('Dockerfile');
    const diagnostics = await untilDiagnostics(document);
    const images = diagnostics
      .filter((diagnostic) => String(ruleOf(diagnostic)).startsWith('image-'))
      .map((diagnostic) => [ruleOf(diagnostic), document.getText(diagnostic.range)]);
    assert.deepEqual(images, [
      ['image-latest-tag', 'python:latest'],
      ['image-floating-tag', 'nginx:stable'],
      ['image-latest-tag', 'busybox:latest'],
    ]);
    assert.ok(diagnostics.some((diagnostic) => ruleOf(diagnostic) === 'user-root'));
  });

  it('stand on the reference inside the quotes of a Compose file, and on its privileges', async () => {
    const document = await openFile('compose.yaml');
    const diagnostics = await untilDiagnostics(document);
    assert.deepEqual(
      new Set(diagnostics.map(ruleOf)),
      new Set([
        'image-latest-tag',
        'privileged-container',
        'host-network',
        'cap-add-dangerous',
        'docker-socket-mounted',
      ]),
    );
    const image = diagnostics.find((diagnostic) => ruleOf(diagnostic) === 'image-latest-tag');
    assert.equal(image && document.getText(image.range), 'nginx:latest');
  });

  it('link every rule to its page', async () => {
    const diagnostics = await untilDiagnostics(await openFile('compose.yaml'));
    for (const { code } of diagnostics) {
      assert.ok(typeof code === 'object', 'a code has no link');
      assert.equal(code.target.scheme, 'https');
      assert.ok(code.target.path.includes(String(code.value)), code.target.toString());
    }
  });

  it('appear in a document that was never saved', async () => {
    const content = 'FROM redis:latest\n';
    const document = await vscode.workspace.openTextDocument({ language: 'dockerfile', content });
    assert.equal(document.uri.scheme, 'untitled');
    await vscode.window.showTextDocument(document);
    const [diagnostic] = await untilDiagnostics(document);
    assert.equal(diagnostic && document.getText(diagnostic.range), 'redis:latest');
  });

  it('leave YAML alone that is not Compose', async () => {
    const plain = await openFile('plain.yaml');
    const compose = await openFile('compose.yaml');
    await untilDiagnostics(compose);
    assert.deepEqual(diagnosticsOf(plain), []);
  });
});
