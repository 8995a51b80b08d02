import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import {
  startSampleRegistry,
  type SampleRegistry,
} from '../../../scripts/start/sample-registry.ts';
import { closeEditors, openNewFile, quickFixesAt, rangeOf, untilText } from './editor.ts';

const image = 'library/python:3.8';

describe('Pin to digest', () => {
  let registry: SampleRegistry;
  let host: string;

  before(async () => {
    registry = await startSampleRegistry([image]);
    host = new URL(registry.url).host;
  });
  after(() => registry.close());
  afterEach(closeEditors);

  it('is offered without asking the registry', async () => {
    const reference = `${host}/${image}`;
    const document = await openNewFile('offered.dockerfile', `FROM ${reference}\n`);
    const before = registry.requests.length;
    const action = await pinAction(document, reference);
    assert.equal(action.edit, undefined);
    assert.equal(action.kind?.value, vscode.CodeActionKind.QuickFix.value);
    assert.equal(registry.requests.length, before);
  });

  it('inserts the digest the registry gives, and one Undo takes it out', async () => {
    const reference = `${host}/${image}`;
    const text = `FROM --platform=linux/arm64 ${reference} AS base\nUSER app\n`;
    const document = await openNewFile('pinned.dockerfile', text);
    await apply(await pinAction(document, reference, 'resolved'));
    await untilText(document, text.replace(reference, pinned(reference)));
    await vscode.commands.executeCommand('undo');
    await untilText(document, text);
  });

  it('keeps the line ends of a file from Windows', async () => {
    const reference = `${host}/${image}`;
    const text = `# syntax=docker/dockerfile:1.7.0\r\nFROM ${reference}\r\nUSER app\r\n`;
    const document = await openNewFile('windows.dockerfile', text);
    assert.equal(document.eol, vscode.EndOfLine.CRLF);
    await apply(await pinAction(document, reference, 'resolved'));
    await untilText(document, text.replace(reference, pinned(reference)));
  });

  it('works inside the quotes of a Compose file', async () => {
    const reference = `${host}/${image}`;
    const text = `services:\n  app:\n    image: "${reference}" # the base\n`;
    const document = await openNewFile('compose.pin.yaml', text);
    await apply(await pinAction(document, reference, 'resolved'));
    await untilText(document, text.replace(reference, pinned(reference)));
  });

  it('leaves the file alone when the registry does not know the image', async () => {
    const reference = `${host}/library/python:9.9`;
    const text = `FROM ${reference}\n`;
    const document = await openNewFile('unknown.dockerfile', text);
    const before = registry.requests.length;
    const action = await pinAction(document, reference, 'resolved');
    assert.equal(action.edit, undefined);
    assert.ok(registry.requests.length > before, 'the registry was not asked');
    assert.equal(document.getText(), text);
    assert.equal(document.isDirty, false);
  });

  function pinned(reference: string): string {
    return `${reference}@${registry.digestOf(image)}`;
  }
});

async function pinAction(
  document: vscode.TextDocument,
  reference: string,
  resolved?: 'resolved',
): Promise<vscode.CodeAction> {
  const range = rangeOf(document, reference);
  const actions = await quickFixesAt(document, range, resolved === undefined ? 0 : 10);
  const title = `Pin ${reference} to its digest`;
  const action = actions.find((candidate) => candidate.title === title);
  assert.ok(action, `no "${title}" among ${JSON.stringify(actions.map((each) => each.title))}`);
  return action;
}

async function apply({ edit }: vscode.CodeAction): Promise<void> {
  assert.ok(edit, 'the action was resolved to no edit');
  assert.equal(await vscode.workspace.applyEdit(edit), true);
}
