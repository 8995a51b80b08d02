import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import {
  startSampleRegistry,
  type SampleRegistry,
} from '../../../scripts/start/sample-registry.ts';
import { closeEditors, openNewFile, quickFixesAt, rangeOf, untilTab, untilText } from './editor.ts';

const older = 'library/python:3.8';
const newer = 'library/python:3.9';

describe('Update a pin', () => {
  let registry: SampleRegistry;
  let host: string;

  before(async () => {
    registry = await startSampleRegistry([older, newer]);
    host = new URL(registry.url).host;
  });
  after(() => registry.close());
  afterEach(closeEditors);

  it('shows both images side by side, and moves the pin when that is accepted', async () => {
    const { document, running } = await begin('accepted.dockerfile');
    const tab = await untilTab(isReview);
    assert.ok(tab?.input instanceof vscode.TabInputTextDiff);
    const { original, modified } = tab.input;
    const pages = await Promise.all(
      [original, modified].map(async (uri) =>
        (await vscode.workspace.openTextDocument(uri)).getText(),
      ),
    );
    assert.notEqual(pages[0], '');
    assert.notEqual(pages[0], pages[1]);

    await vscode.commands.executeCommand('seaworthy.acceptReview', modified);
    await running;
    await untilText(document, text(registry.digestOf(newer)));
    await untilTab(isReview, false);
  });

  it('keeps the pin when that is declined, and closes the comparison', async () => {
    const { document, running } = await begin('declined.dockerfile');
    await untilTab(isReview);
    await vscode.commands.executeCommand('seaworthy.declineReview');
    await running;
    await untilTab(isReview, false);
    assert.equal(document.getText(), text(registry.digestOf(older)));
  });

  function text(digest: string): string {
    return `FROM ${host}/${newer}@${digest}\nUSER app\n`;
  }

  async function begin(
    name: string,
  ): Promise<{ readonly document: vscode.TextDocument; readonly running: Thenable<unknown> }> {
    const document = await openNewFile(name, text(registry.digestOf(older)));
    const actions = await quickFixesAt(document, rangeOf(document, newer));
    const update = actions.find(({ title }) => title.startsWith('Update the pin of '));
    assert.ok(update?.command, JSON.stringify(actions.map(({ title }) => title)));
    const { command, arguments: args = [] } = update.command;
    const running = vscode.commands.executeCommand(command, ...(args as unknown[]));
    return { document, running };
  }
});

function isReview({ input }: vscode.Tab): boolean {
  return input instanceof vscode.TabInputTextDiff && input.modified.scheme === 'seaworthy-image';
}
